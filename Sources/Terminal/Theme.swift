import CTerm
import TUI

/// How styles look (配色).
///
/// Dark and light leave text and background to the terminal and only differ
/// in accents, so that plain text can always be read. No meaning is carried
/// by colour alone: screens write the word too.
package enum Theme: String, CaseIterable, Sendable {
  case dark, light, mono
}

/// Colours and attributes of one style.
struct Look: Equatable {
  /// -1 is the terminal's own colour.
  var foreground: Int32 = -1
  var background: Int32 = -1
  var attributes = 0
}

extension Theme {
  /// The look of `style` on a terminal of `colors` colours.
  ///
  /// More than 256 colours mean direct colour, where numbers from 8 up are
  /// RGB values and only the first 8 are sure. Source: user_caps(5), RGB.
  func look(of style: Style, colors: Int) -> Look {
    if self == .mono || colors < 8 { return Look(attributes: monochrome(style)) }
    let look = rich(style)
    if colors == 256 { return look.look256 }
    return look.look8
  }

  private struct Rich {
    var look256: Look
    var look8: Look
  }

  /// xterm's palette: 16–231 a 6×6×6 cube, 232–255 greys; then the eight
  /// colours: 0 black, 1 red, 2 green, 3 yellow, 4 blue, 5 magenta, 6 cyan, 7 white.
  private func rich(_ style: Style) -> Rich {
    let isDark = self == .dark
    func both(
      _ dark: (Int32, Int32), _ light: (Int32, Int32), _ eight: (Int32, Int32),
      _ attributes: Int32 = 0
    ) -> Rich {
      let pair = isDark ? dark : light
      return Rich(
        look256: Look(foreground: pair.0, background: pair.1, attributes: Int(attributes)),
        look8: Look(foreground: eight.0, background: eight.1, attributes: Int(attributes)))
    }
    let bold = Int32(CT_BOLD)
    switch style {
    case .plain: return both((-1, -1), (-1, -1), (-1, -1))
    case .muted, .placeholder: return both((245, -1), (242, -1), (-1, -1), Int32(CT_DIM))
    case .strong: return both((-1, -1), (-1, -1), (-1, -1), bold)
    case .title: return both((117, -1), (24, -1), (6, -1), bold)
    case .bar: return both((255, 24), (255, 24), (7, 4))
    case .barMuted: return both((152, 24), (152, 24), (6, 4))
    case .barStrong: return both((231, 24), (231, 24), (7, 4), bold)
    case .barAlert: return both((231, 160), (231, 160), (7, 1), bold)
    case .selected: return both((231, 31), (231, 31), (0, 6))
    case .selectedIdle: return both((-1, 238), (-1, 252), (-1, -1), Int32(CT_UNDERLINE))
    case .field: return both((-1, 236), (-1, 254), (-1, -1), Int32(CT_UNDERLINE))
    // Without colour of its own: the few bytes of every typed character.
    case .fieldActive: return both((-1, -1), (-1, -1), (-1, -1), Int32(CT_REVERSE))
    case .fieldInvalid: return both((231, 88), (88, 224), (7, 1))
    case .label: return both((110, -1), (25, -1), (6, -1))
    case .border: return both((240, -1), (248, -1), (-1, -1))
    case .good: return both((114, -1), (28, -1), (2, -1))
    case .warn: return both((221, -1), (130, -1), (3, -1))
    case .alert: return both((203, -1), (160, -1), (1, -1), bold)
    case .link: return both((75, -1), (26, -1), (4, -1), Int32(CT_UNDERLINE))
    case .key: return both((16, 152), (231, 60), (0, 7))
    case .practice: return both((16, 214), (16, 214), (0, 3))
    case .mask: return both((245, -1), (242, -1), (-1, -1))
    }
  }

  private func monochrome(_ style: Style) -> Int {
    switch style {
    case .plain, .border, .mask, .good: 0
    case .muted, .placeholder: Int(CT_DIM)
    case .strong, .title, .label, .warn: Int(CT_BOLD)
    case .bar, .barMuted, .selected, .key: Int(CT_REVERSE)
    case .barStrong, .barAlert, .practice: Int(CT_REVERSE) | Int(CT_BOLD)
    case .field, .selectedIdle, .link: Int(CT_UNDERLINE)
    case .fieldActive: Int(CT_REVERSE)
    case .alert: Int(CT_UNDERLINE) | Int(CT_BOLD)
    case .fieldInvalid: Int(CT_REVERSE) | Int(CT_UNDERLINE)
    }
  }
}

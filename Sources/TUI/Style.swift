/// What a cell means (样式).
///
/// Meanings only: the colour of each, light, dark or none, is the business of
/// the terminal. The letter stands for the style in golden screens.
package enum Style: UInt8, CaseIterable, Sendable {
  case plain, muted, strong, title
  /// The top and bottom bars, and what stands out in them.
  case bar, barMuted, barStrong, barAlert
  /// The chosen row of the pane that has the keyboard, and of one that has not.
  case selected, selectedIdle
  /// An input field at rest, under the caret, and with a finding.
  case field, fieldActive, fieldInvalid
  /// What an empty field hints at.
  case placeholder
  case label, border
  case good, warn, alert, link
  /// A key's name, such as F9.
  case key
  /// The mark of practice mode (练习).
  case practice
  /// Covered digits of an identity or telephone number.
  case mask

  /// One ASCII letter a style, for `Canvas.stylePlane`.
  package var letter: Character {
    switch self {
    case .plain: "."
    case .muted: "m"
    case .strong: "S"
    case .title: "T"
    case .bar: "b"
    case .barMuted: "n"
    case .barStrong: "B"
    case .barAlert: "A"
    case .selected: "X"
    case .selectedIdle: "x"
    case .field: "f"
    case .fieldActive: "F"
    case .fieldInvalid: "I"
    case .placeholder: "p"
    case .label: "l"
    case .border: "-"
    case .good: "g"
    case .warn: "w"
    case .alert: "a"
    case .link: "u"
    case .key: "k"
    case .practice: "P"
    case .mask: "*"
    }
  }
}

/// One key (按键) as the program understands it.
///
/// No Alt keys: Esc followed quickly by a letter is two keys, so that keys
/// typed ahead keep their meaning however slowly they are read.
package enum Key: Hashable, Sendable {
  /// A character typed or committed by an input method; never a control.
  case character(Character)
  /// F1 to F12.
  case function(Int)
  case up, down, left, right, home, end, pageUp, pageDown
  case enter, tab, backTab, backspace, delete, insert, escape
  /// Ctrl with a small letter a to z. Ctrl-H, I, J and M cannot be told from
  /// Backspace, Tab and Enter and arrive as those.
  case control(Character)
}

extension Key {
  /// What the clerk reads in the bars and the help, such as `F9` or `Ctrl-P`.
  package var label: String {
    switch self {
    case .character(" "): "空格"
    case .character(let character): String(character)
    case .function(let number): "F\(number)"
    case .up: "↑"
    case .down: "↓"
    case .left: "←"
    case .right: "→"
    case .home: "Home"
    case .end: "End"
    case .pageUp: "PgUp"
    case .pageDown: "PgDn"
    case .enter: "Enter"
    case .tab: "Tab"
    case .backTab: "Shift-Tab"
    case .backspace: "Backspace"
    case .delete: "Del"
    case .insert: "Ins"
    case .escape: "Esc"
    case .control(let letter): "Ctrl-\(letter.uppercased())"
    }
  }
}

/// What reaches the program from its terminal (输入).
package enum Input: Hashable, Sendable {
  case key(Key)
  /// Text between the brackets of a bracketed paste; lines end in `\n`, other
  /// controls are gone.
  case paste(String)
  /// Ten or more characters that were waiting together: a card reader, an
  /// input method's phrase, or keys typed ahead while the program was busy.
  ///
  /// It must leave the same text in the same fields as its characters would
  /// one by one: what waits together depends on timing, results must not. It
  /// saves redrawing, and is one step of undo. Holding characters back to see
  /// whether more come would delay ordinary typing, so that is not done.
  case burst(String)
  case resized(Size)
  /// The terminal is gone; no more input comes.
  case hangup
  /// The system asks the program to end (SIGTERM, SIGINT).
  case terminate
}

/// What can be wrong with a text given to this room.
package enum TUIError: Error, Equatable, CustomStringConvertible {
  /// `<name>` in a key script is no key; `offset` counts characters from 0.
  case unknownKey(name: String, offset: Int)
  /// A `<` without its `>`; write `<Less>` for the character.
  case unclosedKey(offset: Int)
  /// A control character in a key script; write `<Enter>` or `<Tab>`.
  case controlInScript(offset: Int)

  package var description: String {
    switch self {
    case .unknownKey(let name, let offset):
      "key script, character \(offset): no key is called <\(name)>;"
        + " allowed are F1 to F12, C-a to C-z and \(Key.named.map(\.name).joined(separator: ", "))"
    case .unclosedKey(let offset):
      "key script, character \(offset): '<' without '>'; the character itself is <Less>"
    case .controlInScript(let offset):
      "key script, character \(offset): a control character; use <Enter> or <Tab>"
    }
  }
}

extension Key {
  static let named: [(name: String, key: Key)] = [
    ("Up", .up), ("Down", .down), ("Left", .left), ("Right", .right), ("Home", .home),
    ("End", .end), ("PageUp", .pageUp), ("PageDown", .pageDown), ("Enter", .enter),
    ("Tab", .tab), ("S-Tab", .backTab), ("Backspace", .backspace), ("Delete", .delete),
    ("Insert", .insert), ("Esc", .escape), ("Space", .character(" ")),
    ("Less", .character("<")),
  ]

  /// Reads keys written as text: `张三<Tab><F9><C-p>`.
  ///
  /// Characters stand for themselves, other keys are names in angle brackets,
  /// case-sensitive.
  package static func script(_ text: String) throws(TUIError) -> [Key] {
    var keys: [Key] = []
    var rest = Array(text)[...]
    while let character = rest.first {
      let offset = rest.startIndex
      rest = rest.dropFirst()
      guard character == "<" else {
        guard character.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else {
          throw .controlInScript(offset: offset)
        }
        keys.append(.character(character))
        continue
      }
      guard let close = rest.firstIndex(of: ">") else { throw .unclosedKey(offset: offset) }
      let name = String(rest[..<close])
      guard let key = Key(name: name) else { throw .unknownKey(name: name, offset: offset) }
      keys.append(key)
      rest = rest[(close + 1)...]
    }
    return keys
  }

  /// The key that a script calls `name`.
  package init?(name: String) {
    if let entry = Key.named.first(where: { $0.name == name }) {
      self = entry.key
    } else if name.hasPrefix("F"), let number = Int(name.dropFirst()), (1...12).contains(number),
      name == "F\(number)"
    {
      self = .function(number)
    } else if name.hasPrefix("C-"), name.count == 3, let letter = name.last, letter.isLetter,
      letter.isASCII, letter.isLowercase
    {
      self = .control(letter)
    } else {
      return nil
    }
  }
}

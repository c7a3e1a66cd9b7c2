/// A run of characters that has the shape of somebody's number (个人号码的样子): a
/// mobile telephone of eleven digits, or an identity number of eighteen characters,
/// digits of full width and the usual gaps included.
///
/// The shape alone: a number with a slip in it is somebody's as well.
/// Source: GB 11643-1999; 工信部 numbering plan (mobile numbers begin with 13 to 19).
struct PersonNumber {
  /// Without gaps, in ASCII, with an upper-case X.
  let plain: String
  /// Places in the text of what is not shown: all but the first three or four
  /// characters and the last four.
  let hidden: [Int]

  /// Of a telephone.
  static let fewestDigits = 11

  /// Digits that stand together, and an X behind seventeen of them.
  private struct Group {
    var places: [Int] = []
    var text: [UInt8] = []
    /// Whether one gap, and nothing else, stands between it and the group before.
    var followsGap = false
    /// Whether a letter or digit that is not of it stands beside it.
    var isPartOfWord = false
  }

  /// All of them in a text, in their order.
  static func all(in scalars: [Unicode.Scalar]) -> [PersonNumber] {
    let groups = groups(in: scalars)
    var found: [PersonNumber] = []
    var index = 0
    while index < groups.count {
      if let (number, count) = number(groups, at: index) {
        found.append(number)
        index += count
      } else {
        index += 1
      }
    }
    return found
  }

  /// How many digits may stand between two gaps.
  private static let mobileGroups = [[11], [3, 4, 4], [3, 8], [7, 4]]
  private static let identityGroups = [
    [18], [6, 8, 4], [6, 12], [14, 4], [6, 4, 4, 4], [3, 3, 4, 4, 4], [3, 3, 8, 4],
    [6, 4, 2, 2, 4], [4, 4, 4, 4, 2], [4, 4, 4, 6],
  ]

  private static func number(_ groups: [Group], at index: Int) -> (PersonNumber, Int)? {
    for lengths in mobileGroups + identityGroups {
      let end = index + lengths.count
      guard end <= groups.count else { continue }
      let parts = groups[index..<end]
      // Digits before the first gap or behind the last one may be others'.
      guard zip(parts, lengths).allSatisfy({ $0.text.count == $1 }),
        parts.dropFirst().allSatisfy(\.followsGap), !parts.contains(where: \.isPartOfWord)
      else { continue }
      let text = parts.flatMap(\.text)
      let places = parts.flatMap(\.places)
      let start = text.count == 11 ? 3 : 4
      guard text.count == 11 ? isMobile(text[...]) : isIdentity(text) else { continue }
      return (
        PersonNumber(
          plain: String(decoding: text, as: UTF8.self),
          hidden: Array(places[start..<places.count - 4])), lengths.count
      )
    }
    // The country's code may be joined to the number.
    let text = groups[index].text
    for code in ["86", "0086"] where text.count == 11 + code.utf8.count {
      guard text.starts(with: code.utf8), isMobile(text.suffix(11)),
        !groups[index].isPartOfWord
      else { continue }
      let places = groups[index].places.suffix(11)
      return (
        PersonNumber(
          plain: String(decoding: text.suffix(11), as: UTF8.self),
          hidden: Array(places.dropFirst(3).dropLast(4))), 1
      )
    }
    return nil
  }

  private static func isMobile(_ digits: ArraySlice<UInt8>) -> Bool {
    let second = digits.dropFirst().first ?? 0
    return digits.first == UInt8(ascii: "1") && (0x33...0x39).contains(second)
      && digits.allSatisfy { (0x30...0x39).contains($0) }
  }

  /// With a birthday of some year from 1800 on in it.
  private static func isIdentity(_ text: [UInt8]) -> Bool {
    guard text.dropLast().allSatisfy({ (0x30...0x39).contains($0) }) else { return false }
    func value(_ range: Range<Int>) -> Int { text[range].reduce(0) { $0 * 10 + Int($1) - 48 } }
    return (1800...2199).contains(value(6..<10)) && (1...12).contains(value(10..<12))
      && (1...31).contains(value(12..<14))
  }

  private static func groups(in scalars: [Unicode.Scalar]) -> [Group] {
    var groups: [Group] = []
    var index = 0
    /// Where the group before ended.
    var last: Int?
    while index < scalars.count {
      guard let first = plain(scalars[index]), isDigit(first) else {
        index += 1
        continue
      }
      var group = Group()
      group.isPartOfWord = index > 0 && plain(scalars[index - 1]).map(isLetter) == true
      if let last, index == last + 1, isGap(scalars[last]) { group.followsGap = true }
      while index < scalars.count, let digit = plain(scalars[index]), isDigit(digit) {
        group.places.append(index)
        group.text.append(digit)
        index += 1
      }
      if index < scalars.count, let letter = plain(scalars[index]), isLetter(letter) {
        let isX = letter == UInt8(ascii: "X") || letter == UInt8(ascii: "x")
        let after = index + 1 < scalars.count ? plain(scalars[index + 1]) : nil
        if isX, after.map({ !isLetter($0) && !isDigit($0) }) ?? true {
          group.places.append(index)
          group.text.append(UInt8(ascii: "X"))
          index += 1
        } else {
          group.isPartOfWord = true
        }
      }
      last = index
      groups.append(group)
    }
    return groups
  }

  /// In ASCII; nil for what is none.
  private static func plain(_ scalar: Unicode.Scalar) -> UInt8? {
    switch scalar.value {
    case 0x21...0x7E: UInt8(scalar.value)
    case 0xFF01...0xFF5E: UInt8(scalar.value - 0xFEE0)
    default: nil
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
  }

  private static func isGap(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x20, 0x2D, 0xA0, 0x2010...0x2015, 0x2212, 0x3000, 0xFF0D: true
    default: false
    }
  }
}

import Domain
import Ledger

/// Which keys a dossier is found by, and where they stand (检索索引).
///
/// A key is one letter for its kind and a text; every question is a range of
/// one kind, since what a clerk types is the beginning of some key:
///
/// | kind | text | answers |
/// |---|---|---|
/// | n | every ending of `Typed.nameKey`: 王小明, 小明, 明 | any part of the name |
/// | y | the reading, every syllable but the last whole or cut | zhangs, zs, zhsan |
/// | i | identity number | its beginning, or all of it |
/// | r | identity number backwards | its last characters |
/// | p | phone | its beginning, or all of it |
/// | q | phone backwards | its last digits |
/// | s | serial of the dossier number | 123 |
///
/// Keys stand in blocks of 16,384 dossiers, newest block first in a search. A
/// frequent beginning (王) fills the page from the newest block; a rare one
/// costs one look a block. So the newest hits come first at any frequency.
/// (One index over all would sort 70,000 dossiers for 王.)
enum SearchIndex {
  static let blockSize = 16_384

  static func block(of place: Int) -> Int { place / blockSize }

  enum Kind: Character {
    case name = "n"
    case reading = "y"
    case idNumber = "i"
    case idBackwards = "r"
    case phone = "p"
    case phoneBackwards = "q"
    case serial = "s"

    func key(_ text: some StringProtocol) -> String { "\(rawValue)\(text)" }
  }

  /// More endings of one name than people have names; a longer question is
  /// answered by its first part and checked.
  static let longestEnding = 16
  private static let longestBackwards = 8
  private static let mostReadings = 4

  static func keys(_ keys: SearchKeys, number: String) -> Set<String> {
    var found = personKeys(keys.name, keys.idNumber, keys.readings)
    for other in keys.others {
      found.formUnion(personKeys(other.name, other.idNumber, other.readings))
    }
    if !keys.phone.isEmpty {
      found.insert(Kind.phone.key(keys.phone))
      found.insert(Kind.phoneBackwards.key(backwards(keys.phone)))
    }
    if let serial = DossierNumber.serial(number) { found.insert(Kind.serial.key(String(serial))) }
    return found
  }

  private static func personKeys(
    _ name: String, _ idNumber: String, _ readings: [[String]]
  ) -> Set<String> {
    var found: Set<String> = []
    let name = Typed.nameKey(name)
    for index in name.indices {
      found.insert(Kind.name.key(name[index...].prefix(longestEnding)))
    }
    for reading in readings.prefix(mostReadings) {
      for spelling in spellings(reading) { found.insert(Kind.reading.key(spelling)) }
    }
    if !idNumber.isEmpty {
      let idNumber = idNumber.uppercased()
      found.insert(Kind.idNumber.key(idNumber))
      found.insert(Kind.idBackwards.key(backwards(idNumber)))
    }
    return found
  }

  static func backwards(_ text: String) -> String {
    String(text.reversed().prefix(longestBackwards))
  }

  /// The ways to type a reading: every syllable but the last is whole, its
  /// first letter, or zh, ch, sh. What is typed is the beginning of one of these.
  ///
  /// Of long names only the first three syllables are varied one by one.
  static func spellings(_ reading: [String]) -> [String] {
    guard let last = reading.last, !last.isEmpty else { return [] }
    var heads = [""]
    for syllable in reading.dropLast().prefix(3) {
      heads = heads.flatMap { head in cuts(syllable).map { head + $0 } }
    }
    let rest = reading.dropFirst(min(3, reading.count - 1))
    var tails = [rest.joined()]
    if rest.count > 1 { tails.append(rest.map { String($0.prefix(1)) }.joined()) }
    return heads.flatMap { head in tails.map { head + $0 } }
  }

  static func cuts(_ syllable: String) -> [String] {
    var cuts = [syllable]
    if syllable.count > 1 { cuts.append(String(syllable.prefix(1))) }
    if syllable.count > 2, ["zh", "ch", "sh"].contains(syllable.prefix(2)) {
      cuts.append(String(syllable.prefix(2)))
    }
    return cuts
  }

  /// Others as one column, a line each: name, number and readings, by tabs.
  /// None of the three can hold a tab or a line feed (`SafeText`).
  static func column(_ others: [SearchKeys.Person]) -> String {
    others.map { [$0.name, $0.idNumber, column($0.readings)].joined(separator: "\t") }
      .joined(separator: "\n")
  }

  static func others(column: String) -> [SearchKeys.Person] {
    column.split(separator: "\n").map { line in
      let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      return SearchKeys.Person(
        name: cells.first ?? "", idNumber: cells.count > 1 ? cells[1] : "",
        readings: cells.count > 2 ? readings(column: cells[2]) : [])
    }
  }

  /// Readings as one column: `zhang san|zhang shan`.
  static func column(_ readings: [[String]]) -> String {
    readings.map { $0.joined(separator: " ") }.joined(separator: "|")
  }

  /// What names sort by: the first reading, then the name.
  static func order(_ keys: SearchKeys) -> String {
    ((keys.readings.first ?? []) + [keys.name]).joined(separator: " ")
  }

  static func readings(column: String) -> [[String]] {
    column.split(separator: "|").map { $0.split(separator: " ").map(String.init) }
  }
}

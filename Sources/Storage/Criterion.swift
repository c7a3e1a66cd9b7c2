import Domain
import Ledger

/// One way to understand what was typed into the search box (检索条件).
///
/// `range` is where its keys stand, `reason` whether a found one really fits.
enum Criterion: Equatable {
  /// Part of a name.
  case name(String)
  /// Reading, whole or cut, or initials.
  case reading(String)
  case idNumber(String)
  case idBeginning(String)
  case idEnding(String)
  case phone(String)
  case phoneEnding(String)
  case serial(Int)
  case dossierNumber(String)
  case ticketNumber(String)
  case ticketSerial(Int)
  /// `#失业青年`, or its beginning: everybody with such a mark.
  case flag(String)

  /// All ways to understand the text; none for an empty one.
  static func all(for typed: String) -> [Criterion] {
    let text = typed.split(separator: " ").joined(separator: " ")
    let compact = text.filter { $0 != " " && $0 != "'" }.uppercased()
    guard !compact.isEmpty else { return [] }
    if let first = text.first, first == "#" || first == "＃" {
      let title = text.dropFirst().filter { $0 != " " }
      return title.isEmpty ? [] : [.flag(title)]
    }
    guard compact.utf8.allSatisfy({ $0 < 0x80 }) else { return [.name(name(text))] }
    if compact.allSatisfy(\.isLetter) {
      return [.reading(compact.lowercased()), .name(name(text))]
    }
    if compact.dropLast().allSatisfy(\.isNumber),
      compact.last.map({ $0.isNumber || $0 == "X" }) == true
    {
      return digits(compact)
    }
    var found: [Criterion] = [.ticketNumber(compact)]
    // A credit code has digits and letters (GB 32100-2015).
    if compact.count == 18 { found.append(.idNumber(compact)) }
    if (8..<18).contains(compact.count), compact.allSatisfy({ $0.isLetter || $0.isNumber }) {
      found.append(.idBeginning(compact))
    }
    if let number = dossierNumber(compact) {
      // Looked up by itself; among ranges it would be found twice.
      found.removeAll { $0.range != nil }
      found.append(.dossierNumber(number))
    }
    return found
  }

  private static func digits(_ text: String) -> [Criterion] {
    var found: [Criterion] = []
    let isNumber = text.last != "X"
    switch text.count {
    case 18: found.append(.idNumber(text))
    case 6..<18: if isNumber { found.append(.idBeginning(text)) }
    default: break
    }
    if isNumber, (7...13).contains(text.count) { found.append(.phone(text)) }
    if (4...8).contains(text.count) {
      found.append(.idEnding(text))
      if isNumber { found.append(.phoneEnding(text)) }
    }
    if isNumber, text.count <= 8, let number = Int(text) {
      found.append(.serial(number))
      if text.count <= 3 { found.append(.ticketSerial(number)) }
    }
    return found
  }

  /// Blanks stand between Latin words only.
  private static func name(_ text: String) -> String {
    let isLatin = text.utf8.allSatisfy { $0 < 0x80 }
    return (isLatin ? text : text.filter { $0 != " " }).lowercased()
  }

  /// `640104-7K3M-000123-W`, typed with or without its hyphens.
  private static func dossierNumber(_ text: String) -> String? {
    let plain = text.filter { $0 != "-" }
    guard plain.count == 17 else { return nil }
    let ends = [0, 6, 10, 16, 17]
    return zip(ends, ends.dropFirst()).map { plain.dropFirst($0).prefix($1 - $0) }
      .joined(separator: "-")
  }

  // MARK: In the index

  /// Keys from `first` up to, not including, `end`; nil when the index has none.
  var range: (first: String, end: String)? {
    switch self {
    case .name(let text): from(.name, String(text.prefix(SearchIndex.longestEnding)))
    case .reading(let text): from(.reading, text)
    case .idNumber(let text), .idBeginning(let text): from(.idNumber, text)
    case .idEnding(let text): from(.idBackwards, SearchIndex.backwards(text))
    case .phone(let text): from(.phone, text)
    case .phoneEnding(let text): from(.phoneBackwards, SearchIndex.backwards(text))
    case .serial(let number):
      (
        SearchIndex.Kind.serial.key(String(number)),
        SearchIndex.Kind.serial.key(String(number)) + "\u{0}"
      )
    case .dossierNumber, .ticketNumber, .ticketSerial, .flag: nil
    }
  }

  private func from(_ kind: SearchIndex.Kind, _ text: String) -> (String, String) {
    (kind.key(text), kind.key(text) + "\u{10FFFF}")
  }

  // MARK: Does it fit?

  func reason(_ keys: SearchKeys, number: String) -> FindReason? {
    if let reason = ownReason(keys, number: number) { return reason }
    let isMember = keys.others.contains { other in
      let keys = SearchKeys(name: other.name, idNumber: other.idNumber, readings: other.readings)
      return ownReason(keys, number: "") != nil
    }
    return isMember ? .member : nil
  }

  private func ownReason(_ keys: SearchKeys, number: String) -> FindReason? {
    switch self {
    case .name(let text): keys.name.lowercased().has(text) ? .name : nil
    case .reading(let text): readingReason(text, keys.readings)
    case .idNumber(let text): keys.idNumber.uppercased() == text ? .idNumber : nil
    case .idBeginning(let text): keys.idNumber.hasPrefix(text) ? .idBeginning : nil
    case .idEnding(let text): keys.idNumber.uppercased().hasSuffix(text) ? .idEnding : nil
    case .phone(let text): keys.phone.hasPrefix(text) ? .phone : nil
    case .phoneEnding(let text): keys.phone.hasSuffix(text) ? .phoneEnding : nil
    case .serial(let serial): DossierNumber.serial(number) == serial ? .serial : nil
    case .dossierNumber(let text): number == text ? .dossierNumber : nil
    case .ticketNumber, .ticketSerial, .flag: nil
    }
  }

  func fits(_ ticket: Ticket) -> Bool {
    switch self {
    case .ticketNumber(let text):
      // `A001` finds `A001-3` as well.
      ticket.number.split(separator: "-").joined().uppercased() == text
        || ticket.number.split(separator: "-")[0].uppercased() == text
    case .ticketSerial(let serial): ticket.sequence == serial
    default: false
    }
  }

  private func readingReason(_ text: String, _ readings: [[String]]) -> FindReason? {
    if readings.contains(where: { $0.map { $0.prefix(1) }.joined().hasPrefix(text) }) {
      return .initials
    }
    return readings.contains { SearchIndex.spellings($0).contains { $0.hasPrefix(text) } }
      ? .pinyin : nil
  }
}

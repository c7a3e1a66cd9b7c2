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
  /// `XCQP-000005`: without the county before it, with or without the check
  /// character behind it.
  case ownNumber(log: String, serial: Int)
  case ticketNumber(String)
  /// `j1` for J001.
  case ticket(series: String, Int)
  case ticketSerial(Int)
  /// `#失业青年`, or its beginning: everybody with such a mark.
  case flag(String)

  /// All ways to understand the text; none for an empty one.
  static func all(for typed: String) -> [Criterion] {
    // A mark's title keeps its Chinese punctuation.
    if let first = typed.first(where: { $0 != " " }), first == "#" || first == "＃" {
      let title = typed.drop { $0 == " " }.dropFirst().filter { $0 != " " && $0 != "\u{3000}" }
      return title.isEmpty ? [] : [.flag(title)]
    }
    let text = Typed.query(typed).split(separator: " ").joined(separator: " ")
    let compact = text.filter { !" '-()".contains($0) }.uppercased()
    guard compact.utf8.allSatisfy({ $0 < 0x80 }), compact.utf8.contains(where: isAlphanumeric)
    else {
      let name = Typed.nameKey(text)
      return name.isEmpty ? [] : [.name(name)]
    }
    if !compact.utf8.contains(where: isDigit) {
      let letters = compact.filter(\.isLetter).lowercased()
      return [.reading(letters), .name(Typed.nameKey(text))]
    }
    var found = phones(text, compact)
    if compact.hasPrefix("+") { return found }
    if Digits.areAll(compact.dropLast()), let last = compact.utf8.last,
      last == 0x58 || isDigit(last)
    {
      found += digits(compact).filter { !found.contains($0) }
    } else {
      found.append(.ticketNumber(compact))
      if let ticket = ticket(compact) { found.append(ticket) }
      // A credit code has digits and letters (GB 32100-2015).
      if compact.count == 18 { found.append(.idNumber(compact)) }
      if (8..<18).contains(compact.count), compact.utf8.allSatisfy(isAlphanumeric) {
        found.append(.idBeginning(compact))
      }
    }
    if let number = dossierNumber(compact) {
      // Looked up by itself; among ranges it would be found twice.
      found.removeAll { $0.range != nil }
      found.append(.dossierNumber(number))
    } else if let number = ownNumber(text, compact) {
      found.append(number)
    }
    return found
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    isDigit(byte) || (0x41...0x5A).contains(byte)
  }

  /// As the form takes them: with +86 or 0086, an area and an extension.
  private static func phones(_ text: String, _ compact: String) -> [Criterion] {
    if let phone = try? Phone(text, isForAll: true) { return [.phone(phone.text)] }
    if ["852", "853", "886"].contains(compact.prefix(3)),
      let phone = try? Phone("+" + compact, isForAll: true)
    {
      return [.phone(phone.text)]
    }
    guard compact.hasPrefix("+"), !compact.hasPrefix("+86") || compact.hasPrefix("+886") else {
      // The beginning of a number behind its country.
      let rest = compact.dropFirst(3)
      return compact.hasPrefix("+86") && rest.count >= 3 && Digits.areAll(rest)
        ? [.phone(String(rest))] : []
    }
    return compact.count >= 4 ? [.phone(compact)] : []
  }

  /// One or two letters and a number of up to four digits.
  private static func ticket(_ text: String) -> Criterion? {
    let series = text.prefix { $0.isLetter }
    let digits = text.dropFirst(series.count)
    guard (1...2).contains(series.count), (1...4).contains(digits.count), Digits.areAll(digits),
      let serial = Int(digits)
    else { return nil }
    return .ticket(series: String(series), serial)
  }

  /// `XCQP-000005`, `xcqp 5`, `640104-XCQP-000005`, `XCQP-000005-W`, `000005-W`.
  private static func ownNumber(_ text: String, _ compact: String) -> Criterion? {
    var parts = text.uppercased().split { $0 == "-" || $0 == " " }
    if parts.count > 2, parts[0].utf8.count == 6, Digits.areAll(parts[0]) { parts.removeFirst() }
    if parts.count == 2, parts[1].utf8.count == 1, parts[0].utf8.count >= 6,
      let serial = Digits.number(parts[0])
    {
      return .serial(serial)
    }
    if parts.count == 1, [10, 11].contains(compact.count) {
      parts = [compact.prefix(4), compact.dropFirst(4).prefix(6)]
    }
    guard (2...3).contains(parts.count), parts[0].utf8.count == 4,
      parts[0].utf8.allSatisfy(isAlphanumeric), let serial = Digits.number(parts[1]),
      parts.count == 2 || parts[2].utf8.count == 1
    else { return nil }
    return .ownNumber(log: String(parts[0]), serial: serial)
  }

  /// Plain ASCII digits; `Int` alone would take a sign.
  private enum Digits {
    static func areAll(_ text: Substring) -> Bool { text.utf8.allSatisfy(isDigit) }
    static func areAll(_ text: String) -> Bool { text.utf8.allSatisfy(isDigit) }
    static func number(_ text: Substring) -> Int? {
      (1...9).contains(text.utf8.count) && areAll(text) ? Int(text) : nil
    }
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
    case .serial(let number), .ownNumber(_, let number):
      (
        SearchIndex.Kind.serial.key(String(number)),
        SearchIndex.Kind.serial.key(String(number)) + "\u{0}"
      )
    case .dossierNumber, .ticketNumber, .ticket, .ticketSerial, .flag: nil
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
    case .name(let text): Typed.nameKey(keys.name).has(text) ? .name : nil
    case .reading(let text): readingReason(text, keys.readings)
    case .idNumber(let text): keys.idNumber.uppercased() == text ? .idNumber : nil
    case .idBeginning(let text): keys.idNumber.hasPrefix(text) ? .idBeginning : nil
    case .idEnding(let text): keys.idNumber.uppercased().hasSuffix(text) ? .idEnding : nil
    case .phone(let text): keys.phone.hasPrefix(text) ? .phone : nil
    case .phoneEnding(let text): keys.phone.hasSuffix(text) ? .phoneEnding : nil
    case .serial(let serial): DossierNumber.serial(number) == serial ? .serial : nil
    case .dossierNumber(let text): number == text ? .dossierNumber : nil
    case .ownNumber(let log, let serial):
      DossierNumber.serial(number, log: log) == serial ? .dossierNumber : nil
    case .ticketNumber, .ticket, .ticketSerial, .flag: nil
    }
  }

  func fits(_ ticket: Ticket) -> Bool {
    switch self {
    case .ticketNumber(let text):
      // `A001` finds `A001-3` as well.
      ticket.number.filter { $0 != "-" }.uppercased() == text.filter { $0 != "-" }
        || ticket.number.split(separator: "-")[0].uppercased() == text
    case .ticket(let series, let serial):
      ticket.sequence == serial && ticket.number.uppercased().prefix { $0.isLetter } == series
    case .ticketSerial(let serial): ticket.sequence == serial
    case .name, .reading, .idNumber, .idBeginning, .idEnding, .phone, .phoneEnding, .serial,
      .dossierNumber, .ownNumber, .flag:
      false
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

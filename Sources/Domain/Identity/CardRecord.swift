/// What a card says of its holder (卡面信息): an identity card (居民身份证), a
/// residence permit of 港澳台 residents, which has the same record, or a social
/// security card (社会保障卡).
///
/// A reader hands it over in one of two shapes; a record always holds a zero
/// byte, lines never do:
/// - the text record of the card's chip, 256 bytes of UTF-16LE, each part padded
///   with blanks: name 30, sex 2, ethnicity 4, birth 16, address 70, number 36,
///   authority 30, valid from 16, valid until 16, reserved 36.
///   Source: GA/T 490 (居民身份证机读信息规范).
/// - lines `key=value` in UTF-8, for every other card: `idNumber` and `name`;
///   besides, if known, `idKind` (111 or 830; 111 if it is not said), `sex`,
///   `ethnicity`, `birth`, `address`, `validUntil`.
package struct CardRecord: Equatable, Sendable {
  /// What a record is made of (数据项); the raw value is its key in lines.
  package enum Part: String, CaseIterable, Hashable, Sendable {
    case idKind, idNumber, name, sex, ethnicity, birth, address, validUntil

    package var title: String {
      switch self {
      case .idKind: "证件类型"
      case .idNumber: "证件号码"
      case .name: "姓名"
      case .sex: "性别"
      case .ethnicity: "民族"
      case .birth: "出生日期"
      case .address: "住址"
      case .validUntil: "有效期限"
      }
    }
  }

  /// Of the code table `idKind`: 111, or 830 for a social security card.
  package let idKind: String
  package let name: String
  package let number: IdentityNumber
  /// Two digits of GB/T 3304; empty when the card does not say it.
  package let ethnicity: String
  /// That of the household register; empty when the card does not say it.
  package let address: String
  /// What a clerk should look at, besides the number itself (`number.warnings`).
  package let warnings: [String]

  /// - Parameter bytes: what a reader delivered, which may be anything.
  package init(_ bytes: [UInt8], today: Day) throws(CardProblem) {
    let parts = try bytes.contains(0) ? CardParts(record: bytes) : CardParts(lines: bytes)
    idKind = try parts.code(.idKind, among: ["111", "830"], "111 或 830", or: "111")
    number = try parts.number(today)
    name = try parts.name()
    address = try parts.text(.address, limit: Limits.address.characters)
    // Source: GB/T 3304-1991, and the codes 97 and 98 that are used besides.
    let ethnicities = (1...56).map { $0 < 10 ? "0\($0)" : "\($0)" } + ["97", "98"]
    ethnicity = try parts.code(.ethnicity, among: ethnicities, "01 至 56、97、98")
    // Source: GB/T 2261.1-2003.
    let sex = try parts.code(.sex, among: ["0", "1", "2", "9"], "1 男、2 女、0 或 9")
    let birth = try parts.day(.birth)
    let validUntil = try parts.day(.validUntil, orText: "长期")

    var warnings: [String] = []
    if let validUntil, validUntil < today { warnings.append("卡的有效期到\(validUntil)，已过期") }
    if sex == "1" && number.sex != .male || sex == "2" && number.sex != .female {
      warnings.append("卡面性别与号码不符，请核对")
    }
    if let birth, birth != number.born { warnings.append("卡面出生日期与号码不符，请核对") }
    self.warnings = warnings
  }
}

/// Why what a reader delivered is no card (读卡内容错误): never says what stands on
/// the card.
package struct CardProblem: Error, Hashable, Sendable {
  /// Where, such as `第31至32字节（性别）`.
  package let place: String
  package let found: String
  package let allowed: String

  package var message: String { "\(place)：\(found)，应为\(allowed)" }
}

/// The parts of a card as they were delivered (卡面数据项).
private struct CardParts {
  private struct Entry {
    let place: String
    let text: String
  }
  private var entries: [CardRecord.Part: Entry] = [:]

  // MARK: The record of the chip

  /// In order; nil is a part that nobody needs here.
  private static let layout: [(part: CardRecord.Part?, bytes: Int)] = [
    (.name, 30), (.sex, 2), (.ethnicity, 4), (.birth, 16), (.address, 70), (.idNumber, 36),
    (nil, 30), (nil, 16), (.validUntil, 16), (nil, 36),
  ]
  private static let length = 256
  /// Where cards of foreigners (外国人永久居留身份证) have their mark: I since 2017, Y
  /// since 2023. The rest of their record is laid out otherwise.
  private static let kindMark = 248

  init(record bytes: [UInt8]) throws(CardProblem) {
    guard bytes.count == CardParts.length else {
      throw CardParts.shapeless("\(bytes.count)字节")
    }
    let mark = bytes[CardParts.kindMark]
    if mark == UInt8(ascii: "I") || mark == UInt8(ascii: "Y"), bytes[CardParts.kindMark + 1] == 0 {
      throw CardParts.foreigner(at: "第\(CardParts.kindMark + 1)字节（证件类型标识）")
    }
    var start = 0
    for (part, count) in CardParts.layout {
      defer { start += count }
      guard let part else { continue }
      let place = "第\(start + 1)至\(start + count)字节（\(part.title)）"
      let units = stride(from: start, to: start + count, by: 2).map {
        UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8
      }
      guard let text = String(validating: units, as: UTF16.self) else {
        throw CardProblem(place: place, found: "半个字符", allowed: "UTF-16LE 的文字")
      }
      entries[part] = Entry(place: place, text: CardParts.unpadded(text))
    }
  }

  private static func shapeless(_ found: String) -> CardProblem {
    CardProblem(place: "读到的内容", found: found, allowed: "\(length)字节的卡面记录，或UTF-8文本")
  }

  private static func foreigner(at place: String) -> CardProblem {
    CardProblem(
      place: place, found: "外国人永久居留身份证", allowed: "居民身份证或社会保障卡，此卡请手工录入")
  }

  private static func unpadded(_ text: String) -> String {
    let padding: Set<Unicode.Scalar> = ["\0", " ", "\u{3000}"]
    let scalars = text.unicodeScalars
    let start = scalars.drop { padding.contains($0) }
    let end = start.lastIndex { !padding.contains($0) }
    return end.map { String(start[...$0]) } ?? ""
  }

  // MARK: Lines

  init(lines bytes: [UInt8]) throws(CardProblem) {
    guard !bytes.isEmpty, let text = String(validating: bytes, as: UTF8.self) else {
      throw CardParts.shapeless("\(bytes.count)字节" + (bytes.isEmpty ? "" : "，不是文本"))
    }
    // By scalar: CR and LF are one character.
    let lines = text.unicodeScalars.split(omittingEmptySubsequences: false) { $0 == "\n" }
    for (index, line) in lines.enumerated() {
      let line = line.filter { $0 != "\r" && $0 != "\u{FEFF}" }
      if line.isEmpty { continue }
      let halves = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let key = String(halves[0])
      guard halves.count == 2, let part = CardRecord.Part(rawValue: key), entries[part] == nil
      else {
        throw CardProblem(
          place: "第\(index + 1)行", found: "名称不认得或重复", allowed: "README 列出的“名称=内容”")
      }
      entries[part] = Entry(
        place: "第\(index + 1)行（\(part.title)）", text: CardParts.unpadded(String(halves[1])))
    }
    for part in [CardRecord.Part.idNumber, .name] where entries[part] == nil {
      throw CardProblem(
        place: "读到的内容", found: "没有\(part.title)（\(part.rawValue)=）",
        allowed: "idNumber= 和 name= 都有")
    }
  }

  // MARK: What the parts say

  private func problem(
    _ part: CardRecord.Part, _ found: String, _ allowed: String
  ) -> CardProblem {
    CardProblem(place: entries[part]?.place ?? part.title, found: found, allowed: allowed)
  }

  func text(_ part: CardRecord.Part, limit: Int) throws(CardProblem) -> String {
    let text = entries[part]?.text ?? ""
    if let hidden = SafeText.finding(in: text) {
      throw problem(part, "第\(hidden.position)个字符是\(hidden.code)", "可见的文字")
    }
    guard text.count <= limit else {
      throw problem(part, "\(text.count)个字符", "最多\(limit)个")
    }
    return text
  }

  func name() throws(CardProblem) -> String {
    let text = try text(.name, limit: PersonName.maximumLength)
    do { return try PersonName(text).text } catch {
      throw problem(.name, "没有文字", "姓名")
    }
  }

  func number(_ today: Day) throws(CardProblem) -> IdentityNumber {
    let text = entries[.idNumber]?.text ?? ""
    let number: IdentityNumber
    do { number = try IdentityNumber(text, today: today) } catch {
      throw problem(.idNumber, error.foundWithoutData, "18位公民身份号码")
    }
    if number.kind == .foreignResident {
      throw CardParts.foreigner(at: entries[.idNumber]?.place ?? "")
    }
    return number
  }

  func code(
    _ part: CardRecord.Part, among codes: [String], _ words: String, or missing: String = ""
  ) throws(CardProblem) -> String {
    let text = entries[part]?.text ?? ""
    if text.isEmpty { return missing }
    guard codes.contains(text) else { throw problem(part, "不在代码表中", words) }
    return text
  }

  func day(_ part: CardRecord.Part, orText words: String? = nil) throws(CardProblem) -> Day? {
    let text = entries[part]?.text ?? ""
    if text.isEmpty || text == words { return nil }
    guard let day = Day(text) else {
      throw problem(part, "不是日期", "八位数字的日期" + (words.map { "或“\($0)”" } ?? ""))
    }
    return day
  }
}

extension IdentityProblem {
  /// What is wrong, without a digit of the number.
  fileprivate var foundWithoutData: String {
    switch self {
    case .badLength(let count): "\(count)位"
    case .fifteenDigits: "15位旧号码"
    case .badCharacter(let position, _): "第\(position)位不是数字"
    case .noSuchDate: "第7至14位不是日期"
    case .bornInFuture: "出生日期晚于今天"
    case .badCheckDigit: "校验位不符"
    }
  }
}

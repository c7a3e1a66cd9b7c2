import MadeUp
import Testing

@testable import Domain

@Suite("卡面信息")
struct CardRecordTests {
  private let today = day("2026-11-21")

  private func read(_ change: (inout MadeUpCard) -> Void = { _ in }) throws -> CardRecord {
    var card = MadeUpCard()
    change(&card)
    return try CardRecord(card.bytes, today: today)
  }

  private func problem(_ bytes: [UInt8]) -> CardProblem? {
    #expect(throws: CardProblem.self) { try CardRecord(bytes, today: today) }
  }

  private func problem(_ change: (inout MadeUpCard) -> Void) -> CardProblem? {
    var card = MadeUpCard()
    change(&card)
    return problem(card.bytes)
  }

  private func problem(lines: String) -> CardProblem? { problem(Array(lines.utf8)) }

  @Test("身份证的256字节记录：每一项在它的位置，空格或零补位", arguments: [UInt16(0x20), 0, 0x3000])
  func record(padding: UInt16) throws {
    let card = try read { $0.padding = padding }
    #expect(card.name == "张示例" && card.number.text == "640104199003070014")
    #expect(card.ethnicity == "03" && card.address == "示例区示例街道示例路88号")
    #expect(card.idKind == "111" && card.warnings == [])
    // Full parts: nothing runs over into its neighbour.
    let full = try read {
      $0.name = String(repeating: "长", count: 15)
      $0.address = String(repeating: "街", count: 35)
      $0.padding = padding
    }
    #expect(full.name == String(repeating: "长", count: 15) && full.address.count == 35)
    #expect(full.ethnicity == "03" && full.number.text == "640104199003070014")
  }

  @Test("姓名与敲入的一样规范：间隔号、生僻字、造字区的旧字都保留")
  func names() throws {
    #expect(try read { $0.name = "买买提•示例" }.name == "买买提·示例")
    #expect(try read { $0.name = "张\u{2EBF0}\u{E81E}" }.name == "张\u{2EBF0}\u{E81E}")
  }

  @Test("有效期：当天有效，第二天过期；长期的不过期")
  func expiry() throws {
    #expect(try read { $0.validUntil = "20261121" }.warnings == [])
    #expect(try read { $0.validUntil = "20261120" }.warnings == ["卡的有效期到2026-11-20，已过期"])
    #expect(try read { $0.validUntil = "长期" }.warnings == [])
  }

  @Test("卡面性别、出生日期与号码不符：照收，提醒")
  func inconsistent() throws {
    #expect(try read { $0.sex = "2" }.warnings == ["卡面性别与号码不符，请核对"])
    #expect(try read { $0.birth = "19900308" }.warnings == ["卡面出生日期与号码不符，请核对"])
    #expect(try read { $0.sex = "9" }.warnings == [])
  }

  @Test("港澳台居民居住证用同一记录；外国人永久居留身份证说明要手工录入")
  func kinds() throws {
    let permit = try read {
      $0.number = "810000199003070014"
      for digit in "0123456789X" {
        let number = String($0.number.dropLast()) + String(digit)
        if (try? IdentityNumber(number, today: today)) != nil { $0.number = number }
      }
      $0.ethnicity = ""
      $0.reserved = "H12345678" + "01" + "   " + "J"
    }
    #expect(permit.number.kind == .hongKongResidence && permit.ethnicity == "")
    for mark in ["I", "Y"] {
      let refused = problem { $0.reserved = String(repeating: " ", count: 14) + mark }
      #expect(refused?.message.contains("第249字节") == true)
      #expect(refused?.message.contains("手工录入") == true)
    }
    let foreign = problem {
      $0.number = "91000019900307001"
      for digit in "0123456789X" {
        let number = String($0.number.prefix(17)) + String(digit)
        if (try? IdentityNumber(number, today: today)) != nil { $0.number = number }
      }
    }
    #expect(foreign?.found == "外国人永久居留身份证")
  }

  @Test("记录有错：说出在哪里、找到什么、应为什么")
  func wrongRecords() {
    func expect(_ place: String, _ found: String, _ change: (inout MadeUpCard) -> Void) {
      let problem = problem(change)
      #expect(problem?.place == place && problem?.found == found, "\(problem?.message ?? "")")
    }
    expect("第1至30字节（姓名）", "没有文字") { $0.name = "" }
    expect("第1至30字节（姓名）", "第2个字符是U+202E") { $0.name = "张\u{202E}例" }
    expect("第1至30字节（姓名）", "第2个字符是U+0000") { $0.name = "张\0例" }
    expect("第31至32字节（性别）", "不在代码表中") { $0.sex = "3" }
    expect("第33至36字节（民族）", "不在代码表中") { $0.ethnicity = "57" }
    expect("第37至52字节（出生日期）", "不是日期") { $0.birth = "19900230" }
    expect("第53至122字节（住址）", "第3个字符是U+001B") { $0.address = "示例\u{1B}[2J" }
    expect("第123至158字节（证件号码）", "校验位不符") { $0.number = "640104199003070015" }
    expect("第123至158字节（证件号码）", "第7至14位不是日期") { $0.number = "640104199002300014" }
    expect("第123至158字节（证件号码）", "出生日期晚于今天") { $0.number = "640104209003070014" }
    expect("第123至158字节（证件号码）", "第3位不是数字") { $0.number = "64A104199003070014" }
    expect("第123至158字节（证件号码）", "15位旧号码") { $0.number = "640104900307001" }
    expect("第123至158字节（证件号码）", "0位") { $0.number = "" }
    expect("第205至220字节（有效期限）", "不是日期") { $0.validUntil = "2040年1月" }
    var half = MadeUpCard().bytes
    half[1] = 0xD8
    #expect(problem(half)?.found == "半个字符")
    for count in [255, 257, 1280] {
      let bytes = Array((MadeUpCard().bytes + [UInt8](repeating: 0, count: 1024)).prefix(count))
      #expect(problem(bytes)?.found.hasPrefix("\(count)字节") == true)
    }
  }

  @Test("其他卡是几行“名称=内容”：全的、最少的、回车换行、次序随意")
  func lines() throws {
    let full = try CardRecord(
      Array(
        """
        \u{FEFF}idKind=830\r
        name= 张示例 \r
        idNumber=640104199003070014\r
        \r
        sex=1\r
        ethnicity=03\r
        birth=1990-03-07\r
        address=示例街道=88号\r
        validUntil=长期\r

        """.utf8), today: today)
    #expect(full.idKind == "830" && full.name == "张示例" && full.ethnicity == "03")
    #expect(full.address == "示例街道=88号" && full.warnings == [])
    let least = try CardRecord(Array("idNumber=640104199003070014\nname=张示例".utf8), today: today)
    #expect(least.idKind == "111" && least.ethnicity == "" && least.address == "")
  }

  @Test("行有错：说出第几行，或缺哪一行")
  func wrongLines() {
    let good = "idNumber=640104199003070014\nname=张示例\n"
    #expect(problem(lines: good + "photo=x")?.place == "第3行")
    #expect(problem(lines: good + "name=张示例")?.place == "第3行")
    #expect(problem(lines: good + "没有等号")?.place == "第3行")
    #expect(problem(lines: good + "idKind=414")?.message == "第3行（证件类型）：不在代码表中，应为111 或 830")
    #expect(problem(lines: "name=张示例")?.found == "没有证件号码（idNumber=）")
    #expect(problem(lines: "idNumber=640104199003070014")?.found == "没有姓名（name=）")
    #expect(problem(lines: "idNumber=640104199003070014\nname=")?.found == "没有文字")
    let long = String(repeating: "街", count: 101)
    #expect(problem(lines: good + "address=" + long)?.found == "101个字符")
    #expect(problem([])?.found == "0字节")
    #expect(problem([0xFF, 0xFE])?.found == "2字节，不是文本")
  }

  @Test("任何字节都不崩溃；收下的都可显示，不收的不说出卡上的内容", arguments: 0..<8)
  func anyBytes(seed: Int) {
    var random = SeededGenerator(seed: UInt64(seed))
    let good = MadeUpCard()
    let lines = Array(
      "idKind=830\nidNumber=\(good.number)\nname=\(good.name)\nsex=1\nvalidUntil=长期\n".utf8)
    for round in 0..<3_000 {
      var bytes: [UInt8]
      switch round % 4 {
      case 0: bytes = good.bytes
      case 1: bytes = lines
      case 2: bytes = (0..<256).map { _ in UInt8.random(in: 0...255, using: &random) }
      default:
        let count = Int.random(in: 0...600, using: &random)
        bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
      }
      for _ in 0..<Int.random(in: 0...4, using: &random) where !bytes.isEmpty {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        bytes[place] = UInt8.random(in: 0...255, using: &random)
      }
      if round % 7 == 0 { bytes = Array(bytes.prefix(Int.random(in: 0...256, using: &random))) }
      do throws(CardProblem) {
        let card = try CardRecord(bytes, today: today)
        for text in [card.name, card.ethnicity, card.address] + card.warnings {
          #expect(SafeText.finding(in: text) == nil)
        }
        #expect((try? IdentityNumber(card.number.text, today: today)) == card.number)
      } catch {
        #expect(SafeText.finding(in: error.message) == nil)
        for data in [good.name, good.address, good.birth, String(good.number.suffix(8))] {
          #expect(!error.message.contains(data))
        }
      }
    }
  }
}

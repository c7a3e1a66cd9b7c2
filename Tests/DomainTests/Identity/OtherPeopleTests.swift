import Testing

@testable import Domain

/// People of Hong Kong, Macao and Taiwan and foreigners: their numbers.
@Suite("港澳台居民和外国人的证件、电话")
struct OtherPeopleTests {
  private let today = day("2026-11-21")

  private func number(_ body: String) -> String {
    body + String(CheckDigit.ofIdentityNumber(body.utf8.map { Int($0) - 48 }))
  }

  /// A body whose check character is X.
  private func numberWithX(_ head: String) -> String {
    let bodies = (100...999).map { head + String($0) }
    return bodies.map(number).first { $0.hasSuffix("X") } ?? ""
  }

  @Test("First aid 23: a foreigner's number that begins with 9 is checked by MOD 11-2, X included")
  func foreigners() throws {
    let right = number("911840199005120" + "23")
    let card = try IdentityNumber(right, today: today)
    #expect(card.kind == .foreignResident && card.warnings == [])
    #expect(card.born == day("1990-05-12") && card.sex == .male)
    #expect(card.division == nil && card.householdDivision == nil)
    let withX = numberWithX("93182619800101")
    #expect(withX.count == 18)
    #expect(try IdentityNumber(withX.lowercased(), today: today).text == withX)
    for last in "0123456789X" where last != right.last {
      #expect(throws: IdentityProblem.badCheckDigit) {
        try IdentityNumber(right.dropLast() + String(last), today: today)
      }
    }
  }

  @Test("First aid 23: residence permits and citizens of Taiwan Province are told apart")
  func taiwan() throws {
    let resident = try IdentityNumber(number("83000019900307001"), today: today)
    #expect(resident.kind == .taiwanResidence && resident.warnings == [])
    #expect(resident.householdDivision == nil)
    let citizen = try IdentityNumber(number("71000019900307001"), today: today)
    #expect(citizen.kind == .citizen && citizen.warnings == [.taiwanProvince])
    #expect(citizen.householdDivision == nil)
    for (code, kind) in [
      ("810000", IdentityNumber.Kind.hongKongResidence), ("820000", .macaoResidence),
    ] {
      let number = try IdentityNumber(number(code + "19900307001"), today: today)
      #expect(number.kind == kind && number.householdDivision == nil && number.warnings == [])
    }
    let strange = try IdentityNumber(number("83010019900307001"), today: today)
    #expect(strange.kind == .citizen && strange.warnings == [.unknownArea])
  }

  @Test("First aid 23: yichuang id says what each number is")
  func query() {
    func answer(_ line: String) -> String { IdentityQuery.answer(line: line, today: today) }
    #expect(
      answer(number("91184019900512023"))
        == "valid foreign-permanent-resident 1990-05-12 male -")
    #expect(
      answer(number("83000019900307001")) == "valid tw-residence 1990-03-07 male 830000")
    #expect(
      answer(number("71000019900307001"))
        == "valid citizen 1990-03-07 male 710000 warning-taiwan-province")
    #expect(answer("h 1234-5678") == "valid hk-macao-permit - - -")
    #expect(answer("HA1234567") == "valid hk-macao-permit-non-citizen - - -")
    #expect(answer("ＭＢ７６５４３２１") == "valid hk-macao-permit-non-citizen - - -")
    #expect(answer("M1234567890") == "valid hk-macao-permit - - - warning-old-form")
    #expect(answer("HUN123456789012") == "valid foreign-permanent-resident - - - warning-old-form")
    #expect(answer("12345678") == "bad-length")
    #expect(answer("") == "bad-length")
  }

  @Test(
    "First aid 23: the permit of people who are no citizens: H or M, a letter, seven digits",
    arguments: [
      ("HA1234567", true), ("mz7654321", true), ("ＨＡ１２３４５６７", true), ("HA123456", false),
      ("HA12345678", false), ("AH1234567", false), ("HAB123456", false), ("H1234567A", false),
      ("HÉ1234567", false), ("HA123456٣", false), ("H三1234567", false), ("Hı1234567", false),
      ("Hſ1234567", false), ("H-A 123 4567", true), ("MÅ1234567", false), ("", false),
    ])
  func nonCitizens(text: String, isTaken: Bool) {
    let permit = try? TravelPermit(text, kind: .hongKongMacao)
    #expect((permit != nil) == isTaken)
    #expect(permit.map { $0.isNonCitizen && $0.warning == nil } ?? !isTaken)
    #expect((try? TravelPermit(text, kind: .taiwan)) == nil)
  }

  @Test(
    "First aid 23: numbers of Hong Kong, Macao and Taiwan are telephone numbers where the form takes such people",
    arguments: [
      ("+852 9123 4567", "+85291234567"), ("＋８５２－２３４５－６７８９", "+85223456789"),
      ("(+853) 6612 3456", "+85366123456"), ("00853 2812 3456", "+85328123456"),
      ("+886 912 345 678", "+886912345678"), ("+886 0912-345-678", "+886912345678"),
      ("+886 2 2345 6789", "+886223456789"), ("+886-(0)4-2345678", "+88642345678"),
      ("+852 1123 4567", nil), ("+852 912 4567", nil), ("+853 66123 4567", nil),
      ("+886 91234567", nil), ("+886 9123456789", nil), ("+1 202 555 0100", nil),
      ("+65 6123 4567", nil), ("91234567890", nil), ("+852", nil), ("+852 9123 456三", nil),
    ])
  func phones(typed: String, expected: String?) {
    #expect((try? Phone(typed, isForAll: true))?.text == expected)
    #expect((try? Phone(typed)) == nil)
    if let expected {
      #expect((try? Phone(expected, isForAll: true))?.text == expected)
      let masked = Mask.phone(expected)
      #expect(masked.hasPrefix(expected.prefix(4)) && masked.hasSuffix(expected.suffix(3)))
      #expect(masked.filter { $0 == "*" }.count == expected.count - 7)
    }
  }

  @Test(
    "First aid 23: +86 in all its forms, dashes of all kinds",
    arguments: [
      ("+86 13812345678", "13812345678"), ("0086-138-1234-5678", "13812345678"),
      ("8613812345678", "13812345678"), ("(+86)138 1234 5678", "13812345678"),
      ("+86 0951-5012345", "09515012345"), ("0951—5012345", "09515012345"),
      ("138–1234‑5678", "13812345678"), ("+8613812345678", "13812345678"),
      ("＋８６　１３８　１２３４　５６７８", "13812345678"), ("138−1234－5678", "13812345678"),
      ("86-138-1234-5678", "13812345678"), ("(86)13812345678", "13812345678"),
      ("+86 951 5012345", "09515012345"), ("+869515012345", "09515012345"),
      ("0086 10 8888 8888", "01088888888"), ("+861088888888", "01088888888"),
      ("+86 (0)951-5012345", "09515012345"), ("+86 (951) 5012345", "09515012345"),
      ("+86-951-5012345-801", "09515012345-801"), ("+86 5012345", "5012345"),
      ("+86 88888888-12", "88888888-12"), ("010 8888 8888", "01088888888"),
      ("0951-501-2345", "09515012345"), ("(0951) 501 2345-801", "09515012345-801"),
      ("8888 8888", "88888888"), ("0951 5012345", "09515012345"),
    ])
  func country(typed: String, expected: String) throws {
    #expect(try Phone(typed).text == expected)
    #expect(try Phone(typed, isForAll: true).text == expected)
  }

  @Test(
    "First aid 23: what is no telephone number of the mainland is refused",
    arguments: [
      "+86", "+86 12812345678", "+86 1381234567", "01381234567", "0051 5012345", "861381234567",
      "0951",
      "0951-50123", "010 8888 88", "501 234", "1381234567٨", "138123456789", "+86+8613812345678",
      "13812345678 13812345679", "一三八", "0000 0000", "0951-1012345", "+87 13812345678",
    ])
  func noPhones(typed: String) {
    #expect((try? Phone(typed))?.text == nil)
  }

  // MARK: In forms

  private func entry(_ field: String, _ typed: String, idKind: String) throws -> FieldEntry {
    var facts = ShippedPacks.facts("registration")
    facts.answers[text: "idKind"] = idKind
    let field = try #require(ShippedPacks.jobseekers().field(field)).field
    return try field.normalised(typed, facts, ShippedPacks.book())
  }

  @Test("First aid 23: the form judges a number by the kind of document, and derives what it says")
  func form() throws {
    let foreign = number("91184019900512023")
    #expect(try entry("idNumber", foreign, idKind: "553") == .value(foreign, doubts: []))
    #expect(try entry("idNumber", "HA1234567", idKind: "516") == .value("HA1234567", doubts: []))
    guard case .refused(let reason) = try entry("idNumber", foreign, idKind: "111") else {
      Issue.record("a foreigner's number was taken for a citizen's")
      return
    }
    #expect(reason.contains("外国人永久居留身份证") && reason.contains("553"))
    guard case .refused = try entry("idNumber", String(foreign.dropLast()) + "Z", idKind: "553")
    else {
      Issue.record("a wrong check character was taken")
      return
    }
    var facts = ShippedPacks.facts("registration")
    facts.answers[text: "idNumber"] = foreign
    func derived(_ field: String) throws -> String? {
      try #require(ShippedPacks.jobseekers().field(field)).field.derivedValue(facts)
    }
    #expect(try derived("sex") == "1" && derived("birth") == "1990-05-12")
    #expect(try derived("householdDivision") == nil)
    facts.answers[text: "idNumber"] = number("71000019900307001")
    #expect(try derived("householdDivision") == nil && derived("birth") == "1990-03-07")
    #expect(Condition.Shape.citizenNumber.matches(foreign, on: today) == false)
  }

  @Test("First aid 23: a form without a kind of document takes no number from outside")
  func phoneInForm() throws {
    #expect(
      try entry("phone", "+852 9123 4567", idKind: "516") == .value("+85291234567", doubts: []))
    guard case .refused = try entry("phone", "+852 9123 4567", idKind: "") else {
      Issue.record("taken")
      return
    }
  }
}

import JSON
import Testing

@testable import Domain

@Suite("Other numbers")
struct OtherNumbersTests {
  @Test("200 credit codes agree with python-stdnum")
  func creditCodes() throws {
    let rows = try TestData.vectors("number-cases.json")["credit"].list()
    #expect(rows.count == 200)
    for row in rows {
      let text = try row["number"].string()
      #expect(try ((try? CreditCode(text)) != nil) == row["valid"].bool(), "\(text)")
    }
  }

  @Test("A credit code failure says which character and what is allowed")
  func creditCodeFailures() {
    func problem(_ text: String) -> CreditCode.Problem? {
      #expect(throws: CreditCode.Problem.self) { try CreditCode(text) }
    }
    #expect(problem("9111000060003734") == .badLength(16))
    #expect(problem("9111000060003734IL") == .badCharacter(position: 17, found: "I"))
    #expect(problem("91A10000600037341L") == .badCharacter(position: 3, found: "A"))
    #expect(problem("91110000600037341M") == .badCheckDigit)
    #expect((try? CreditCode("９1110000 600037341l"))?.text == "91110000600037341L")
  }

  @Test("120 dossier numbers agree with ISO 7064 MOD 37,36 of python-stdnum")
  func dossierNumbers() throws {
    let rows = try TestData.vectors("number-cases.json")["dossier"].list()
    #expect(rows.count == 120)
    for row in rows {
      let text = try row["number"].string()
      #expect(try CheckDigit.isValidDossierNumber(text) == row["valid"].bool(), "\(text)")
    }
    #expect(CheckDigit.ofDossierNumber("") == nil)
    #expect(CheckDigit.ofDossierNumber("6401a") == nil)
    #expect(!CheckDigit.isValidDossierNumber(""))
  }

  @Test(
    "Permits: current forms pass, older ones with a warning, others are refused",
    arguments: [
      ("H12345678", TravelPermit.Kind.hongKongMacao, "ok"),
      ("m 12345678", .hongKongMacao, "ok"), ("H1234567890", .hongKongMacao, "warning"),
      ("A12345678", .hongKongMacao, "refused"), ("H1234567", .hongKongMacao, "refused"),
      ("HH12345678", .hongKongMacao, "refused"), ("12345678", .taiwan, "ok"),
      ("1234567890A", .taiwan, "warning"), ("1234567890", .taiwan, "warning"),
      ("123456789", .taiwan, "refused"), ("HUN123456789012", .foreignResident, "warning"),
      // A card of today has an identity number, with a check character.
      ("912345678901234567", .foreignResident, "refused"),
      ("812345678901234567", .foreignResident, "refused"),
      ("1234567\u{301}8", .taiwan, "refused"),
    ])
  func permits(text: String, kind: TravelPermit.Kind, expected: String) {
    do {
      let permit = try TravelPermit(text, kind: kind)
      #expect((permit.warning == nil ? "ok" : "warning") == expected)
    } catch {
      #expect(expected == "refused")
      #expect(error.message.contains(kind.text))
    }
  }

  @Test(
    "Telephone numbers",
    arguments: [
      ("13812345678", "13812345678"), ("１６６ 1234 5678", "16612345678"),
      ("+86 199-1234-5678", "19912345678"), ("0951-5012345", "09515012345"),
      ("(010)62345678-801", "01062345678-801"), ("09515012345", "09515012345"),
      ("5012345", "5012345"), ("12345678901", nil), ("1381234567", nil), ("138123456789", nil),
      ("0951-1012345", nil), ("abc", nil), ("", nil), ("010-5012345-1234567", nil),
      ("095-15012345", nil), ("1381234567\u{301}8", nil), ("-", nil), ("0", nil),
    ])
  func phones(typed: String, expected: String?) {
    #expect((try? Phone(typed))?.text == expected)
  }

  @Test("Masks of telephone numbers")
  func phoneMasks() throws {
    #expect(try Phone("13812345678").masked == "138****5678")
    #expect(try Phone("0951-5012345").masked == "********345")
  }
}

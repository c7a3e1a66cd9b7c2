import JSON
import Testing

@testable import Domain

@Suite("Identity numbers")
struct IdentityNumberTests {
  private let today = day("2026-11-21")

  private func problem(_ text: String) -> IdentityProblem? {
    #expect(throws: IdentityProblem.self) { try IdentityNumber(text, today: today) }
  }

  @Test("The constructed vectors: sex, birth date, kind, and the exact failure")
  func vectors() throws {
    for row in try TestData.vectors("resident-ids.json")["rows"].list() {
      let text = try row["number"].string()
      let answer = IdentityQuery.answer(line: text, today: today)
      let expected = try row["expect"].string()
      guard expected.hasPrefix("valid") else {
        #expect(answer == expected, "\(text)")
        continue
      }
      let warning = expected == "valid" ? "" : " " + expected.dropFirst("valid-with-".count)
      let fields = try ["kind", "born", "sex"].map { try row[$0].string() }
      let division = text.prefix(6)
      #expect(answer == "valid \(fields.joined(separator: " ")) \(division)\(warning)", "\(text)")
    }
  }

  @Test("300 numbers agree with the check digits of python-stdnum")
  func oracle() throws {
    let rows = try TestData.vectors("number-cases.json")["identity"].list()
    #expect(rows.count == 300)
    for row in rows {
      let text = try row["number"].string()
      let number = try? IdentityNumber(text, today: today)
      #expect(try (number != nil) == row["valid"].bool(), "\(text)")
    }
  }

  @Test("Full-width digits, blanks and a lower x are put right")
  func normalised() throws {
    let typed = "　６４０１０４ 2003-0307 002ｘ"
    #expect(try IdentityNumber(typed, today: today).text == "64010420030307002X")
  }

  @Test("Every single wrong digit of a number is found")
  func anyWrongDigit() throws {
    let right = Array("640104200303072113")
    for position in right.indices {
      for digit in "0123456789" where digit != right[position] {
        var wrong = right
        wrong[position] = digit
        #expect(throws: IdentityProblem.self) { try IdentityNumber(String(wrong), today: today) }
      }
    }
  }

  @Test("Failures name the place and stay safe to show")
  func failures() {
    #expect(problem("640104030307211") == .fifteenDigits)
    #expect(problem("") == .badLength(0))
    #expect(problem("64O104200303072113") == .badCharacter(position: 3, found: "O"))
    #expect(problem("6401042003030721X3") == .badCharacter(position: 17, found: "X"))
    #expect(problem("64\u{202E}104200303072113") == .badCharacter(position: 3, found: "⟦U+202E⟧"))
    #expect(problem("640104202302290118") == .noSuchDate("20230229"))
    #expect(problem("6401042003030721١3") == .badCharacter(position: 17, found: "١"))
  }

  @Test("A number born more than 130 years ago is valid with a warning")
  func old() throws {
    let body = [6, 4, 0, 1, 0, 4, 1, 8, 9, 0, 0, 1, 0, 1, 0, 0, 1]
    let text = body.map(String.init).joined() + String(CheckDigit.ofIdentityNumber(body))
    #expect(try IdentityNumber(text, today: today).warnings == [.oldAge])
  }

  @Test("A mask shows the first and last four")
  func masked() throws {
    #expect(
      try IdentityNumber("640104200303072113", today: today).masked == "6401**********2113")
    #expect(Mask.number("H12345678") == "*******78")
    #expect(Mask.number("12") == "**")
  }
}

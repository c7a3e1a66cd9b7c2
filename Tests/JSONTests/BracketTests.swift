import JSON
import Testing

@Suite("Brackets of a text")
struct BracketTests {
  private func brackets(_ text: String) -> [String] {
    var found: [String] = []
    JSON.forEachBracket(in: Array(text.utf8)) { place, opens in
      found.append("\(place)\(opens ? "+" : "-")")
    }
    return found
  }

  @Test("Those in strings are none, whatever is escaped there")
  func strings() {
    #expect(brackets(#"{"a":[1,"]}",{}]}"#) == ["0+", "5+", "13+", "14-", "15-", "16-"])
    #expect(brackets(#"["\"]","\\"]"#) == ["0+", "11-"])
  }

  @Test("A text that is no JSON is looked through all the same")
  func anything() {
    #expect(brackets("]]x[") == ["0-", "1-", "3+"])
    #expect(brackets(#""[[["#) == [])
    #expect(brackets("") == [])
  }
}

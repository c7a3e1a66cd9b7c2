import JSON
import Testing

@testable import Domain

@Suite("Ages and retirement")
struct AgeTests {
  @Test("The birthday itself counts; 29 February becomes 1 March")
  func years() {
    #expect(Age.years(born: day("2010-11-21"), on: day("2026-11-20")) == 15)
    #expect(Age.years(born: day("2010-11-21"), on: day("2026-11-21")) == 16)
    #expect(Age.years(born: day("2008-02-29"), on: day("2026-02-28")) == 17)
    #expect(Age.years(born: day("2008-02-29"), on: day("2026-03-01")) == 18)
  }

  @Test("Working age starts at 16 and has no upper bound")
  func workingAge() {
    #expect(!Age.isWorkingAge(born: day("2010-11-22"), on: day("2026-11-21")))
    #expect(Age.isWorkingAge(born: day("2010-11-21"), on: day("2026-11-21")))
    #expect(Age.isWorkingAge(born: day("1956-01-01"), on: day("2026-11-21")))
  }

  @Test("The official retirement examples")
  func retirement() throws {
    for row in try TestData.vectors("calendar.json")["statutoryRetirement"].list() {
      let kind = try row["kind"].word(RetirementKind.self)
      let born = day(try row["born"].string() + "-15")
      #expect(try kind.delay(born: born) == row["delayMonths"].int())
      #expect(try kind.retirementMonth(born: born).description == row["month"].string())
    }
  }

  @Test("Who was born before the reform retires at the old age")
  func before() {
    #expect(RetirementKind.male.retirementMonth(born: day("1964-12-31")).description == "2024-12")
    #expect(
      RetirementKind.female50.retirementMonth(born: day("1974-12-01")).description == "2024-12")
  }
}

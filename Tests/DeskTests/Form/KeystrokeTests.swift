import DeskDriver
import Domain
import Foundation
import JSON
import Ledger
import TUI
import Testing

@testable import Desk

/// The standard dossier, key by key; `Data/keycase.md` says how it is counted.
@Suite("标准办件的键数")
struct KeystrokeTests {
  /// One case and its floor.
  struct KeyCase {
    let expect: [String: JSON]
    let matters: Set<String>
    let newPerson: [String]
    let knownPerson: [String]
    let floor: Int
    let knownFloor: Int

    init() throws {
      let file = ShippedRules.root.appendingPathComponent("Tests/DeskTests/Data/keycase.json")
      let reader = JSONReader(try JSON(parsing: Array(Data(contentsOf: file))))
      expect = try reader["expect"].members()
      matters = Set(try reader["matters"].list().map { try $0.string() })
      newPerson = try reader["newPerson"].list().map { try $0.string() }
      knownPerson = try reader["knownPerson"].list().map { try $0.string() }
      let terms = try reader["floor"].list()
      floor = try terms.map { try $0["keys"].int() }.reduce(0, +)
      knownFloor = try terms.filter { try $0.optional("known") != nil }.map { try $0["keys"].int() }
        .reduce(0, +)
    }
  }

  private func check(_ dossier: Dossier, _ keyCase: KeyCase) {
    for (key, expected) in keyCase.expect {
      #expect(JSON(answer: dossier.answers[key]) == expected, "\(key)")
    }
    #expect(Set(dossier.answers.values.keys) == Set(keyCase.expect.keys))
    #expect(Set(dossier.proceedings.map(\.matter)) == keyCase.matters)
  }

  @Test("叫号到表单 1 键")
  func opening() {
    var driver = DeskDriver(signedIn: DeskHall.clerk)
    driver.press(.function(2))
    #expect(driver.keys == 1)
    #expect(driver.desk.form?.ticket.number == "A001")
  }

  @Test("新申请人：K = 75，F = 59，K ≤ 1.3 F，逐项相符")
  func newPerson() throws {
    let keyCase = try KeyCase()
    var driver = DeskDriver.atForm()
    for script in keyCase.newPerson { try driver.press(script) }
    check(try #require(driver.hall.dossiers.last, "\(driver.text)"), keyCase)
    #expect(driver.keys == 75)
    #expect(keyCase.floor == 59)
    #expect(Double(driver.keys) <= 1.3 * Double(keyCase.floor))
    #expect(driver.desk.form == nil)
  }

  @Test("老申请人：K = 31，F = 26，K ≤ 1.4 F，逐项相符")
  func knownPerson() throws {
    let keyCase = try KeyCase()
    var driver = DeskDriver.atForm(hall: DeskHall(waiting: ["ordinary", "ordinary"]))
    for script in keyCase.newPerson { try driver.press(script) }
    driver.press(.function(2))
    driver.resetCounts()
    for script in keyCase.knownPerson { try driver.press(script) }
    #expect(driver.hall.dossiers.count == 2)
    check(try #require(driver.hall.dossiers.last), keyCase)
    #expect(driver.keys == 31)
    #expect(keyCase.knownFloor == 26)
    #expect(Double(driver.keys) <= 1.4 * Double(keyCase.knownFloor))
  }
}

extension JSON {
  init(answer: Answer?) {
    switch answer {
    case nil: self = .null
    case .text(let text): self = .string(text)
    case .rows(let rows): self = .array(rows.map { .object($0.mapValues { .string($0) }) })
    }
  }
}

import DeskDriver
import Domain
import Foundation
import JSON
import TUI
import Testing

@testable import Desk

@Suite("施行日的画面")
struct ValidityTests {
  /// Gansu, with the last matter from next year, or with another text of the
  /// theme from the next day.
  private func rules(hasNextText: Bool = false) throws -> Rulebook {
    let shipped = ShippedRules.root.appendingPathComponent("Assets")
    func bytes(_ path: String) throws -> [UInt8] {
      try Array(Data(contentsOf: shipped.appendingPathComponent(path)))
    }
    guard
      case .object(var old) = try JSON(parsing: bytes("themes/gs/unemployment.json")),
      case .array(var matters)? = old["matters"], case .object(var last)? = matters.last
    else { preconditionFailure("no theme") }
    if !hasNextText { last["from"] = "2027-01-01" }
    matters[matters.count - 1] = .object(last)
    old["matters"] = .array(matters)
    var new = old
    if hasNextText { old["until"] = "2026-03-13" }
    new["from"] = "2026-03-14"
    new["version"] = "2026.9"
    let names = try FileManager.default.contentsOfDirectory(
      atPath: shipped.appendingPathComponent("codes").path
    ).filter { $0.hasSuffix(".json") }
    let catalogue = try Catalogue(
      region: Catalogue.File(name: "gs.json", bytes: bytes("regions/gs.json")),
      codeTables: names.map { Catalogue.File(name: $0, bytes: try bytes("codes/\($0)")) },
      themes: [
        Catalogue.File(name: "old.json", bytes: JSON.object(old).line)
      ] + (hasNextText ? [Catalogue.File(name: "new.json", bytes: JSON.object(new).line)] : []))
    return Rulebook(
      catalogue: catalogue, calendar: ShippedRules.gansu.calendar,
      notices: ShippedRules.gansu.notices)
  }

  private func form(hasNextText: Bool = false) throws -> ServiceDriver {
    var driver = try ServiceDriver(rules: rules(hasNextText: hasNextText))
    try driver.choose(.issueTicket)
    try driver.press("1<Enter><F2>")
    return driver
  }

  @Test("画面与记录的图样一致")
  func golden() throws {
    var driver = try form()
    try driver.press("<End>")
    for _ in 0..<40 where !driver.text.contains("办理事项") { driver.press(.tab) }
    try Golden.check(driver.desk.canvas, "formValidity")
  }

  @Test("W1-33 没到施行日的事项写明自某日起，选不上")
  func matter() throws {
    var driver = try form()
    for _ in 0..<40 where !(driver.desk.form?.focus.isMatter ?? false) { driver.press(.tab) }
    try driver.press("6")
    #expect(driver.desk.form?.matters.contains("benefit") == false)
    #expect(driver.desk.form?.remark?.text.contains("自2027年1月1日起") == true)
    #expect(driver.text.contains("自2027年1月1日起"))
  }

  @Test("W1-33 过了零点换用新的文本，已填的保留；受理写的是当天的版本")
  func midnight() throws {
    var driver = try form(hasNextText: true)
    let before = try #require(driver.desk.form)
    #expect(before.theme.version != "2026.9")
    driver.send(.tick(driver.desk.now.adding(milliseconds: 86_400_000)))
    let after = try #require(driver.desk.form)
    #expect(after.theme.version == "2026.9")
    #expect(after.answers == before.answers)
    #expect(after.remark?.text.contains("2026.9") == true)
  }

  @Test("W1-33 清单上写明新文本自某日起")
  func lists() throws {
    var driver = try ServiceDriver(rules: rules(hasNextText: true))
    try driver.choose(.lists)
    #expect(driver.text.contains("版本 2026.9 自2026年3月14日起"))
  }
}

import DeskDriver
import Domain
import TUI
import Testing

@testable import Desk

@Suite("Long entries")
struct LongEntryTests {
  @Test(
    "First aid 3: 100,000 characters typed into a field stay in it, and one word says that it is full"
  )
  func typed() throws {
    var driver = DeskDriver.atForm()
    try driver.press("640104199003070014")
    let focus = driver.desk.form?.focus
    for _ in 0..<100_000 { driver.press(.character("张")) }
    let form = try #require(driver.desk.form)
    #expect(form.focus == focus)
    #expect(form.entry.editor.characters.count == Limits.name.characters * 2)
    #expect(driver.text.contains("“姓名”已录满 100 个字，再敲的没有录入"))
    // Nothing of it went anywhere else.
    #expect(form.answers.values.values.allSatisfy { $0 != .text("张") })
    #expect(form.answers[text: "name"] == "")
    let before = form.entry
    driver.press(.character("李"))
    #expect(driver.desk.form?.entry == before)
    try driver.press("<Enter>")
    // It was not cut and taken: what is too long is refused as before.
    #expect(driver.desk.form?.answers[text: "name"] == "")
    #expect(driver.text.contains("最多50个字符"))
  }

  @Test("First aid 3: marks by the thousand and joined emoji end at the field's limit")
  func marks() throws {
    var driver = DeskDriver.atForm()
    try driver.press("640104199003070014")
    for _ in 0..<3_000 { driver.press(.character("\u{301}")) }
    driver.paste("张" + String(repeating: "\u{301}", count: 100_000))
    driver.paste(String(repeating: "👨‍👩‍👧‍👦", count: 20_000))
    let scalars = try #require(driver.desk.form?.entry.text.unicodeScalars.count)
    #expect(scalars <= LineEditor.mostScalars * Limits.name.characters * 2)
    #expect(driver.text.contains("放不下"))
  }

  @Test("First aid 3: a question's line says that it is full, and takes no more")
  func prompt() throws {
    var field = EntryField(limit: 4)
    for _ in 0..<100 { _ = field.press(.character("字")) }
    #expect(field.text == "字字字字")
    #expect(field.isOver)
    let fits = field.paste("更多")
    #expect(!fits)
    #expect(field.isOver)
    _ = field.press(.backspace)
    #expect(!field.isOver)
    var secret = EntryField(isSecret: true, limit: 2)
    for _ in 0..<3 { _ = secret.press(.character("a")) }
    var canvas = Canvas(Size(columns: 20, rows: 1))
    secret.draw(on: &canvas, in: canvas.area, hasCaret: true, style: .fieldActive)
    #expect(canvas.textPlane[0].hasPrefix("**"))
    #expect(canvas.textPlane[0].contains("已满"))
  }
}

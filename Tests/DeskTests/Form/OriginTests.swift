import DeskDriver
import Domain
import Ledger
import TUI
import Testing

@testable import Desk

@Suite("每一项从哪里来")
struct OriginTests {
  private static let first = "640104199003070014"
  /// Another citizen, of another sex, birth and county.
  private static let other = "640105198805120222"

  /// After one dossier of 张示例, with the next person's form open.
  private func second() throws -> DeskDriver {
    var driver = DeskDriver.atForm(hall: DeskHall(waiting: ["ordinary", "ordinary"]))
    try driver.press(KnownPersonTests.dossier + "<F2>")
    try #require(driver.hall.dossiers.count == 1)
    return driver
  }

  private func answer(_ driver: DeskDriver, _ key: String) -> String {
    driver.desk.form?.answers[text: key] ?? "no form"
  }

  private func item(_ driver: DeskDriver, _ key: String) throws -> FormItem {
    let form = try #require(driver.desk.form)
    let section = try #require(form.theme.field(key)?.section.key)
    return .field(section: section, row: nil, field: key)
  }

  /// Puts the caret into a field.
  private func go(_ driver: inout DeskDriver, to key: String) throws {
    let goal = try item(driver, key)
    for _ in 0..<60 where driver.desk.form?.focus != goal { try driver.press("<S-Tab>") }
    for _ in 0..<60 where driver.desk.form?.focus != goal { try driver.press("<Tab>") }
    try #require(driver.desk.form?.focus == goal)
  }

  @Test("First aid 29: a rejected value can be cleared, and no longer stops the submission")
  func cleared() throws {
    var driver = DeskDriver.atForm()
    try driver.press(Self.first + "张示例<Enter>13900000000")
    for key in ["phone", "idNumber"] {
      try go(&driver, to: key)
      let before = answer(driver, key)
      try driver.press("<C-u>88<Enter>")
      let place = try item(driver, key)
      #expect(driver.desk.form?.refused[place] != nil, "\(key)")
      try go(&driver, to: key)
      try driver.press("<C-u><Enter>")
      #expect(driver.desk.form?.refused[place] == nil, "\(key)")
      #expect(answer(driver, key) == "")
      let kept = driver.hall.drafts["t1"]?.choices[place.journalKey]
      #expect(kept == nil, "the draft forgets it, too")
      try driver.press("<F12>")
      #expect(driver.desk.form?.refused[place]?.text == "88", "undone")
      try driver.press("<F12>")
      #expect(answer(driver, key) == before)
    }
  }

  @Test("First aid 29: a rejected value of every kind of field can be cleared")
  func everyKind() throws {
    var driver = DeskDriver.atForm()
    try driver.press(Self.first + "张示例<Enter>13900000000")
    let form = try #require(driver.desk.form)
    var kinds: Set<String> = []
    for item in form.items(driver.desk.context) {
      guard case .field(_, _, let key) = item,
        let (field, _) = form.field(item, driver.desk.context)
      else { continue }
      let wrong: String
      switch field.kind {
      case .identityNumber, .phone, .creditCode: wrong = "88"
      case .date: wrong = "0230"
      case .number: wrong = "a"
      case .code, .codes, .division: wrong = "〇〇"
      case .yesNo, .promise: wrong = "x"
      case .name, .text, .address: continue
      }
      for _ in 0..<80 where driver.desk.form?.focus != item { try driver.press("<S-Tab>") }
      for _ in 0..<80 where driver.desk.form?.focus != item { try driver.press("<Tab>") }
      guard driver.desk.form?.focus == item else { continue }  // derived, cannot be reached
      let initial = field.initialValue(
        Facts(answers: Answers(), today: driver.desk.today), hallDivision: "")
      try driver.press("<C-u>" + wrong + "<Tab>")
      guard driver.desk.form?.refused[item] != nil else { continue }
      kinds.insert("\(field.kind)".prefix { $0 != "(" }.description)
      for _ in 0..<80 where driver.desk.form?.focus != item { try driver.press("<S-Tab>") }
      try driver.press("<C-u><Tab>")
      #expect(driver.desk.form?.refused[item] == nil, "\(key)")
      // What stands there before anybody types may come back, what was refused not.
      let now = try #require(driver.desk.form?.value(item))
      #expect(now.isEmpty || now == initial, "\(key)")
      #expect(driver.hall.drafts["t1"]?.choices[item.journalKey] == nil, "\(key)")
    }
    #expect(kinds.count >= 5, "\(kinds)")
  }

  @Test("First aid 29: a telephone corrected to the very value that was known is the new person's")
  func sameValue() throws {
    var driver = try second()
    try driver.press(Self.first)
    let phone = answer(driver, "phone")
    try #require(!phone.isEmpty)
    try go(&driver, to: "phone")
    try driver.press("<C-u>88<Enter>")
    try go(&driver, to: "phone")
    try driver.press("<C-u>" + phone)
    #expect(answer(driver, "phone") == phone)
    try go(&driver, to: "idNumber")
    try driver.press(Self.other)
    #expect(answer(driver, "phone") == phone)
    #expect(answer(driver, "homeAddress") == "")
  }

  @Test("First aid 29: typed over what was known without changing it, it stays as well")
  func typedOver() throws {
    var driver = try second()
    try driver.press(Self.first)
    let phone = answer(driver, "phone")
    try go(&driver, to: "phone")
    try driver.press(phone)
    try go(&driver, to: "idNumber")
    try driver.press(Self.other)
    #expect(answer(driver, "phone") == phone)
  }

  @Test("First aid 29: sex, birth and county follow the number, and go with it")
  func derived() throws {
    var driver = DeskDriver.atForm()
    try driver.press(Self.first)
    #expect(answer(driver, "sex") == "1" && answer(driver, "birth") == "1990-03-07")
    try go(&driver, to: "idNumber")
    try driver.press(Self.other)
    #expect(answer(driver, "sex") == "2" && answer(driver, "birth") == "1988-05-12")
    let county = answer(driver, "householdDivision")
    #expect(county == "640105")
    // A wrong number proves nothing.
    try go(&driver, to: "idNumber")
    try driver.press("640104199003070015<Enter>")
    for key in ["sex", "birth", "householdDivision"] {
      #expect(answer(driver, key) == "", "\(key)")
    }
    try driver.press("<F12>")
    #expect(answer(driver, "sex") == "2" && answer(driver, "householdDivision") == county)
    // Nor does one of another kind.
    try go(&driver, to: "idNumber")
    try driver.press("<C-u><Enter>")
    #expect(answer(driver, "sex") == "")
  }

  @Test(
    "First aid 29: what a card said of the first person goes with another number, what was typed stays"
  )
  func card() throws {
    var driver = DeskDriver.atForm()
    driver.hall.card = .read(
      Array("idNumber=\(Self.first)\nname=张示例\naddress=示例街道1号\n".utf8))
    try driver.press("<C-k>")
    #expect(answer(driver, "name") == "张示例")
    try go(&driver, to: "phone")
    try driver.press("13900000000")
    try go(&driver, to: "idNumber")
    try driver.press(Self.other)
    #expect(answer(driver, "name") == "" && answer(driver, "homeAddress") == "")
    #expect(answer(driver, "phone") == "13900000000")
    for _ in 0..<4 where answer(driver, "name") == "" { try driver.press("<F12>") }
    #expect(answer(driver, "idNumber") == Self.first && answer(driver, "name") == "张示例")
  }

  @Test("First aid 29: a draft remembers whose known answers it holds")
  func draft() throws {
    var driver = try second()
    try driver.press(Self.first + "<F10>62")
    try driver.press("1<Enter>" + DeskHall.passphrase + "<Enter><F2>")
    try #require(!answer(driver, "phone").isEmpty)
    try go(&driver, to: "idNumber")
    try driver.press(Self.other)
    #expect(answer(driver, "phone") == "" && answer(driver, "homeAddress") == "")
    #expect(driver.hall.drafts["t2"]?.choices[FormState.originsKey] == nil)
  }

  @Test(
    "First aid 29: matters and answers that records propose for one person go with another's number"
  )
  func proposal() throws {
    var driver = try ServiceTests.Page.serviceProposal.open()
    driver.send(.input(.key(.enter)))
    let form = try #require(driver.desk.form)
    try #require(!form.matters.isEmpty && !form.answers[text: "cancellationReason"].isEmpty)
    let goal = FormItem.field(section: "applicant", row: nil, field: "idNumber")
    for _ in 0..<60 where driver.desk.form?.focus != goal { try driver.press("<S-Tab>") }
    try driver.press(Self.other)
    let after = try #require(driver.desk.form)
    #expect(after.answers[text: "idNumber"] == Self.other)
    #expect(after.matters.isEmpty && after.answers[text: "cancellationReason"].isEmpty)
    #expect(after.answers[text: "name"].isEmpty)
    try driver.press("<F12>")
    #expect(driver.desk.form?.matters == form.matters)
    #expect(driver.desk.form?.answers == form.answers)
  }

  @Test("First aid 29: in a list, another number takes the first person's row along")
  func rows() throws {
    var driver = DeskDriver.atForm(hall: DeskHall(waiting: ["ordinary", "ordinary"]))
    let theme = "<F10>\(Command.changeTheme.code)3<Enter>"
    try driver.press(
      theme + CountyScreen.unit + "11\(Self.first)张示例<Enter>教师<Enter>.<Enter>1<F9><F9><F2>")
    try #require(driver.hall.dossiers.count == 1, "\(driver.text)")
    try driver.press(theme + "91350100M000100Y43<Enter><Enter>3" + Self.first)
    let known = ["staffNumber": Self.first, "staffName": "张示例"]
    #expect(driver.desk.form?.answers[rows: "staff"] == [known])
    let number = FormItem.field(section: "staff", row: 0, field: "staffNumber")
    for _ in 0..<60 where driver.desk.form?.focus != number { try driver.press("<S-Tab>") }
    try driver.press(Self.other)
    #expect(driver.desk.form?.answers[rows: "staff"] == [["staffNumber": Self.other]])
    try driver.press("<F12>")
    #expect(driver.desk.form?.answers[rows: "staff"] == [known])
  }

  @Test("First aid 29: a corrected number takes what the wrong one proved along")
  func amending() throws {
    var driver = ScreenDriver(MadeUpHall.clerk)
    let old = MadeUpHall.dossiers[1].answers["idNumber"]
    let changed = try Dossier.play(
      MadeUpHall.operation(
        "d2", MadeUpHall.clerk, MadeUpHall.now,
        .amend(
          [Change(key: "idNumber", old: old, new: .text(Self.first))], reason: "虚构")),
      on: MadeUpHall.dossiers[1])
    driver.replace(changed)
    try driver.page("d2", "benefit", .amend)
    guard case .amend(var amend) = driver.desk.overlay else {
      Issue.record("no correction")
      return
    }
    let context = driver.desk.context
    for key in try Key.script("证件类型<Enter>414<Enter>") { _ = amend.press(key, context) }
    for _ in 0..<4 { _ = amend.press(.backspace, context) }
    for key in try Key.script("证件号码<Enter>E12345678<Enter>") { _ = amend.press(key, context) }
    #expect(amend.after[text: "sex"] == "" && amend.after[text: "birth"] == "")
  }
}

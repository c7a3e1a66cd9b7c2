import DeskDriver
import Domain
import TUI
import Testing

@testable import Desk

@Suite("老申请人、相似的人、同前")
struct KnownPersonTests {
  static let dossier =
    "640104199003070014张示例<Enter>1390000000012<Enter>示例街道1号<Enter>320301<Enter>dg<Enter>"
    + "6000<Enter>dy<Enter>1<F9><F9>"

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

  @Test("本人的长期信息和意愿带出；承诺、失业原因和日期重新问")
  func prefill() throws {
    var driver = try second()
    try driver.press("640104199003070014")
    for key in ["name", "phone", "homeAddress", "education"] {
      #expect(!answer(driver, key).isEmpty, "\(key)")
    }
    for key in ["declaration", "unemploymentReason", "unemploymentDate"] {
      #expect(answer(driver, key).isEmpty, "\(key)")
    }
    #expect(driver.desk.form?.answers[rows: "jobWishes"].count == 1)
    #expect(driver.text.contains("本人在本机有 1 件"))
  }

  @Test("带出信息不移动光标：先敲的字仍进姓名")
  func caretStays() throws {
    var driver = try second()
    try driver.press("640104199003070014李示例<Enter>")
    #expect(answer(driver, "name") == "李示例")
  }

  @Test("改成另一个人的号码：带出的收回，手填的留下")
  func otherPerson() throws {
    var driver = try second()
    try driver.press("640104199003070014李示例<S-Tab>")
    #expect(answer(driver, "phone") == "13900000000")
    try driver.press("640105198805120222")
    #expect(answer(driver, "idNumber") == "640105198805120222")
    #expect(answer(driver, "phone") == "")
    #expect(answer(driver, "homeAddress") == "")
    #expect(answer(driver, "name") == "李示例")
    #expect(driver.desk.form?.answers[rows: "jobWishes"] == [])
    let draft = try #require(driver.hall.drafts["t2"])
    #expect(draft.answers[text: "phone"] == "")
  }

  @Test("同名的别人显示为相似的人，姓名和号码隐去")
  func lookAlikes() throws {
    var driver = try second()
    try driver.press("640105198805120222张示例<Enter>")
    #expect(driver.text.contains("相似的人：张**"))
    #expect(!driver.text.contains("640104199003070014"))
  }

  @Test("N4-09 N4-10 单位再来：单位信息带出；工作人员名单不照搬，录入身份证号带出以前办过的姓名")
  func staff() throws {
    var driver = DeskDriver.atForm(hall: DeskHall(waiting: ["ordinary", "ordinary", "ordinary"]))
    let theme = "<F10>\(Command.changeTheme.code)3<Enter>"
    let others = ["640105198805120222", "640104196503150033"]
    for (number, name) in zip(["640104199003070014", others[0]], ["张示例", "李示例"]) {
      // The second time the unit is known: its code alone, and the business.
      let unit = number == others[0] ? "91350100M000100Y43<Enter><Enter>" : CountyScreen.unit
      let rest = "11\(number)\(name)<Enter>教师<Enter>.<Enter>1<F9><F9><F2>"
      try driver.press(theme + unit + rest)
    }
    #expect(driver.hall.dossiers.count == 2, "\(driver.text)")
    try driver.press(theme + "91350100M000100Y43<Enter><Enter>")
    #expect(answer(driver, "name") == "示例中学" && answer(driver, "contactName") == "张经办")
    #expect(driver.desk.form?.answers[rows: "staff"] == [])
    // Of the dossier before the last one.
    try driver.press("3640104199003070014")
    let rows = try #require(driver.desk.form?.answers[rows: "staff"])
    #expect(rows == [["staffNumber": "640104199003070014", "staffName": "张示例"]])
    #expect(driver.text.contains("本单位以前办过的人员"))
    #expect(driver.hall.drafts["t3"]?.answers[rows: "staff"] == rows)
    try driver.press("<Insert>\(others[1])")
    #expect(driver.desk.form?.answers[rows: "staff"].last == ["staffNumber": others[1]])
  }

  @Test("F4 取上一件的住址；姓名、证件号、意愿不能同前")
  func repeatField() throws {
    var driver = try second()
    try driver.press("640105198805120222<F4>")
    #expect(answer(driver, "name") == "")
    #expect(driver.text.contains("不能同前"))
    try driver.press("王示例<Enter>1390000000112<Enter><F4>")
    #expect(answer(driver, "homeAddress") == "示例街道1号")
    try driver.press("3203.<Enter><F4>")
    #expect(driver.desk.form?.answers[rows: "jobWishes"] == [])
  }
}

import Domain
import Foundation
import TUI
import TestClock
import TestHall
import TestTerminal
import Testing

/// The steps of `HourTests`, in their order: the people, the queue, the form.
struct AHour {
  let hall: TestHall
  let terminal: TestTerminal

  static let name = "买买提·阿不都热合曼·玉素甫江"
  static let idNumber = "640104199003070014"
  static let phone = "19900000014"
  static let rareName = "𠮷\u{2EBF0}示例"
  static let rareIDNumber = "64010420030307002X"
  static let rarePhone = "19900000027"
  static let planted = [name, idNumber, phone, rareName, rareIDNumber, rarePhone]

  /// The day in the halls' time zone.
  var today: Day {
    TestClock.today
  }

  /// The answer of a line command of the program.
  func run(_ command: String, _ line: String) throws -> String {
    try Ran("yichuang", [command], input: line + "\n").lines.first ?? ""
  }

  /// `11月27日`, or `2027年1月7日`, of the due day of a matter that is accepted today.
  func due(_ limit: String) throws -> String {
    let answer = try run("due", "\(today) \(limit)").split(separator: " ").first ?? ""
    return try #require(Day(String(answer))).text(in: today.year)
  }

  // MARK: People

  /// The first start, then a clerk and a reviewer with departments.
  func establish() throws {
    let secret = TestHall.passphrase + "<Enter>"
    try terminal.wait(for: "初次设置")
    // The region stands there already.
    try terminal.type("<Enter>xqq<Enter>", "640104 兴庆区")
    try terminal.type("示例街道便民服务中心<Enter><Enter>" + TestHall.supervisor + "<Enter>")
    try terminal.type("太短<Enter>太短<Enter>", "口令至少 10 个字符，现在是 2 个")
    try terminal.type("<Backspace><Backspace>" + secret)
    try terminal.type("<Backspace><Backspace>" + secret, "F2 叫下一位")
    try terminal.see("示例街道便民服务中心 1号窗口 \(TestHall.supervisor) 主管")
    try terminal.menu("63")
    try terminal.type("<Enter>" + TestHall.clerk + "<Enter>1<Enter>" + secret + secret, "建立账户")
    try terminal.type("1<Enter>", "账户 · 2 个")
    try terminal.type("<Enter>" + TestHall.reviewer + "<Enter>2<Enter>", "公共就业服务机构")
    try terminal.type("1,2,3<Enter>" + secret + secret, "经办：人社、就业、失保")
    try terminal.type("1<Enter>", "账户 · 3 个")
    try change(to: TestHall.clerk)
  }

  /// Signs out and somebody else in.
  func change(to name: String) throws {
    try terminal.menu("62")
    try terminal.signIn(name)
  }

  // MARK: Tickets

  /// Two classes; the fair order calls the priority ticket and says why.
  func takeTickets() throws {
    for (digit, number) in [("1", "A001"), ("3", "C001"), ("1", "A002")] {
      try terminal.menu("21")
      try terminal.type(digit + "<Enter>", "已取号 \(number)")
    }
    try terminal.type("<F1>", "还不到A001")
    try terminal.see("C001")
    try terminal.type("<F1>", "F2 叫下一位")
    try terminal.type("<F2>", "请 C001 号到 1 号窗口")
    try terminal.wait(for: "F4同前")
  }

  /// Undo of a call, parking, skipping, transferring, going on with a parked one.
  func moveTickets() throws {
    try terminal.type("<F2>", "请 A001 号到 1 号窗口")
    try terminal.type("<F12>", "已撤销 A001 的上一步")
    try terminal.type("<F2>", "请 A001 号到 1 号窗口")
    try terminal.menu("22")
    try terminal.type("1<Enter>", "A001 暂挂")
    try terminal.type("<F2>", "请 A002 号到 1 号窗口")
    try terminal.type("<F6>1<Enter>", "A002 过号")
    try terminal.type("<F12>", "已撤销 A002 的上一步")
    try terminal.type("<F2>", "F4同前")
    try terminal.type("<F7>2<Enter>", "A002 转移")
    // The line holds nobody for this counter; the parked one goes on.
    try terminal.type("<End><Enter>", "F4同前")
    try terminal.see("A001 登记失业人员就业帮扶")
  }

  // MARK: The form

  /// A person that nobody knows, with every mistake that the review must find.
  func typeFirstDossier() throws {
    // A wrong check digit stays, and nothing spills into the name.
    try terminal.type("640104199003070015", "640104199003070015")
    try terminal.wait(for: "校验")
    try terminal.see(" 1/8")
    try terminal.type("<Backspace>4")
    try terminal.wait("what the number proves") {
      $0.screen.contains("1990-03-07") && $0.screen.contains("兴庆区")
    }
    // A look-alike of the dot is put right.
    try terminal.type("买买提•阿不都热合曼・玉素甫江<Enter>", AHour.name)
    try terminal.type(AHour.phone + "126", "√ 6 就业有困难，申请就业援助")
    try terminal.type("<F9>", "处必须改正")
    try terminal.see(
      "× 详细地址未填写", "文化程度未选择", "已填0条，至少要填1条求职意向", "已填0条，至少要填1条技能培训意愿",
      "就业困难类别未选择", "真实性承诺未确认")
    // F9 with errors accepts nothing: it goes to the first of them.
    try terminal.type("<F9>", "没有受理")
    try terminal.wait(for: "详细地址")
    try terminal.type("示例街道示例路88号<Enter>", "文化程度：代码、汉字、首字母或全拼")
    // By characters, initials, arrows, code.
    try terminal.type("专科<Enter>", "失业原因：代码")
    try terminal.type("2-400<Enter>", "职业工种")
    try terminal.type("导购<Enter>", "期望月薪")
    try terminal.type("4000<Enter>", "培训专业（示例）：代码")
    try terminal.type("<Down><Enter>", "就业困难人员类别：代码")
    try terminal.type("04<Enter>11示例厂<Enter>", "中断就业原因：代码")
    try terminal.type("224<Enter>", "民族：代码")
    try terminal.type("hz<Enter><Tab><Tab><Tab><Tab>1")
    try terminal.wait(for: "[√] 属于就业困难情形的认定材料")
    try terminal.type("<F9>", "复核：没有错误，F9 受理")
    try terminal.see("? 失业日期在一年以前")
    let due = try due("5wd")
    try terminal.wait("the due day of 就业援助") {
      $0.rows.contains { $0.contains("就业援助 ") && $0.contains("5个工作日 \(due)") }
    }
    try terminal.type("<F9>", "5 个事项；")
    try terminal.see("已保存 640104-")
  }

  /// The review of a person whose material is missing: one notice, everything on it.
  func typeDossierWithoutMaterial() throws {
    try terminal.type(AHour.rareIDNumber + AHour.rareName, "生僻字 U+2EBF0")
    try terminal.type("<Enter>" + AHour.rarePhone + "6<Enter><Enter>", "就业困难人员类别：代码")
    try terminal.type("06<Enter>11<F9>", "缺少的材料（写入一次性告知书）")
    try terminal.see("待补材料，收齐后起算", "? 就业援助和扶持政策面向登记失业人员")
    try terminal.type("<F9>", "个事项；")
    try terminal.see("已保存 640104-")
  }
}

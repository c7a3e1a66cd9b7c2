import Domain
import Ledger
import TUI
import Testing

@testable import Desk

@Suite("帮助")
struct HelpTests {
  private func form(_ ticket: Ticket = MadeUpHall.tickets[0]) -> FormState {
    FormState(
      ticket: ticket, theme: MadeUpHall.rules.catalogue.themes[0], draft: nil, previous: nil,
      context)
  }

  private var context: FormContext {
    FormContext(
      rules: MadeUpHall.rules, today: MadeUpHall.today, now: MadeUpHall.now, division: "640104")
  }

  @Test("字段的帮助有含义、例子、条款原文和可录入的内容")
  func field() {
    var form = form()
    form.focus = .field(section: "applicant", row: nil, field: "phone")
    let (title, lines) = form.help(context)
    let text = lines.joined(separator: "\n")
    #expect(title == "联系电话")
    #expect(text.contains("手机号或带区号的固定电话，用于告知进度和结果"))
    #expect(text.contains("13900000000"))
    #expect(text.contains("N0-49 “精准告知服务对象”"))
    #expect(text.contains("11位手机号"))
  }

  @Test("每个字段、事项、材料都有帮助")
  func everything() {
    var form = form()
    let theme = form.theme
    var items: [FormItem] = theme.sections.flatMap { section in
      section.fields.map { .field(section: section.key, row: nil, field: $0.key) }
    }
    items += theme.matters.map { .matter($0.key) }
    items += theme.materials.map { .material($0.key) }
    items += theme.questions.map { .question($0.key) }
    for item in items {
      form.focus = item
      let (title, lines) = form.help(context)
      #expect(title != "表单", "\(item)")
      #expect(lines.count >= 4, "\(item)")
    }
  }

  @Test("就业援助的帮助写明两种时限和先后")
  func matter() {
    var form = form()
    form.focus = .matter("employmentAid")
    let text = form.help(context).lines.joined(separator: "\n")
    #expect(text.contains("信息共享1个工作日，人工核对5个工作日，实地核实5个工作日"))
    #expect(text.contains("初审（就业） > 审定（人社）"))
    #expect(text.contains("失业登记：就业援助面向登记失业人员"))
  }

  @Test("号票上说明为什么是或不是下一个")
  func ticket() throws {
    var driver = ScreenDriver(MadeUpHall.clerk)
    try driver.press("<F1>")
    #expect(driver.text.contains("下一个就是它"))
  }

  @Test("办件上说明期限和由谁核验，各处都有键盘五条")
  func dossier() throws {
    var driver = ScreenDriver(MadeUpHall.reviewer)
    try driver.press("<Enter><F1>")
    #expect(driver.text.contains("2026年3月9日 周一 受理"))
    #expect(driver.text.contains("> 残联 提供身份核验：残疾人员"))
    try driver.press("<End>")
    #expect(driver.text.contains("键盘五条"))
    try driver.press("<Esc>")
    #expect(driver.desk.overlay == nil)
  }
}

import TestHall
import TestTerminal
import Testing

/// Document 2, Gansu: registration, review, services, cancellation.
@Suite("甘肃失业登记：从号票到各种结局", .serialized)
struct GansuTests {
  @Test("登记、援助、政策、失业保险金：办结、补正、不予")
  func registration() throws {
    let hall = try DocumentHall(region: "gs", theme: "gs-unemployment")
    try hall.accept(
      ["今天要办什么": ["1345"], "常住地类型": ["1"], "有就业要求": ["1"], "享受养老待遇": ["0"]],
      review: ["7个工作日"])
    try hall.change(to: TestHall.reviewer)
    try hall.open("李示例")
    try hall.see("registration", "> 办理中")
    try hall.see("employmentAid", "~ 等待前置")
    try hall.act("51", "3", on: "registration")
    try hall.terminal.wait(for: "核验方式 实地核实")
    try hall.act("53", "失业日期不清楚", on: "registration")
    try hall.see("registration", "< 补正中")
    try hall.change(to: TestHall.clerk)
    try hall.open("李示例")
    try hall.act("56", "1", on: "registration")
    try hall.act("55", "1", on: "registration")
    try hall.see("registration", "> 办理中")
    try hall.change(to: TestHall.reviewer)
    try hall.open("李示例")
    try hall.approve("registration")
    // Everything that waited for the registration goes on.
    try hall.see("employmentAid", "> 办理中")
    try hall.approve("employmentAid")
    try hall.decline("policySupport")
    try hall.approve("benefit")
    try hall.change(to: TestHall.clerk)
    try hall.open("李示例")
    try hall.act("56", "1", on: "policySupport")
    try hall.terminal.wait(for: "全部办结")
  }

  @Test("注销：录用的要告知，死亡的不用；拒绝不满三次不能注销")
  func cancellation() throws {
    let hall = try DocumentHall(region: "gs", theme: "gs-unemployment")
    try hall.accept(["今天要办什么": ["6"], "注销原因": ["21"]])
    try hall.open("000001")
    try hall.see("cancellation", "+ 已办结", "窗口")
    try hall.act("56", "1", on: "cancellation")
    try hall.terminal.wait("the telling to be done") {
      $0.rows.contains { $0.contains("+ 已办结") && !$0.contains("窗口") }
    }
    try hall.accept(["今天要办什么": ["6"], "注销原因": ["36"]])
    try hall.open("000002")
    try hall.see("cancellation", "+ 已办结")
    #expect(!hall.terminal.rows.contains { $0.contains("+ 已办结") && $0.contains("窗口") })
    try hall.openForm()
    var filler = FormFiller(
      hall.terminal, hall.theme, hall.catalogue.book,
      ["今天要办什么": ["6"], "注销原因": ["37"], "连续拒绝次数": ["2"]])
    try filler.fill()
    try hall.terminal.type("<F9>", "× 无正当理由连续拒绝不满3次，不属于注销情形")
  }
}

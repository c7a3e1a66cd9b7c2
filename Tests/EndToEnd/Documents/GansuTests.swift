import TestHall
import TestTerminal
import TestThreads
import Testing

/// Document 2, Gansu: registration, review, services, cancellation.
@Suite("甘肃失业登记：从号票到各种结局", .waiting)
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
    // What is told has its reason.
    try hall.choose("policySupport")
    try hall.terminal.menu("56")
    try hall.terminal.see("原因：不符合条件", "已把以上内容告知申请人")
    try hall.terminal.type("1<Enter>")
    try hall.told()
    try hall.terminal.see("全部办结")
    // Visits of the person and the employer, problems, and steps of the plan.
    try hall.serve("回访本人", "电话调查", result: "已联系、已提供", note: "工作稳定")
    try hall.serve("回访用人单位", nil, result: "已联系、已提供", note: "加班较多")
    try hall.terminal.menu("80")
    try hall.pick("记：回访问题清单")
    try hall.terminal.type("<Enter>2<Enter>加班较多<Enter>孙协调<Enter>+9<Enter>", "已记入“回访问题清单”")
    try hall.terminal.menu("80")
    try hall.pick("结：回访问题清单")
    try hall.terminal.type("<Enter>1已协商调休<Enter>", "已办结：已解决")
    try hall.terminal.menu("65")
    try hall.terminal.see("援助计划步骤", "应享未享政策")
    try hall.terminal.type("<Down><Down><Enter>", "回访问题清单 · 在办 0 · 共 1")
    try hall.terminal.see("已解决")
  }

  @Test("跟踪调查、三次拒绝、按记录建议注销、另一办件里看得到已注销")
  func proposal() throws {
    let hall = try DocumentHall(region: "gs", theme: "gs-unemployment")
    try hall.accept(
      ["今天要办什么": ["1"], "常住地类型": ["1"], "有就业要求": ["1"], "享受养老待遇": ["0"]])
    try hall.change(to: TestHall.reviewer)
    try hall.open("000001")
    try hall.approve("registration")
    try hall.change(to: TestHall.clerk)
    try hall.open("000001")
    try hall.serve("登记失业人员跟踪调查", "电话调查", result: "已联系、已提供", note: "在找工作")
    try hall.terminal.wait(for: "下次 ")
    for _ in 1...3 { try hall.serve("职业介绍", nil, result: "无正当理由拒绝", note: "嫌远") }
    try hall.terminal.see("有建议：连续拒绝公共就业服务", "建议失业登记注销")
    // The machine proposes; a clerk opens the form and accepts it.
    try hall.terminal.menu("82")
    try hall.terminal.see("建议 1", "! 建议")
    try hall.terminal.type("<Enter>", "建议：失业登记注销")
    try hall.pick("建议：失业登记注销")
    try hall.terminal.type("<Enter>", "已按记录填好")
    var filler = FormFiller(hall.terminal, hall.theme, hall.catalogue.book)
    try filler.fill()
    try hall.terminal.type("<F9>", "复核：没有错误")
    try hall.terminal.type("<F9>", "已保存 ")
    try hall.open("000001")
    try hall.terminal.see("已准予失业登记注销")
    try hall.terminal.menu("82")
    try hall.terminal.see("建议 0")
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

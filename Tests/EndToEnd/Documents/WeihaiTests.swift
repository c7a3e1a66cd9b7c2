import Domain
import Foundation
import TestClock
import TestHall
import TestTerminal
import TestThreads
import Testing

/// Document 1, Weihai: fourteen items side by side.
@Suite("威海就业帮扶：从号票到各种结局", .waiting)
struct WeihaiTests {
  /// 周二 or 周四, the first from tomorrow on, as the form takes a date.
  private var guidanceDay: String {
    let today = TestClock.today
    let day = (1...7).map(today.adding).first { $0.weekdayText == "周二" || $0.weekdayText == "周四" }
    return (day ?? today).description.filter { $0 != "-" }
  }

  @Test("十四个事项一次受理：即办的当场办结，其余并行，登记后续办；办结、不予、撤回")
  func fourteen() throws {
    let hall = try DocumentHall(region: "wh", theme: "wh-jobseekers")
    try hall.accept([
      "今天要办什么": ["1234567"], "需要哪些就业服务": ["13456"], "有就业要求": ["1"],
      "指导方式": ["1"], "预约日期": [guidanceDay], "就业方式": ["022"],
    ])
    try hall.terminal.see("14 个事项")
    try hall.open("李示例")
    for matter in ["jobSeeking", "guidance", "recommendation", "internship", "training"] {
      try hall.choose(matter)
      try hall.see(matter, "+ 已办结")
    }
    try hall.choose("benefit")
    try hall.see("benefit", "~ 等待前置")
    try hall.act("49", "1", on: "startupSubsidy")
    try hall.see("startupSubsidy", "- 已撤回")
    try hall.change(to: TestHall.reviewer)
    try hall.open("李示例")
    for matter in ["certificate", "cancellation", "employmentRegistration", "registration"] {
      try hall.approve(matter)
    }
    try hall.approve("benefit")
    try hall.decline("recognition")
    // The subsidy waited for the recognition; its department decides.
    try hall.choose("flexibleSubsidy")
    try hall.see("flexibleSubsidy", "> 办理中")
    try hall.decline("flexibleSubsidy")
    try hall.terminal.wait(for: "全部办结")
    try hall.change(to: TestHall.clerk)
    try hall.open("李示例")
    try hall.choose("recognition")
    try hall.terminal.menu("56")
    try hall.terminal.see("原因：不符合条件", "已把以上内容告知申请人")
    try hall.terminal.type("1<Enter>")
    try hall.told()
  }

  @Test("按求职意向匹配岗位并记下推荐；预约一对一指导；失业—服务—就业的回访")
  func services() throws {
    let hall = try DocumentHall(region: "wh", theme: "wh-jobseekers") { hall in
      // The sample jobs end one day; these do not.
      let tree = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
      let assets = hall.root + "/assets"
      try FileManager.default.copyItem(
        atPath: tree.appending(path: "Assets").path, toPath: assets)
      let jobs = assets + "/jobs/wh.json"
      let lines = try String(contentsOfFile: jobs, encoding: .utf8)
        .components(separatedBy: "\"validUntil\": \"")
      let lasting = lines.enumerated().map { $0 == 0 ? $1 : "2199-12-31" + $1.dropFirst(10) }
      try Data(lasting.joined(separator: "\"validUntil\": \"").utf8).write(to: URL(filePath: jobs))
      hall.environment["YICHUANG_ASSETS"] = assets
    }
    try hall.accept([
      "今天要办什么": ["12"], "需要哪些就业服务": ["1"], "有就业要求": ["1"],
      "意向职业": ["6-31-01"],
    ])
    try hall.change(to: TestHall.reviewer)
    try hall.open("李示例")
    try hall.approve("registration")
    try hall.change(to: TestHall.clerk)
    try hall.open("李示例")
    try hall.terminal.menu("84")
    try hall.terminal.see("岗位匹配 · ", "电工")
    try hall.terminal.type("<Enter>", "记入办件的服务记录")
    try hall.terminal.type("1<Enter>", "已记下推荐：")
    try hall.terminal.type("<F3>", "办件 · ")
    try hall.serve("失业—服务—就业全程跟踪", nil, result: "已联系、已提供", note: "面试中")
    try hall.terminal.wait(for: "下次 ")
    try hall.terminal.menu("83")
    try hall.terminal.see("本人轨迹", "服务中")
    try hall.terminal.menu("85")
    try hall.terminal.wait(for: "预约 · 一对一职业指导")
    try hall.terminal.type("<Enter>", "姓名 电话")
    try hall.terminal.type("李示例 13900000021<Enter>", "已预约 ")
  }
}

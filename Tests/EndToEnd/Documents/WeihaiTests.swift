import Domain
import Foundation
import TestHall
import TestTerminal
import Testing

/// Document 1, Weihai: fourteen items side by side.
@Suite("威海就业帮扶：从号票到各种结局", .serialized)
struct WeihaiTests {
  /// 周二 or 周四, the first from tomorrow on, as the form takes a date.
  private var guidanceDay: String {
    let today = Instant(milliseconds: Int(Date().timeIntervalSince1970 * 1000)).day
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
    try hall.act("56", "1", on: "recognition")
  }
}

import TestHall
import TestTerminal
import TestThreads
import Testing

/// Document 3, Ningxia 社会救助: a household, recognition first, the other
/// departments after it.
@Suite("宁夏社会救助：从号票到各种结局", .waiting)
struct AssistanceTests {
  @Test("先认定，后比对：认定有结果前其余可见地等待；办结、不予、补正、撤回")
  func household() throws {
    let hall = try DocumentHall(region: "nx", theme: "nx-assistance")
    try hall.accept(
      [
        "家里现在的困难": ["156"], "还要办哪些救助": ["12345"], "城乡": ["1"], "申办地": ["1"],
        "救助方式": ["1"],
      ], review: ["30个工作日", "15日", "25个工作日"])
    try hall.terminal.see("8 个事项")
    try hall.change(to: TestHall.reviewer)
    try hall.open("李示例")
    for matter in ["medical", "veteransAid", "studentLoan", "housing", "aidEmployment"] {
      try hall.choose(matter)
      try hall.see(matter, "~ 等待前置", "未起算")
    }
    try hall.approve("subsistence")
    try hall.choose("medical")
    // The other recognition is still under way.
    try hall.see("medical", "~ 等待前置")
    try hall.decline("monitoring")
    try hall.choose("medical")
    try hall.see("medical", "> 办理中")
    try hall.approve("medical")
    try hall.decline("veteransAid")
    try hall.act("53", "缺共同借款人证件", on: "studentLoan")
    try hall.see("studentLoan", "< 补正中")
    try hall.approve("aidEmployment")
    try hall.approve("temporary")
    try hall.change(to: TestHall.clerk)
    try hall.open("李示例")
    try hall.act("55", "1", on: "studentLoan")
    try hall.see("studentLoan", "> 办理中")
    try hall.act("49", "1", on: "housing")
    try hall.see("housing", "- 已撤回")
    try hall.change(to: TestHall.reviewer)
    try hall.open("李示例")
    try hall.approve("studentLoan")
    try hall.terminal.wait(for: "全部办结")
  }
}

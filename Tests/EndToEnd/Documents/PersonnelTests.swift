import TestHall
import TestTerminal
import TestThreads
import Testing

/// Document 4, Ningxia 事业单位人事: an employer, the competent department, the
/// hall, then five lines at once.
@Suite("宁夏事业单位人事：从号票到各种结局", .waiting)
struct PersonnelTests {
  @Test(
    "公开招聘：主管部门、大厅审核后五条线并联；办结、不予",
    arguments: [
      ("1", "hire", "hireWage"), ("2", "transfer", "transferWage"),
      ("3", "postChange", "appointmentWage"),
    ])
  func business(digit: String, matter: String, wage: String) throws {
    let hall = try DocumentHall(region: "nx", theme: "nx-personnel")
    try hall.accept(["办理哪项业务": [digit], "需要加签": ["0"]], review: ["2个工作日"])
    try hall.terminal.see("9 个事项")
    try hall.change(to: TestHall.reviewer)
    try hall.open("000001")
    let items = [
      "personnelLine", wage, "pensionLine", "injuryInsurance", "unemploymentInsurance",
      "archiveTransfer", "socialCard", "employmentLine",
    ]
    for item in items {
      try hall.choose(item)
      try hall.see(item, "~ 等待前置", "未起算")
    }
    try hall.act("52", "1", on: matter)
    try hall.see(matter, "大厅")
    try hall.act("52", "1", on: matter)
    try hall.see(matter, "+ 已办结")
    for item in items {
      try hall.choose(item)
      try hall.see(item, "> 办理中")
    }
    for item in items.dropLast() { try hall.approve(item) }
    try hall.decline("employmentLine")
    try hall.terminal.wait(for: "全部办结")
  }

  @Test("大厅审核不通过：五条线不再办理，逐项说明，须告知单位")
  func refused() throws {
    let hall = try DocumentHall(region: "nx", theme: "nx-personnel")
    try hall.accept(["办理哪项业务": ["1"], "需要加签": ["0"]])
    try hall.change(to: TestHall.reviewer)
    try hall.open("000001")
    try hall.act("52", "1", on: "hire")
    try hall.decline("hire")
    try hall.choose("hireWage")
    try hall.see("hireWage", "x 不予", "窗口")
    try hall.terminal.wait(for: "全部办结")
    try hall.choose("hireWage")
    try hall.terminal.wait(for: "没有通过")
  }
}

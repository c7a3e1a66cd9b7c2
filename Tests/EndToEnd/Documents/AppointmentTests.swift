import TestTerminal
import TestThreads
import Testing

/// Appointments at a real counter: they outlive the program.
@Suite("威海预约：登记、取消，重开以后还在", .waiting)
struct AppointmentTests {
  @Test("W1-09 登记一次预约，重开程序还在；取消以后空位回来")
  func bookAndReopen() throws {
    let hall = try DocumentHall(region: "wh", theme: "wh-jobseekers")
    try hall.terminal.menu("85")
    try hall.terminal.wait(for: "预约 · 一对一职业指导")
    try hall.terminal.type("<Enter>", "姓名 电话")
    try hall.terminal.type("张示例 13900000000<Enter>", "已预约 ")
    try hall.terminal.see("约满")
    _ = try hall.terminal.quit()
    let again = try hall.hall.open()
    try again.signIn()
    try again.menu("85")
    try again.wait(for: "约满")
    try again.type("<Down><Enter>", "取消的原因")
    try again.type("2临时有事<Enter>", "已取消 ")
    try again.wait("the place to be free") { !$0.screen.contains("约满") }
  }
}

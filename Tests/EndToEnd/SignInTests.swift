import Foundation
import TestClock
import TestHall
import TestTerminal
import TestThreads
import Testing

/// Who comes in, who is kept out, and what a locked screen keeps.
@Suite("登录和锁屏", .waiting)
struct SignInTests {
  private let hall: TestHall

  init() throws {
    hall = try TestHall()
    try hall.establish()
  }

  @Test("五次口令错就锁定，重新启动也还锁着，别的账户不受影响")
  func lockOut() throws {
    let first = try hall.open()
    try first.wait(for: "离线也能登录")
    try first.type(TestHall.clerk + "<Enter>")
    for attempt in 1...4 {
      try first.type("不是这个口令的口令<Enter>", "第 \(attempt) 次，5 次后锁定")
    }
    try first.type("不是这个口令的口令<Enter>", "账户已锁定，请在 1 分钟后再试")
    first.signal(9)
    first.drain()
    let second = try hall.open()
    try second.wait(for: "离线也能登录")
    // Even the right one does not come in now.
    try second.type(TestHall.clerk + "<Enter>" + TestHall.passphrase + "<Enter>", "账户已锁定")
    try second.type("<Up>" + String(repeating: "<Backspace>", count: 10))
    try second.type("没有这个人<Enter>" + TestHall.passphrase + "<Enter>", "账户或口令不对")
    second.signal(9)
    second.drain()
    let third = try hall.open()
    try third.signIn(TestHall.reviewer)
  }

  @Test("锁屏后原样回到打开的表单；换一句口令不行")
  func lock() throws {
    let terminal = try hall.open()
    try terminal.signIn()
    try terminal.menu("21")
    try terminal.type("1<Enter>", "已取号 A001")
    try terminal.type("<F2>", "─ 申请人")
    try terminal.type("640104199003070014张示例", "张示例")
    try terminal.menu("61")
    try terminal.wait(for: "画面已锁定")
    #expect(!terminal.screen.contains("640104199003070014"))
    try terminal.type("不是这个口令的口令<Enter>", "账户或口令不对")
    try terminal.type("<F8>" + TestHall.passphrase + "<Enter>", "640104199003070014")
    try terminal.wait(for: "张示例")
    // The caret is still in the name.
    try terminal.type("<End>二<Enter>19900000001", "? 今天要办什么")
    try terminal.wait(for: "张示例二")
  }

  @Test("三分钟没有按键就锁屏，表单还在")
  func automaticLock() throws {
    // Twenty seconds of the program pass in one of ours; its waits are shorter too.
    let terminal = try hall.open(environment: TestClock.environment(speed: 20))
    try terminal.signIn()
    try terminal.menu("21")
    try terminal.type("1<Enter><F2>640104199003070014", "1990-03-07")
    try terminal.wait(for: "画面已锁定", seconds: 40)
    try terminal.type(TestHall.passphrase + "<Enter>", "1990-03-07")
  }
}

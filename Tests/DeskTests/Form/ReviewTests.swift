import DeskDriver
import Domain
import TUI
import Testing

@testable import Desk

@Suite("复核")
struct ReviewTests {
  @Test("N0-26 由别的县办的事项写明哪个县；本县的只写部门")
  func place() throws {
    var driver = DeskDriver.atForm()
    try driver.press("640104199003070014张示例<Enter>19900000014<Enter>5<Enter>3<Enter>")
    try driver.press("1<F9>")
    #expect(driver.text.contains("就业创业扶持政策申请和受理     就业  "))
    try driver.press("<F3><Up><Up>")
    #expect(driver.desk.form?.focus.fieldKey == "registrationPlace")
    try driver.press("xxq<Enter><F9>")
    #expect(driver.text.contains("就业创业扶持政策申请和受理     西夏区就业"))
  }
}

extension FormItem {
  fileprivate var fieldKey: String? {
    if case .field(_, _, let key) = self { key } else { nil }
  }
}

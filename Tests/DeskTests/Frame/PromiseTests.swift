import DeskDriver
import Domain
import TUI
import Testing

@testable import Desk

@Suite("做成了才说")
struct PromiseTests {
  private func working() -> DeskState {
    var desk = DeskState(
      size: Size(columns: 80, rows: 24), now: Instant(milliseconds: 0),
      rules: ShippedRules.rulebook)
    desk.stage = .working
    desk.sayWhenDone("草稿已删除")
    return desk
  }

  @Test("库答了才说；答之前什么都不说")
  func kept() {
    var desk = working()
    #expect(desk.message == nil)
    _ = desk.update(.reply(.drafts([])))
    #expect(desk.message?.text == "草稿已删除")
  }

  @Test("没做成就只说没做成，以后也不再说做成了")
  func broken() {
    var desk = working()
    _ = desk.update(.reply(.failed(Failure("磁盘已满"))))
    #expect(desk.message?.text == "磁盘已满")
    _ = desk.update(.reply(.drafts([])))
    #expect(desk.message?.text == "磁盘已满")
  }
}

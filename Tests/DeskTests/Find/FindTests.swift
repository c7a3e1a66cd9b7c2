import Domain
import Ledger
import TUI
import Testing

@testable import Desk

@Suite("查找、草稿和积压")
struct FindTests {
  @Test("每改一个字查一次；光标移动不查")
  func typing() throws {
    var driver = ScreenDriver(MadeUpHall.clerk)
    try driver.press("<F8>zs<Left><Home><End><Backspace><Down>")
    let texts = driver.effects.compactMap { effect -> String? in
      if case .find(let text) = effect { text } else { nil }
    }
    #expect(texts == ["z", "zs", "z"])
  }

  @Test("再来查找时上次的词还在，第一个字就换掉它；先移光标就接着改")
  func reopening() throws {
    var driver = ScreenDriver(MadeUpHall.clerk)
    try driver.press("<F8>zs<F3><F8>l")
    #expect(driver.effects.last == .find("l"))
    try driver.press("<F3><F8>")
    driver.send(.input(.paste("wang")))
    #expect(driver.effects.last == .find("wang"))
    try driver.press("<F3><F8><Backspace>")
    #expect(driver.effects.last == .find("wan"))
    try driver.press("g")
    #expect(driver.effects.last == .find("wang"))
  }

  @Test("粘贴的姓名一次查完")
  func pasting() throws {
    var driver = ScreenDriver(MadeUpHall.clerk)
    try driver.press("<F8>")
    driver.send(.input(.paste(MadeUpHall.longName)))
    #expect(driver.effects.last == .find(MadeUpHall.longName))
  }

  @Test("结果说明为什么命中，姓名和号码隐去")
  func reasons() throws {
    var driver = ScreenDriver(MadeUpHall.clerk)
    try driver.press("<F8>z")
    for word in ["姓名", "全拼", "拼音首字母", "证件号末位", "电话末四位", "号票号"] {
      #expect(driver.text.contains(word))
    }
    #expect(Set(FindReason.allCases.map(\.title)).count == FindReason.allCases.count)
  }

  @Test("Enter：办件打开，草稿接着填，号票显示")
  func opening() throws {
    var driver = ScreenDriver(MadeUpHall.clerk)
    try driver.press("<F8>z<Enter>")
    #expect(driver.desk.screen == .dossier)
    try driver.press("<F3><End>")
    for _ in 0..<5 { driver.press(.down) }
    driver.press(.enter)
    #expect(driver.text.contains("号票 A001"))
    try driver.press("<Esc><Up><Enter>")
    #expect(driver.effects.last == .openOldTicket("t5"))
  }

  @Test("空框什么也没有，Enter 不办事")
  func empty() throws {
    var driver = ScreenDriver(MadeUpHall.clerk)
    try driver.press("<F8><Enter>")
    #expect(driver.text.contains("录入即查"))
    try driver.press("z<Backspace>")
    #expect(driver.desk.finder.hits.isEmpty)
  }

  @Test("草稿：Enter 接着填选中的一份；更新后光标跟着那一份")
  func drafts() throws {
    var driver = ScreenDriver(MadeUpHall.clerk)
    try driver.choose(.drafts)
    try driver.press("<Down>")
    driver.send(.reply(.drafts([MadeUpHall.drafts[1], MadeUpHall.drafts[0]])))
    #expect(driver.desk.drafts.selected?.id == "t6")
    try driver.press("<Enter>")
    #expect(driver.effects.last == .openOldTicket("t6"))
  }

  @Test("积压：到期数按 1、3、5 个工作日累计；Enter 到看板看那一事项")
  func backlog() throws {
    #expect(DueCounts(overdue: 1, within: [3, 4, 1], later: 0, none: 0).cumulative == [3, 7, 8])
    var driver = ScreenDriver(MadeUpHall.supervisor)
    try driver.choose(.backlog)
    #expect(driver.text.contains("合计                  15    31分     9分"))
    try driver.press("<Down><Enter>")
    #expect(driver.desk.screen == .board)
    #expect(driver.queries.last?.matters == ["benefit"])
  }
}

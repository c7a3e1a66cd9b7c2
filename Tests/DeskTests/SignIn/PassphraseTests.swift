import Domain
import Ledger
import TUI
import Testing

@testable import Desk

@Suite("改口令、一次性口令、停用即退出")
struct PassphraseTests {
  private let new = "春眠不觉晓处处闻啼鸟"

  @Test("First aid 19: 改自己的口令先输原口令，画面上不显示；改好回到原来的画面")
  func own() throws {
    var driver = ScreenDriver(MadeUpHall.clerk)
    try driver.choose(.board)
    try driver.choose(.passphrase)
    try driver.press("原来的口令一二三四<Enter>\(new)<Enter>\(new)")
    #expect(!driver.text.contains("春眠") && !driver.text.contains("原来的口令"))
    try driver.press("<Enter>")
    #expect(driver.effects.last == .changePassphrase(old: "原来的口令一二三四", new: new))
    driver.send(.reply(.passphraseRefused(.wrong(failures: 2))))
    #expect(driver.text.contains("原口令不对（第 2 次，5 次后锁定）"))
    var changed = MadeUpHall.clerk
    changed.passphrase = PassphraseMark(digest: String(repeating: "a", count: 64))
    driver.send(.reply(.passphraseChanged(changed)))
    #expect(driver.desk.screen == .board)
    #expect(driver.desk.passphraseForm == nil)
    #expect(driver.message == "口令已更换")
    // The list that follows throws nobody out.
    driver.send(.reply(.accounts([changed] + MadeUpHall.accounts.dropFirst())))
    #expect(driver.desk.stage == .working)
  }

  @Test(
    "新口令不行时说明为什么",
    arguments: [
      ("<Enter>春眠不觉晓处处闻啼鸟<Enter>春眠不觉晓处处闻啼鸟<Enter>", "请先输入原口令"),
      ("旧<Enter>短<Enter>短<Enter>", "新口令至少 10 个字符，现在是 1 个"),
      ("春眠不觉晓处处闻啼鸟<Enter>春眠不觉晓处处闻啼鸟<Enter>春眠不觉晓处处闻啼鸟<Enter>", "新口令与原口令相同"),
      ("旧<Enter>春眠不觉晓处处闻啼鸟<Enter>春眠不觉晓处处闻啼乌<Enter>", "两次输入的新口令不一样"),
    ])
  func refusals(keys: String, words: String) throws {
    var driver = ScreenDriver(MadeUpHall.clerk)
    try driver.choose(.passphrase)
    let before = driver.effects.count
    try driver.press(keys)
    #expect(driver.text.contains(words))
    #expect(driver.effects.count == before)
  }

  @Test("First aid 19: 用一次性口令登录，先改口令，别的什么也做不了")
  func renewing() throws {
    var driver = ScreenDriver(MadeUpHall.clerk)
    try driver.choose(.signOut)
    driver.send(.reply(.mustRenew(MadeUpHall.clerk)))
    #expect(driver.text.contains("首次登录：改口令"))
    let before = driver.effects.count
    try driver.press("<F2><F8><F10>")
    #expect(driver.effects.count == before + 1 && driver.effects.last == .quit)
    try driver.press("\(new)<Enter>\(new)<Enter>")
    #expect(driver.effects.last == .renewPassphrase(new: new))
    driver.send(.reply(.passphraseRefused(.same)))
    #expect(driver.text.contains("新口令与原口令相同"))
    driver.send(.reply(.signedIn(MadeUpHall.clerk)))
    #expect(driver.desk.stage == .working)
  }

  @Test("改口令的半途换人，仍要一次性口令")
  func leaving() throws {
    var driver = ScreenDriver(MadeUpHall.clerk)
    try driver.choose(.signOut)
    driver.send(.reply(.mustRenew(MadeUpHall.clerk)))
    try driver.press("春眠<Esc>")
    #expect(driver.text.contains("登录") && driver.desk.account == nil)
  }

  // MARK: Somebody who has left

  private func out(_ account: Account) -> [Account] {
    MadeUpHall.accounts.map { known in
      var known = known
      if known.key == account.key { known.isActive = false }
      return known
    }
  }

  private var called: Ticket {
    var ticket = MadeUpHall.tickets[0]
    ticket.state = .called
    ticket.counter = MadeUpHall.station.counter
    return ticket
  }

  @Test("First aid 19: 停用的人马上退出；叫来的号没开始填的回到队列")
  func leaver() throws {
    var driver = ScreenDriver(MadeUpHall.clerk)
    let ticket = called
    driver.send(.reply(.queue([ticket])))
    driver.send(.reply(.drafts([])))
    driver.send(.reply(.form(ticket, nil)))
    #expect(driver.desk.screen == .form)
    let before = driver.effects.count
    driver.send(.reply(.accounts(out(MadeUpHall.clerk))))
    #expect(driver.text.contains("您的账户已停用"))
    #expect(driver.desk.account == nil && driver.desk.form == nil)
    let effects = driver.effects.dropFirst(before)
    guard case .changeTicket(let change, _)? = effects.first else {
      Issue.record("\(effects)")
      return
    }
    #expect(change.after.isInLine && change.after.target == Ticket.Target())
    #expect(change.after.issuedAt == ticket.issuedAt)
    #expect(effects.last == .signOut(account: "a1"))
  }

  @Test("First aid 19: 停用时填到一半的表单留作草稿，号票暂挂，主管接着办")
  func leaverWithForm() throws {
    var driver = ScreenDriver(MadeUpHall.clerk)
    let ticket = called
    driver.send(.reply(.queue([ticket])))
    driver.send(.reply(.drafts([])))
    driver.send(.reply(.form(ticket, nil)))
    try driver.press("640104199003070014")
    let before = driver.effects.count
    driver.send(.reply(.accounts(out(MadeUpHall.clerk))))
    let effects = Array(driver.effects.dropFirst(before))
    // What stood under the caret, too.
    let kept = driver.effects.contains {
      if case .saveDraft(ticket.id, .answers, "idNumber", .text("640104199003070014")) = $0 {
        true
      } else {
        false
      }
    }
    #expect(kept)
    let changes = effects.compactMap { effect -> TicketChange? in
      if case .changeTicket(let change, _) = effect { change } else { nil }
    }
    #expect(changes.map(\.after.state) == [.parked])
    #expect(effects.last == .signOut(account: "a1"))
    // The list says whose it is, and that this clerk has left.
    driver.send(.reply(.signedIn(MadeUpHall.supervisor)))
    var draft = MadeUpHall.drafts[0]
    draft.clerk = "a1"
    try driver.choose(.drafts)
    driver.send(.reply(.drafts([draft])))
    #expect(driver.text.contains("-李窗口"))
  }

  @Test("First aid 19: 锁着的画面也一样；重置了口令的要重新登录；别人的变动不打扰", arguments: [false, true])
  func lockedLeaver(isReset: Bool) throws {
    var driver = ScreenDriver(MadeUpHall.clerk)
    driver.send(.reply(.accounts(out(MadeUpHall.reviewer))))
    #expect(driver.desk.stage == .working)
    try driver.choose(.lock)
    var accounts = out(MadeUpHall.clerk)
    if isReset {
      accounts[0].isActive = true
      accounts[0].passphrase = PassphraseMark(
        digest: String(repeating: "b", count: 64), oneTimeUntil: MadeUpHall.now)
    }
    driver.send(.reply(.accounts(accounts)))
    #expect(driver.desk.account == nil)
    #expect(driver.text.contains(isReset ? "您的口令已重置" : "您的账户已停用"))
    #expect(!driver.text.contains("画面已锁定"))
  }
}

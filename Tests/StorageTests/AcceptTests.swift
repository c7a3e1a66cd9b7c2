import Domain
import Foundation
import Ledger
import MadeUp
import SQLite
import Testing

@testable import Storage

@Suite("受理：一个事务，全写或全不写")
struct AcceptTests {
  /// A store with a called ticket and its draft, one key before F9.
  private func prepared() throws -> (TestStore, finish: TicketChange) {
    let test = try TestStore()
    try test.accept()
    let ticket = try test.issue()
    let called = try #require(
      TestStore.rule.callNext(in: [ticket], for: Counter(key: "1"), at: test.made.now))
    try test.record(called)
    try test.store.saveDraftField(
      ticket.id, key: "name", .text("虚构人"), at: test.made.now)
    return (test, try called.after.finished(at: test.made.now))
  }

  private func submit(_ test: TestStore, _ finish: TicketChange) throws(StoreError) -> Dossier {
    try test.store.accept(draft: finish.after.id) { serial in
      (
        test.made.accept(serial: serial, log: test.store.logCode, isOpen: true),
        test.made.operation(.changeTicket(finish), on: finish.after.id)
      )
    }
  }

  @Test("受理后：编号递增，号票办结，草稿消失，看板和检索都有，日志接上两笔")
  func acceptsAll() throws {
    let (test, finish) = try prepared()
    let before = try test.store.auditTrail(limit: 100).count
    let dossier = try submit(test, finish)
    #expect(dossier.number == MadeUp.number(2, log: "7K3M"))
    #expect(try test.store.numberMark() == 2)
    #expect(try test.store.ticket(finish.after.id)?.state == .served)
    #expect(try test.store.drafts() == [])
    #expect(try test.store.draft(finish.after.id) == nil)
    #expect(try test.store.dossier(dossier.id) == dossier)
    #expect(try test.store.dossier(number: dossier.number) == dossier)
    let open = dossier.proceedings.filter { !$0.state.isFinal }.count
    #expect(
      try test.store.board(BoardQuery()).rows.filter { $0.dossier == dossier.id }.count == open)
    let hits = try test.store.find(FindQuery(text: dossier.number, today: test.made.now.day))
    #expect(hits.map(\.reason) == [.dossierNumber])
    #expect(try test.store.auditTrail(limit: 100).count == before + 2)
    #expect(try test.store.verifyChain() == .intact(lines: before + 2))
  }

  // Method: do_ioerr_test, SQLite's test/tester.tcl.
  @Test("在任何一步出错，要么全写，要么全不写")
  func failsAnywhere() throws {
    let (done, finish) = try prepared()
    _ = try submit(done, finish)
    let after = try done.store.digest()
    var failures = 0
    // Every early step, then ever larger strides: a run is thousands of steps.
    var steps = 1
    while steps < 200_000 {
      let (test, finish) = try prepared()
      let before = try test.store.digest()
      test.store.database.failAfter(steps: steps)
      let dossier = try? submit(test, finish)
      test.store.database.failNoMore()
      let now = try test.store.digest()
      // Stopped right after its COMMIT, it is saved and says that it failed.
      #expect(now == after || (dossier == nil && now == before), "after \(steps) steps")
      if dossier != nil {
        #expect(failures > 40)
        return
      }
      failures += 1
      steps += 1 + steps / 12
    }
    Issue.record("never got through")
  }

  @Test("两个窗口不能都办结同一号：后一个整笔不写")
  func ticketTakenTwice() throws {
    let (test, finish) = try prepared()
    _ = try submit(test, finish)
    let before = try test.store.digest()
    #expect(throws: StoreError.ticketChanged(number: finish.after.number)) {
      try submit(test, finish)
    }
    #expect(try test.store.digest() == before)
  }

  @Test("失业登记没有求职意向或培训意愿：登记簿和库都拒绝", arguments: ["jobWishes", "trainingWishes"])
  func wishesNeeded(section: String) throws {
    let test = try TestStore()
    #expect(throws: StoreError.ledger(.missingWishes(section: section))) {
      try test.store.accept(draft: nil) { serial in
        let good = test.made.accept(serial: serial, log: "7K3M", isOpen: true)
        guard case .accept(var acceptance) = good.act else { preconditionFailure() }
        acceptance.answers[rows: section] = []
        return (test.made.operation(.accept(acceptance), on: "d"), nil)
      }
    }
    let dossier = try test.accept()
    let change = Change(key: section, old: dossier.answers[section], new: nil)
    #expect(throws: StoreError.ledger(.missingWishes(section: section))) {
      try test.store.record(test.made.operation(.amend([change], reason: "录入有误"), on: dossier.id))
    }
    let column = section == "jobWishes" ? "wishes" : "trainings"
    #expect {
      try test.store.database.run("UPDATE dossier SET \(column) = 0 WHERE needs_wishes = 1")
    } throws: {
      ($0 as? SQLiteError)?.isConstraint == true
    }
  }

  @Test("没有权限的角色什么也写不进去")
  func roleRefused() throws {
    let test = try TestStore()
    let before = try test.store.digest()
    let account = Account(key: "u9", name: "虚构", role: .clerk)
    let act = Act.putAccount(account)
    #expect(throws: StoreError.ledger(.notAllowed(.clerk, .accountPut))) {
      try test.store.record(test.made.operation(act, on: "u9", role: .clerk))
    }
    #expect(try test.store.digest() == before)
    try test.store.record(test.made.operation(act, on: "u9", role: .supervisor))
    #expect(try test.store.accounts() == [account])
  }

  @Test("同一操作不会写两次")
  func repeatedOperation() throws {
    let test = try TestStore()
    let dossier = try test.accept()
    let note = test.made.operation(.note("一"), on: dossier.id)
    try test.store.record(note)
    let before = try test.store.digest()
    #expect(throws: StoreError.operationRepeated) { try test.store.record(note) }
    #expect(throws: StoreError.operationRepeated) {
      try test.store.record([test.made.operation(.note("二"), on: dossier.id), note])
    }
    #expect(try test.store.digest() == before)
  }
}

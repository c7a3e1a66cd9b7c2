import Domain
import Foundation
import Ledger
import TUI
import TestHall
import TestTerminal
import TestThreads
import Testing

/// The hour at a counter that the product is for, on the real program.
@Suite("窗口的一小时", .waiting)
struct HourTests {
  @Test(
    "从初次设置到办结、不予、告知：每一步都在屏幕上，日志里没有个人信息",
    arguments: [Size(columns: 80, rows: 24), Size(columns: 132, rows: 43)])
  func hour(size: Size) throws {
    let hall = try TestHall()
    let hasPrinter = size.columns == 80
    if hasPrinter { hall.environment["YICHUANG_PRINT"] = try recorder(in: hall) }
    let counter = AHour(hall: hall, terminal: try hall.open(size: size))
    try counter.establish()
    try counter.takeTickets()
    try counter.typeFirstDossier()
    let receipts = try papers(hall, hasPrinter)
    #expect(receipts.count == 1)
    #expect(receipts.first?.contains("受理") == true)
    try counter.readBoard()
    try counter.moveTickets()
    try counter.typeDossierWithoutMaterial()
    let notices = try papers(hall, hasPrinter).filter { $0.contains("一次性告知书") }
    #expect(notices.count == 1)
    #expect(notices.first?.contains("属于就业困难情形的认定材料（1份）") == true)
    #expect(notices.first?.contains("除以上内容外，不再要求补充其他材料") == true)
    try counter.askForCorrection()
    try counter.tellAndResume()
    try counter.verifyAndDecide()
    try counter.tellRefusal()
    try counter.readTimeline()
    try counter.find()
    try counter.putMaterial()
    try counter.unmask()
    #expect(try counter.terminal.quit() == 0)
    try expectPrivate(hall, planted: AHour.planted)
    try expectIntact(hall)
  }

  /// A printer command that keeps what it was given.
  private func recorder(in hall: TestHall) throws -> String {
    try FileManager.default.createDirectory(
      atPath: hall.root + "/printed", withIntermediateDirectories: true)
    return try hall.script(
      "printer", "exec cat > \"$(mktemp '\(hall.root)/printed/XXXXXX')\"")
  }

  /// What was printed, or saved where there is no printer.
  private func papers(_ hall: TestHall, _ hasPrinter: Bool) throws -> [String] {
    let folder = hasPrinter ? hall.root + "/printed" : hall.storeDirectory + "/papers"
    return try FileManager.default.contentsOfDirectory(atPath: folder).map {
      try String(contentsOfFile: folder + "/" + $0, encoding: .utf8)
    }
  }

  /// Nothing personal outside the store, and the store for its owner only.
  private func expectPrivate(_ hall: TestHall, planted: [String]) throws {
    let log = (try? String(contentsOfFile: hall.logDirectory + "/yichuang.log", encoding: .utf8))
    for text in planted { #expect(log?.contains(text) != true, "\(text) is in the log") }
    func mode(_ path: String) throws -> Int {
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      return (attributes[.posixPermissions] as? Int ?? 0) & 0o777
    }
    for folder in [hall.storeDirectory, hall.logDirectory] {
      #expect(try mode(folder) == 0o700, "\(folder)")
      for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
        let wanted = name == "papers" ? 0o700 : 0o600
        #expect(try mode(folder + "/" + name) == wanted, "\(name)")
      }
    }
  }

  private func expectIntact(_ hall: TestHall) throws {
    let store = try hall.store()
    #expect(try store.integrityCheck() == [])
    guard case .intact = try store.verifyChain() else {
      Issue.record("the chain is broken")
      return
    }
    let kinds = Set(try store.auditTrail(limit: 1000).map(\.kind))
    for kind: Ledger.Operation.Kind in [
      .auditSignIn, .auditSignOut, .auditPaper, .auditUnmask, .accountPut, .ticketUndo,
      .dossierAccept, .proceedingAsk, .proceedingTold, .proceedingResume, .proceedingVerify,
      .proceedingPass, .proceedingApprove, .proceedingDecline, .materialPut,
    ] { #expect(kinds.contains(kind), "\(kind) is not on record") }
  }
}

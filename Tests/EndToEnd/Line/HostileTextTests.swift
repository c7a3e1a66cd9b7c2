import Domain
import Foundation
import Ledger
import MadeUp
import Storage
import TestCentral
import TestClock
import TestHall
import TestLine
import TestTerminal
import TestThreads
import Testing

/// What one counter writes, on the terminals of the others.
@Suite("线路上的恶意文字", .waiting)
struct HostileTextTests {
  /// Sequences that a terminal would obey, and what turns a line around.
  private static let orders = [
    "\u{1B}]0;", "\u{1B}[2J\u{1B}[31m", "\u{9B}31m", "\u{202E}", "\u{2066}", "\u{7}", "\u{200B}",
  ]
  private static let hostile = "XHX" + orders.joined(separator: "坏") + "字"

  /// Byte by byte: to a string, what is invisible may be part of its neighbour.
  private func has(_ bytes: Data, _ words: String) -> Bool {
    bytes.range(of: Data(words.utf8)) != nil
  }

  @Test("控制字符、转义序列、双向文字：本机不写下，也就传不到另一个窗口和中心的日志")
  func harmless() throws {
    let central = try TestCentral()
    let counter = try JoinedHall(central, port: central.port, counter: 1) { hall in
      let store = try hall.store()
      var made = MadeUp(seed: 3)
      let account = Account(key: "account-9", name: HostileTextTests.hostile, role: .clerk)
      #expect(throws: StoreError.self) {
        try store.record(
          Ledger.Operation(
            id: "hostile-1", entity: account.key, clerk: "account-3", role: .supervisor,
            at: Instant(milliseconds: 1_700_000_000_001), act: .putAccount(account)))
      }
      let ordinary = TicketClass(
        key: "ordinary", title: "普通", prefix: "A", hasPriority: false)
      let ticket = Ticket(
        id: "ticket-hostile", day: TestClock.today, series: "1", class: ordinary, sequence: 7,
        issuedAt: TestClock.now,
        note: HostileTextTests.hostile)
      let change = TicketChange(
        action: .issue, before: nil, after: ticket, passed: [], at: ticket.issuedAt, reason: "")
      #expect(throws: StoreError.self) {
        try store.record(
          made.operation(.changeTicket(change), on: ticket.id, role: .clerk, clerk: "account-1"))
      }
    }
    try counter.settle()
    let other = try JoinedHall(central, port: central.port, counter: 2)
    try other.settle()
    try other.terminal.type("<F10>62", "离线也能登录")
    for hall in [counter, other] {
      #expect(try !hall.hall.store().accounts().contains { $0.name.contains("XHX") })
      let output = Data(hall.terminal.takeOutput())
      #expect(!has(output, "XHX"))
      // A bell is also the program's own.
      for order in HostileTextTests.orders where order != "\u{7}" {
        #expect(!has(output, order), "\(order.unicodeScalars.map(\.value))")
      }
    }
    let log = Data(central.log.utf8)
    #expect(has(log, "/v1/push"))
    for words in HostileTextTests.orders + ["XHX", "坏"] { #expect(!has(log, words)) }
  }
}

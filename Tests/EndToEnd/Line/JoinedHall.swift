import Domain
import Foundation
import JSON
import Ledger
import Storage
import TUI
import TestCentral
import TestHall
import TestTerminal

/// A counter on a terminal that belongs to a central (入网窗口).
final class JoinedHall {
  let hall: TestHall
  private(set) var terminal: TestTerminal
  /// Numbers of tickets that the screen said were taken.
  private(set) var tickets: [String] = []

  /// The first counter is set up with its accounts and joins from the menu; the
  /// others join at their first start and know the accounts from central.
  ///
  /// - Parameter prepare: what the hall has before the program starts.
  init(
    _ central: TestCentral, port: Int, counter: Int,
    prepare: (TestHall) throws -> Void = { _ in }
  ) throws {
    hall = try TestHall()
    if counter == 1 { try hall.establish() }
    try prepare(hall)
    terminal = try hall.open()
    if counter == 1 {
      try terminal.signIn(TestHall.supervisor)
      try terminal.menu("90")
    } else {
      try terminal.wait(for: "初次设置", seconds: 30)
      try terminal.type("<F8>")
    }
    try terminal.wait(for: "入网：")
    let code = try central.code(counter: counter)
    try terminal.type("127.0.0.1:\(port)<Enter>\(central.authority)<Enter>\(code)<F9>")
    if counter == 1 {
      try terminal.wait("the line", seconds: 60) { $0.row(0).contains("在线") }
    } else {
      try terminal.wait("the accounts", seconds: 60) { $0.screen.contains(TestHall.clerk) }
      try terminal.signIn()
    }
  }

  /// Takes a ticket, and believes what the screen says.
  func takeTicket() throws {
    try terminal.menu("21")
    try terminal.type("1<Enter>")
    try terminal.wait("a new number", seconds: 20) { [self] _ in
      shownTicket != nil && shownTicket != tickets.last
    }
    tickets.append(shownTicket ?? "")
  }

  private var shownTicket: String? {
    let words = terminal.screen
    return words.range(of: "已取号 ").map {
      String(words[$0.upperBound...].prefix { !$0.isWhitespace && $0 != "。" })
    }
  }

  /// 现在重试, and what the screen says meanwhile is read: an unread terminal
  /// would stop the program.
  func retry() throws {
    try terminal.menu("92")
    _ = try? terminal.wait("a moment", seconds: 0.03) { _ in false }
  }

  func kill() {
    terminal.signal(9)
    terminal.drain()
  }

  func reopen() throws {
    terminal = try hall.open()
    try terminal.signIn(TestHall.clerk)
  }

  /// Whether the top bar says that nothing waits.
  var isSettled: Bool {
    let bar = terminal.row(0)
    return bar.contains("在线") && !bar.contains("待传")
  }

  /// Waits until everything is at central.
  func settle(seconds: Double = 120) throws {
    let end = Date().addingTimeInterval(seconds)
    while !isSettled, Date() < end {
      try retry()
      _ = try? terminal.wait("the end of the line", seconds: 2) { [self] _ in isSettled }
    }
    try terminal.wait("nothing waits", seconds: 1) { [self] _ in isSettled }
  }

  /// Series and number of every ticket of today in its store.
  func numbers() throws -> [String] {
    try hall.store().tickets(on: Today.day).map { "\($0.series)-\($0.number)" }
  }

  /// What the store holds, as lines.
  func contents() throws -> Set<String> {
    let store = try hall.store()
    var lines = try store.tickets(on: Today.day).map { "ticket \($0.json.text)" }
    try store.forEachDossier { lines.append("dossier \($0.json.text)") }
    lines += try store.accounts().map { "account \($0.json.text)" }
    return Set(lines)
  }
}

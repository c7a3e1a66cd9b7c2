import Domain
import Foundation
import JSON
import Ledger
import Storage
import TUI
import TestCentral
import TestClock
import TestHall
import TestTerminal

/// A counter on a terminal that belongs to a central (入网窗口).
package final class JoinedHall {
  package let hall: TestHall
  package private(set) var terminal: TestTerminal
  /// Numbers of tickets that the screen said were taken.
  package private(set) var tickets: [String] = []

  /// The first counter is set up with its accounts and joins from the menu; the
  /// others join at their first start and know the accounts from central.
  ///
  /// - Parameter onItsWay: done each time the screen says that central has not got yet
  ///   what the passphrase is checked by.
  package init(
    _ central: TestCentral, port: Int, counter: Int, environment: [String: String] = [:],
    prepare: (TestHall) throws -> Void = { _ in }, onItsWay: () throws -> Void = {}
  ) throws {
    hall = try TestHall()
    hall.environment = environment
    if counter == 1 { try hall.establish() }
    try prepare(hall)
    terminal = try hall.open()
    try join(
      try central.code(counter: counter), central, port, isFirst: counter == 1, onItsWay)
  }

  /// The first counter of a city's departments, which get these counties' dossiers.
  package init(
    city code: String, _ central: TestCentral, departments: String, counties: String
  ) throws {
    hall = try TestHall()
    try hall.establish(division: String(code.prefix(6)), staff: "city")
    terminal = try hall.open()
    let code = try central.code(
      hall: code, counter: 1, departments: departments, counties: counties)
    try join(code, central, central.port, isFirst: true)
  }

  private func join(
    _ code: String, _ central: TestCentral, _ port: Int, isFirst: Bool,
    _ onItsWay: () throws -> Void = {}
  ) throws {
    if isFirst {
      try terminal.signIn(TestHall.supervisor)
      try terminal.menu("90")
    } else {
      try terminal.wait(for: "初次设置", seconds: 30)
      try terminal.type("<F8>")
    }
    try terminal.wait(for: "入网：")
    try terminal.type("127.0.0.1:\(port)<Enter>\(central.authority)<Enter>\(code)<F9>")
    if isFirst {
      try terminal.wait("the line", seconds: 60) { $0.row(0).contains("在线") }
    } else {
      try terminal.wait("the accounts", seconds: 60) { $0.screen.contains(TestHall.clerk) }
      try signInFirst(onItsWay)
    }
  }

  /// The first sign-in at this counter: the account may be here before central has got
  /// from the first counter what its passphrase is checked by, and the screen says so.
  private func signInFirst(_ onItsWay: () throws -> Void) throws {
    let typed = "\(TestHall.clerk)<Enter>\(TestHall.passphrase)<Enter>"
    let isIn = { (terminal: TestTerminal) in !terminal.screen.contains("离线也能登录") }
    for _ in 0..<60 {
      try terminal.type(typed)
      try terminal.wait("an answer") { isIn($0) || $0.screen.contains("还没收到") }
      if isIn(terminal) { break }
      try onItsWay()
      // The other line clears what was said, so that it is not taken for the next answer.
      try terminal.type("<Up>")
      try terminal.wait("an empty line") { !$0.screen.contains("还没收到") }
      _ = try? terminal.wait("a moment", seconds: 0.5) { _ in false }
    }
    try terminal.wait("the desk of \(TestHall.clerk)") {
      $0.row(0).contains(" \(TestHall.clerk) ") && isIn($0)
    }
  }

  /// A second machine with a copy of the disk of another one, which does not run
  /// meanwhile.
  package init(cloning other: JoinedHall) throws {
    hall = try TestHall()
    try other.copyDisk(to: hall.root + "/data")
    terminal = try hall.open()
    try terminal.signIn()
  }

  /// Takes a ticket, and believes what the screen says.
  package func takeTicket() throws {
    try terminal.menu("21")
    try terminal.type("1<Enter>")
    // What was said of the last one stays until this one is there.
    try terminal.wait("a new number", seconds: 20) { [self] _ in
      shownTicket != nil && shownTicket != tickets.last
    }
    tickets.append(shownTicket ?? "")
  }

  private var shownTicket: String? {
    let words = terminal.screen
    return words.range(of: "已取号 A").map {
      "A" + words[$0.upperBound...].prefix { $0.isNumber || $0 == "-" }
    }
  }

  /// 现在重试, and what the screen says meanwhile is read: an unread terminal
  /// would stop the program.
  package func retry() throws {
    try terminal.menu("92")
    _ = try? terminal.wait("a moment", seconds: 0.03) { _ in false }
  }

  package func kill() {
    terminal.signal(9)
    terminal.drain()
  }

  /// - Parameter isForgiven: central had stopped it, and what is typed before it hears
  ///   otherwise is lost.
  package func reopen(isForgiven: Bool = false) throws {
    terminal = try hall.open()
    if isForgiven {
      try terminal.wait("the line", seconds: 60) {
        $0.row(0).contains("在线") && $0.screen.contains("口令")
      }
    }
    try terminal.signIn(TestHall.clerk)
  }

  package func copyDisk(to path: String) throws {
    try FileManager.default.copyItem(atPath: hall.root + "/data", toPath: path)
  }

  /// Puts an older copy of the disk in its place.
  package func putBackDisk(_ path: String) throws {
    try FileManager.default.removeItem(atPath: hall.root + "/data")
    try FileManager.default.copyItem(atPath: path, toPath: hall.root + "/data")
  }

  /// Calls nobody, accepts a dossier of this person: by the next ticket in line.
  package func accept(_ typed: TypedDossier) throws {
    try terminal.type("<F2>", "─ 申请人")
    for piece in typed.pieces { try terminal.type(piece.keys) }
    try terminal.type(TypedDossier.submit, "已保存 640104-")
    try terminal.type("<F3>")
  }

  /// Waits until everything is at central, and does nothing about it.
  package func settlesAlone(seconds: Double = 120) throws {
    try terminal.wait("nothing waits", seconds: seconds) { [self] _ in isSettled }
  }

  /// Whether the top bar says that nothing waits.
  package var isSettled: Bool {
    let bar = terminal.row(0)
    return bar.contains("在线") && !bar.contains("待传")
  }

  /// Waits until everything is at central.
  package func settle(seconds: Double = 120) throws {
    let end = ContinuousClock.now + .seconds(seconds)
    while !isSettled, ContinuousClock.now < end {
      try retry()
      _ = try? terminal.wait("the end of the line", seconds: 2) { [self] _ in isSettled }
    }
    try terminal.wait("nothing waits", seconds: 1) { [self] _ in isSettled }
  }

  /// Dossiers of this person in its store. Read one by one: the program may be
  /// settling its index meanwhile, which only one connection is meant to use.
  package func count(of person: TypedDossier) throws -> Int {
    var count = 0
    try hall.store().forEachDossier { dossier in
      if dossier.answers[text: "idNumber"] == person.idNumber { count += 1 }
    }
    return count
  }

  /// Day and number of every ticket of these days in its store.
  package func numbers(on days: [Day] = TestClock.days) throws -> [String] {
    let store = try hall.store()
    return try days.flatMap { day in
      try store.tickets(on: day).map { "\($0.day) \($0.number)" }
    }
  }

  /// What the store holds, as lines.
  package func contents(on days: [Day] = TestClock.days) throws -> Set<String> {
    let store = try hall.store()
    var lines = try days.flatMap { try store.tickets(on: $0) }.map { "ticket \($0.json.text)" }
    try store.forEachDossier { lines.append("dossier \($0.json.text)") }
    lines += try store.accounts().map { "account \($0.json.text)" }
    return Set(lines)
  }
}

extension [JoinedHall] {
  /// Waits until all of them hold the same, and says whether they do.
  package func agree(on days: [Day] = TestClock.days, seconds: Double = 60) throws -> Bool {
    let end = ContinuousClock.now + .seconds(seconds)
    while true {
      for counter in self { try counter.settle() }
      let contents = try map { try $0.contents(on: days) }
      if Set(contents).count <= 1 { return true }
      if ContinuousClock.now > end { return false }
      for counter in self { try counter.retry() }
      Thread.sleep(forTimeInterval: 0.5)
    }
  }
}

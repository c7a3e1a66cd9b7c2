import Foundation
import TestCentral
import TestHall
import TestLine
import TestPostgres
import TestTerminal
import TestThreads
import Testing

/// What becomes of counters when central's own machines fail.
@Suite("灾难", .waiting)
struct FailoverTests {
  @Test("PostgreSQL 主机在上传途中断电，备机接替：答应过的都在，不重，窗口和中心都不用人管")
  func failover() throws {
    let primary = try TestPostgres()
    let standby = try TestPostgres(following: primary)
    let central = try TestCentral(on: primary, or: standby)
    let counter = try JoinedHall(central, port: central.port, counter: 1)
    let other = try JoinedHall(central, port: central.port, counter: 2)
    try counter.settle()
    try other.settle()
    // Somewhere in the work, and the work goes on.
    let isDown = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      Thread.sleep(forTimeInterval: Double.random(in: 0.2...1.2))
      try? primary.stop("KILL")
      isDown.signal()
    }
    var left = 6
    while left > 0 {
      if left < 6 || isDown.wait(timeout: .now()) == .success { left -= 1 }
      try counter.takeTicket()
      try other.takeTicket()
    }
    // No server: central says so, and when to come again.
    let answer = try central.get("/healthz")
    #expect(answer?.status == 503)
    #expect((answer?.retryAfter ?? 0) > 0)
    try standby.promote()
    try counter.settlesAlone()
    try other.settlesAlone()
    #expect(try central.get("/healthz")?.status == 200)
    #expect(try [counter, other].agree())
    let numbers = try counter.numbers()
    #expect(Set(numbers).count == numbers.count, "a number twice")
    #expect(kept(numbers) == (counter.tickets + other.tickets).sorted())
    for counter in [counter, other] { #expect(try counter.hall.store().attentionCount() == 0) }
    _ = try central.administer(["verify"])
  }

  @Test("中心用昨晚的备份在新目录恢复：窗口自己补传，处处一样，没有要处理的", arguments: [false, true])
  func restored(isPostgres: Bool) throws {
    let central = try TestCentral(on: isPostgres ? TestPostgres() : nil)
    let counters = try (1...2).map { number in
      let counter = try JoinedHall(central, port: central.port, counter: number)
      try counter.settle()
      return counter
    }
    func work(_ person: Int) throws {
      for counter in counters {
        for _ in 0..<3 { try counter.takeTicket() }
      }
      try counters[person].accept(FailoverTests.people[person])
      for counter in counters { try counter.settle() }
    }
    try work(0)
    let backup = central.path("backup")
    _ = try central.administer(["backup", backup])
    try work(1)
    #expect(try counters.agree())
    let before = try counters[0].contents()
    central.stop(SIGKILL)
    // Some more that no central has seen.
    for counter in counters { try counter.takeTicket() }
    try central.restore(backup, on: isPostgres ? TestPostgres() : nil)
    try central.start()
    for counter in counters { try counter.settlesAlone() }
    #expect(try counters.agree())
    let after = try counters[0].contents()
    #expect(before.subtracting(after) == [], "what is gone")
    #expect(after.count == before.count + 2)
    for counter in counters { #expect(try counter.hall.store().attentionCount() == 0) }
    // Central has it all again, not only the counters.
    let third = try JoinedHall(central, port: central.port, counter: 3)
    #expect(try [counters[0], third].agree())
    _ = try central.administer(["verify"])
  }

  @Test("窗口的磁盘换回旧的一份，或者复制成两台：换一个日志代码继续，不丢、不重")
  func disks() throws {
    let central = try TestCentral()
    let counter = try JoinedHall(central, port: central.port, counter: 1)
    let other = try JoinedHall(central, port: central.port, counter: 2)
    for counter in [counter, other] {
      try counter.settle()
      try counter.takeTicket()
      try counter.settle()
    }
    let logBefore = try counter.hall.store().logCode
    #expect(try counter.terminal.quit() == 0)
    let image = counter.hall.root + "/image"
    try counter.copyDisk(to: image)
    // Online, so that numbers are the hall's: those of a counter's own series are
    // the copy's, too, until central has told the two apart.
    func reopen() throws {
      try counter.reopen()
      try counter.settle()
    }
    try reopen()
    try counter.takeTicket()
    try counter.accept(FailoverTests.people[0])
    try counter.settle()
    counter.kill()
    // As it was before: its log has another line in the place of a known one.
    try counter.putBackDisk(image)
    try reopen()
    try counter.takeTicket()
    try counter.settle()
    #expect(try [counter, other].agree())
    let logAfter = try counter.hall.store().logCode
    #expect(logAfter != logBefore)

    #expect(try counter.terminal.quit() == 0)
    let device = try #require(try counter.hall.store().centralLink()).device
    func forgive() throws { _ = try central.administer(["admin", "activate", device]) }
    #expect(try central.administer(["admin", "devices"]).contains("两台机器"))
    // An administrator has looked into the disk that was put back.
    try forgive()
    let twin = try JoinedHall(cloning: counter)
    try twin.settle()
    try reopen()
    try counter.takeTicket()
    try counter.settle()
    // Both have written now, and each screen says so, in work or stopped.
    try twin.takeTicket()
    for one in [counter, twin] {
      try one.terminal.wait("the alarm", seconds: 90) {
        $0.row(0).contains("数据有两份！") || $0.screen.contains("发现两台机器在用本机的数据")
      }
    }
    #expect(try central.administer(["admin", "devices"]).contains("两台机器"))
    #expect(central.log.contains("device.twice"))
    // One after the other goes on with what it has.
    counter.kill()
    twin.kill()
    for one in [counter, twin] {
      try forgive()
      try one.reopen(isForgiven: true)
      try one.settle()
      if one === counter { try one.accept(FailoverTests.people[1]) }
      try one.settle()
      #expect(try one.terminal.quit() == 0)
    }
    try forgive()
    try counter.reopen(isForgiven: true)
    try counter.settle()
    let all = [counter, twin, other]
    #expect(try [counter, other].agree())
    #expect(try Set([counter, twin].map { try $0.hall.store().logCode }).count == 2)
    let numbers = try other.numbers()
    #expect(Set(numbers).count == numbers.count, "a number twice")
    #expect(kept(numbers) == all.flatMap(\.tickets).sorted())
    for (place, person) in FailoverTests.people.enumerated() {
      let count = try other.count(of: person)
      #expect(count == 1, "person \(place)")
    }
    for counter in all { #expect(try counter.hall.store().attentionCount() == 0) }
    _ = try central.administer(["verify"])
  }

  @Test("磁盘两次换回旧的一份，同一行先后在两个新代码下传来：只算一次")
  func twice() throws {
    let central = try TestCentral()
    let counter = try JoinedHall(central, port: central.port, counter: 1)
    try counter.settle()
    #expect(try counter.terminal.quit() == 0)
    let first = counter.hall.root + "/first"
    let second = counter.hall.root + "/second"
    try counter.copyDisk(to: first)
    try counter.reopen()
    try counter.settle()
    try counter.takeTicket()
    try counter.settle()
    counter.kill()
    // What it writes now has another line's place in its log.
    try counter.putBackDisk(first)
    central.stop(SIGTERM)
    try counter.reopen()
    try counter.takeTicket()
    #expect(try counter.terminal.quit() == 0)
    try counter.copyDisk(to: second)
    try central.start()
    try counter.reopen()
    try counter.settle()
    counter.kill()
    // Once more, from when that line had not been sent.
    try counter.putBackDisk(second)
    try counter.reopen()
    try counter.settle()
    let other = try JoinedHall(central, port: central.port, counter: 2)
    #expect(try [counter, other].agree())
    #expect(kept(try other.numbers()) == counter.tickets.sorted())
    #expect(try counter.hall.store().attentionCount() == 0)
    _ = try central.administer(["verify"])
  }

  /// What the screens said of these tickets: their numbers without the day.
  private func kept(_ numbers: [String]) -> [String] {
    numbers.compactMap { $0.split(separator: " ").last.map(String.init) }.sorted()
  }

  static let people = [
    TypedDossier(name: "张示例", idNumber: "640104199003070014", phone: "19900000014"),
    TypedDossier(name: "李示例", idNumber: "640104198805120023", phone: "19900000023"),
  ]
}

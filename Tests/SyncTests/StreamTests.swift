import Domain
import Ledger
import SyncModel
import Testing

@testable import Sync

@Suite("Who gets to see what")
struct StreamTests {
  @Test("A dossier is in its hall's stream and in those of its departments")
  func places() {
    var bench = Bench()
    bench.push("AAAA", .accept(bench.acceptance(1)), on: "x")
    #expect(
      bench.central.entities[EntityKey(.dossier, "x")]?.streams
        == ["d:640104-employment", "h:640104001"])
  }

  @Test("The counties of a desk are those of its departments' streams")
  func divisions() {
    let streams = [
      "h:640100900", "q:640100900", "d:640104-hrss", "d:640105-hrss", "d:640105-civil",
    ]
    #expect(Streams.divisions(of: streams) == ["640104", "640105"])
    #expect(Streams.divisions(of: Streams.ofCounter(hall: "640104001")) == [])
  }

  @Test("Departments that only help with a matter get it, too")
  func cooperators() {
    var bench = Bench()
    bench.push("AAAA", .accept(bench.acceptance(1, cooperators: ["civil"])), on: "x")
    #expect(
      bench.central.entities[EntityKey(.dossier, "x")]?.streams
        == ["d:640104-civil", "d:640104-employment", "h:640104001"])
  }

  @Test("Handed on, it leaves one department's stream for another's, and says where it still is")
  func handedOn() {
    var bench = Bench()
    bench.push("AAAA", .accept(bench.acceptance(1)), on: "x")
    let handOn = Act.handOn(matter: "support", department: "hrss", reason: "不属本部门")
    bench.push("BBBB", handOn, on: "x", role: .reviewer, clerk: "r1")
    let left = bench.rows("d:640104-employment", after: 1)
    #expect(
      left == [
        StreamRow(
          key: EntityKey(.dossier, "x"), what: .drop(still: ["d:640104-hrss", "h:640104001"]))
      ])
    #expect(bench.rows("d:640104-hrss").map(\.key.id) == ["x"])
    #expect(bench.central.heads["d:640104-employment"] == 2)
  }

  @Test("Numbers of a stream follow the commits and have no holes")
  func numbers() {
    var bench = Bench()
    bench.push("AAAA", .accept(bench.acceptance(1)), on: "x")
    bench.push("AAAA", .accept(bench.acceptance(2)), on: "y")
    bench.push("AAAA", .note("一"), on: "x")
    #expect(bench.central.heads["h:640104001"] == 3)
    #expect(bench.rows("h:640104001").map(\.key.id) == ["y", "x"])
    #expect(bench.rows("h:640104001", after: 2).map(\.key.id) == ["x"])
  }

  @Test("A row names the last line of each log that is in it")
  func seen() throws {
    var bench = Bench()
    bench.push("AAAA", .accept(bench.acceptance(1)), on: "x")
    bench.push("BBBB", .note("一"), on: "x", role: .reviewer, clerk: "r1")
    guard case .put(let revision, _, let seen) = bench.rows("h:640104001")[0].what else {
      Issue.record("no put")
      return
    }
    #expect(revision == 2)
    #expect(seen == ["AAAA": 3, "BBBB": 3])
  }

  @Test("A ticket whose issue was undone is gone for ever")
  func tomb() {
    var bench = Bench()
    let now = bench.made.now
    let ticket = Ticket(
      id: "t", day: now.day, series: "A",
      class: TicketClass(key: "common", title: "普通", prefix: "A", hasPriority: false),
      sequence: 1, issuedAt: now)
    let issue = TicketChange(
      action: .issue, before: nil, after: ticket, passed: [], at: now, reason: "")
    #expect(bench.push("AAAA", .changeTicket(issue), on: "t") == .applied)
    #expect(bench.push("AAAA", .changeTicket(issue), on: "t") == .rejected(code: "E_TICKET"))
    #expect(bench.push("AAAA", .undoTicket(issue), on: "t") == .applied)
    #expect(
      bench.rows("q:640104001") == [StreamRow(key: EntityKey(.ticket, "t"), what: .tomb)])
  }

  @Test("A second booking of a full slot is refused, whichever counter it comes from")
  func slots() {
    var bench = Bench()
    let booking = Booking(
      service: "guidance", title: "职业指导", capacity: 1, day: bench.made.now.day.adding(1),
      slot: "09:30", name: "虚构", phone: "19900000000")
    #expect(bench.push("AAAA", .book(booking), on: "a1") == .applied)
    #expect(bench.push("AAAA", .book(booking), on: "a2") == .rejected(code: "E_SLOT_FULL"))
  }

  @Test("A device pulls and scans only what it was granted")
  func granted() throws {
    var bench = Bench()
    bench.push("AAAA", .accept(bench.acceptance(1)), on: "x")
    let request = PullRequest(epoch: "e1", cursors: ["h:640104001": 0], maximumRows: 10)
    let now = bench.made.now
    #expect(try bench.central.pull(request, for: Bench.foreign, at: now) == .failure(.scope))
    #expect(
      try bench.central.scan("h:640104001", after: nil, limit: 5, for: Bench.foreign)
        == .failure(.scope))
    let answer = try bench.central.pull(request, for: Bench.counter, at: now).get()
    #expect(answer?.pages.map(\.to) == [1])
  }

  @Test("A page that is cut short says so, and where it ended")
  func cut() throws {
    var bench = Bench()
    for number in 1...3 { bench.push("AAAA", .accept(bench.acceptance(number)), on: "x\(number)") }
    let request = PullRequest(
      epoch: "e1", cursors: ["h:640104001": 0, "staff:640104001": 0], maximumRows: 2)
    let answer = try bench.central.pull(request, for: Bench.counter, at: bench.made.now).get()
    #expect(answer?.hasMore == true)
    #expect(answer?.pages.map(\.to) == [2])
    #expect(answer?.pages.map(\.head) == [3])
  }

  @Test("A cursor before the horizon has to read the whole stream")
  func horizon() throws {
    var bench = Bench()
    bench.push("AAAA", .accept(bench.acceptance(1)), on: "x")
    bench.central.prune("h:640104001")
    let request = PullRequest(epoch: "e1", cursors: ["h:640104001": 0], maximumRows: 10)
    #expect(
      try bench.central.pull(request, for: Bench.counter, at: bench.made.now)
        == .failure(.horizon(stream: "h:640104001")))
  }

  @Test("The state names the lines that were refused")
  func refused() throws {
    var bench = Bench()
    bench.push("AAAA", .note("一"), on: "nothing")
    let state = try bench.central.state(of: Bench.counter, at: bench.made.now)
    #expect(state.logs.map(\.refused) == [[3]])
    #expect(state.logs.map(\.last) == [3])
  }
}

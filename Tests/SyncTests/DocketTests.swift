import Domain
import Ledger
import MadeUp
import SyncModel
import Testing

@testable import Sync

@Suite("Central judges a push")
struct DocketTests {
  @Test("A line that was sent again gets its first answer and no second effect")
  func resent() throws {
    var bench = Bench()
    let accept = bench.operation(.accept(bench.acceptance(1)), on: "x")
    #expect(bench.push("AAAA", accept) == .applied)
    #expect(bench.push("AAAA", .note("一"), on: "x") == .applied)
    let again = bench.send(bench.batch("AAAA", from: 3))
    #expect(try again.get().results.map(\.outcome) == [.applied, .applied])
    #expect(bench.dossier("x")?.revision == 2)
  }

  @Test("Two pushes of one log in one transaction see each other's lines")
  func together() throws {
    var bench = Bench()
    let batch = bench.batch("AAAA", [bench.operation(.signIn, on: "c1").line])
    let answers = bench.send([batch, batch])
    #expect(try answers.map { try $0.get().results.map(\.outcome) } == [[.applied], [.applied]])
    #expect(bench.central.lines["AAAA"]?.count == 3)
  }

  @Test("Lines that leave a place out are refused with the place that is wanted")
  func gap() {
    var bench = Bench()
    _ = bench.batch("AAAA", [bench.operation(.signIn, on: "c1").line])
    let late = bench.batch("AAAA", [bench.operation(.signOut, on: "c1").line])
    #expect(bench.send(late) == .failure(.gap(want: 3)))
    #expect(bench.central.lines["AAAA"]?.count == 2)
  }

  @Test("Another line at a known place is a fork, and nothing of the push is taken")
  func fork() {
    var bench = Bench()
    let before = bench.logs["AAAA"]
    bench.push("AAAA", .signIn, on: "c1")
    bench.logs["AAAA"] = before
    let other = bench.batch(
      "AAAA",
      [bench.operation(.signOut, on: "c1").line, bench.operation(.signIn, on: "c1").line])
    #expect(bench.send(other) == .failure(.fork(at: 3)))
    #expect(bench.central.lines["AAAA"]?.count == 3)
  }

  @Test("Lines after another writer's are a fork where they begin")
  func forkBehind() {
    var bench = Bench()
    let before = bench.logs["AAAA"]
    bench.push("AAAA", .signIn, on: "c1")
    bench.logs["AAAA"] = before
    _ = bench.batch("AAAA", [bench.operation(.signOut, on: "c1").line])
    let next = bench.batch("AAAA", [bench.operation(.signOut, on: "c1").line])
    #expect(bench.send(next) == .failure(.fork(at: 4)))
  }

  @Test("A log whose device was given a new code goes on no more")
  func forked() {
    var bench = Bench()
    bench.central.rekey(log: "AAAA", of: "d1", to: "DDDD")
    let batch = bench.batch("AAAA", [bench.operation(.signIn, on: "c1").line])
    #expect(bench.send(batch) == .failure(.fork(at: 3)))
  }

  @Test("A head that does not follow from the lines is refused")
  func chain() {
    var bench = Bench()
    let right = bench.batch("AAAA", [bench.operation(.signIn, on: "c1").line])
    let wrong = PushBatch(
      log: right.log, epoch: right.epoch, from: right.from, previous: right.previous,
      head: right.previous, lines: right.lines)
    guard case .failure(.badRequest) = bench.send(wrong) else {
      Issue.record("it was taken")
      return
    }
    #expect(bench.central.lines["AAAA"]?.count == 2)
  }

  @Test("Another epoch, an unknown log and another device's log are refused")
  func refusals() {
    var bench = Bench()
    let batch = bench.batch("AAAA", [bench.operation(.signIn, on: "c1").line])
    bench.devices["AAAA"] = Bench.foreign
    #expect(bench.send(batch) == .failure(.scope))
    bench.devices["AAAA"] = Bench.counter
    bench.central.logs["AAAA"] = nil
    #expect(bench.send(batch) == .failure(.unknownLog("AAAA")))
    bench.central.begin(epoch: "e2")
    #expect(bench.send(batch) == .failure(.epoch("e2")))
  }

  @Test("An id that took effect under one log is only written down under another")
  func duplicate() {
    var bench = Bench()
    bench.push("AAAA", .accept(bench.acceptance(1)), on: "x")
    bench.open("DDDD", for: Bench.counter)
    let note = bench.operation(.note("一"), on: "x")
    #expect(bench.push("AAAA", note) == .applied)
    #expect(bench.push("DDDD", note) == .duplicate)
    #expect(bench.dossier("x")?.revision == 2)
  }

  @Test("What was held is judged anew when it comes again")
  func again() {
    var bench = Bench()
    let note = bench.operation(.note("一"), on: "x")
    #expect(bench.push("AAAA", note) == .held)
    bench.push("AAAA", .accept(bench.acceptance(1)), on: "x")
    #expect(bench.push("AAAA", note) == .applied)
    #expect(bench.push("AAAA", note) == .duplicate)
    #expect(bench.dossier("x")?.revision == 2)
  }

  @Test("Paper about a dossier that is not there waits for it")
  func paper() {
    var bench = Bench()
    let outcome = bench.push("AAAA", .paper(kind: .receipt, matter: nil, copy: 1), on: "x")
    #expect(outcome == .held)
  }

  @Test(
    "Bytes that cannot be read are kept whole and the log goes on",
    arguments: [[0xFF, 0x00], Array("{\"v\":99}".utf8), [], Array("[]".utf8)] as [[UInt8]])
  func unreadable(line: [UInt8]) throws {
    var bench = Bench()
    let answer = try bench.send(bench.batch("AAAA", [line])).get()
    #expect(answer.results.map(\.outcome) == [.rejected(code: "E_UNPARSED")])
    #expect(answer.last == 3)
    #expect(bench.central.lines["AAAA"]?.last?.line == line)
  }

  @Test("A quarantined line is not read, whatever it says")
  func quarantined() throws {
    var bench = Bench()
    let batch = bench.batch("AAAA", [bench.operation(.signIn, on: "c1").line])
    let submission = Submission(quarantined: batch, from: Bench.counter)
    let answers = try bench.central.push([submission], at: bench.made.now, Bench.person)
    #expect(try answers[0].get().results.map(\.outcome) == [.rejected(code: "E_UNPARSED")])
  }

  @Test("The answer names the head of every stream of the device, as of its commit")
  func heads() throws {
    var bench = Bench()
    let batch = bench.batch(
      "AAAA", [bench.operation(.accept(bench.acceptance(1)), on: "x").line])
    let answer = try bench.send(batch).get()
    #expect(answer.heads == ["h:640104001": 1, "q:640104001": 0, "staff:640104001": 2])
  }

  // MARK: Who may

  @Test("Somebody who is not known here, who works elsewhere or has another role, may not")
  func accounts() {
    var bench = Bench()
    let acceptance = bench.acceptance(1)
    #expect(
      bench.push("AAAA", .accept(acceptance), on: "x", clerk: "nobody")
        == .rejected(code: "E_CLERK"))
    #expect(
      bench.push("AAAA", .accept(acceptance), on: "x", clerk: "c3") == .rejected(code: "E_CLERK"))
    #expect(
      bench.push("AAAA", .accept(acceptance), on: "x", role: .supervisor)
        == .rejected(code: "E_ROLE"))
  }

  @Test("First aid 9: what a clerk who had left did for a citizen stands, and is marked")
  func left() throws {
    var bench = Bench()
    bench.push("AAAA", .accept(bench.acceptance(1)), on: "x")
    for (key, role, log) in [("c1", Role.clerk, "AAAA"), ("r1", .reviewer, "BBBB")] {
      var account = try #require(bench.central.entities[EntityKey(.account, key)]?.entity?.account)
      #expect(account.role == role)
      account.isActive = false
      let supervisor = "s" + log
      #expect(
        bench.push(log, .putAccount(account), on: key, role: .supervisor, clerk: supervisor)
          == .applied)
    }
    bench.central.audit = []
    // The number that a citizen holds is in the line, and another counter may call it.
    let ticket = Ticket(
      id: "t1", day: bench.made.now.day, series: "-1",
      class: TicketClass(key: "ordinary", title: "普通", prefix: "A", hasPriority: false),
      sequence: 1, issuedAt: bench.made.now)
    let issued = TicketChange(
      action: .issue, before: nil, after: ticket, passed: [], at: bench.made.now, reason: "")
    #expect(bench.push("AAAA", .changeTicket(issued), on: "t1") == .applied)
    let inLine = bench.central.entities[EntityKey(.ticket, "t1")]
    var marked = ticket
    marked.doubts = [.clerk]
    #expect(inLine?.entity?.ticket == marked)
    #expect(inLine?.streams == ["q:640104001"])
    #expect(bench.push("AAAA", .accept(bench.acceptance(2)), on: "y") == .applied)
    #expect(bench.push("AAAA", .note("来过"), on: "x") == .applied)
    #expect(
      bench.central.audit.map(\.what) == ["clerk.late", "clerk.late", "clerk.late"])
    #expect(bench.central.audit.allSatisfy { $0.actor == "c1" && $0.about.hasPrefix("AAAA ") })
    #expect(bench.dossier("y")?.doubts == [.clerk] && bench.dossier("x")?.doubts == [.clerk])
    // A step made before central marked it fits, and does not take the mark away.
    var called = ticket
    called.state = .called
    called.counter = "1"
    let call = TicketChange(
      action: .call, before: ticket, after: called, passed: [], at: bench.made.now, reason: "")
    let by = (clerk: "sAAAA", role: Role.supervisor)
    #expect(
      bench.push("AAAA", .changeTicket(call), on: "t1", role: by.role, clerk: by.clerk) == .applied)
    #expect(bench.ticket("t1")?.doubts == [.clerk] && bench.ticket("t1")?.state == .called)
    // Only a supervisor of the hall closes it, under the own name.
    let found = Act.clear(Clearing([.clerk], of: .ticket, reason: "本人当天在岗"))
    #expect(bench.push("AAAA", found, on: "t1") == .rejected(code: "E_ROLE"))
    #expect(
      bench.push("CCCC", found, on: "t1", role: .supervisor, clerk: "sCCCC")
        == .rejected(code: "E_SCOPE"))
    #expect(
      bench.push(
        "AAAA", .clear(Clearing([.clerk], of: .ticket, reason: " ")), on: "t1", role: by.role,
        clerk: by.clerk) == .rejected(code: "E_REASON"))
    #expect(bench.ticket("t1")?.doubts == [.clerk])
    #expect(bench.push("AAAA", found, on: "t1", role: by.role, clerk: by.clerk) == .applied)
    #expect(bench.ticket("t1")?.doubts == [])
    let settled = Act.clear(Clearing([.clerk], of: .dossier, reason: "本人当天在岗"))
    #expect(bench.push("AAAA", settled, on: "y", role: by.role, clerk: by.clerk) == .applied)
    #expect(bench.dossier("y")?.doubts == [])
    #expect(bench.dossier("y")?.events.last?.by == by.clerk)
    #expect(bench.dossier("y")?.events.last?.kind == .doubtClear)
    // Nobody is let in, and nothing is decided, by somebody who had left.
    let new = Account(key: "new", name: "新人", role: .clerk)
    #expect(
      bench.push("AAAA", .putAccount(new), on: "new", clerk: "c1") == .rejected(code: "E_ROLE"))
    #expect(
      bench.push("BBBB", .receive(matter: "m"), on: "x", role: .reviewer, clerk: "r1")
        == .rejected(code: "E_ROLE"))
    #expect(bench.push("AAAA", .signOut, on: "c1") == .applied)
  }

  @Test("Only a supervisor founds its own account")
  func founding() {
    var bench = Bench()
    let clerk = Account(key: "new", name: "自封", role: .clerk)
    #expect(
      bench.push("AAAA", .putAccount(clerk), on: "new", role: .supervisor, clerk: "new")
        == .rejected(code: "E_CLERK"))
  }

  @Test("A dossier of another hall cannot be touched, nor accepted for it")
  func scope() {
    var bench = Bench()
    bench.push("AAAA", .accept(bench.acceptance(1)), on: "x")
    #expect(bench.push("CCCC", .note("一"), on: "x", clerk: "c3") == .rejected(code: "E_SCOPE"))
    let foreign = bench.acceptance(1, log: "CCCC", hall: Bench.hall)
    #expect(
      bench.push("CCCC", .accept(foreign), on: "y", clerk: "c3") == .rejected(code: "E_SCOPE"))
  }

  @Test("A reviewer decides what is at its own department only")
  func department() {
    var bench = Bench()
    bench.push("AAAA", .accept(bench.acceptance(1)), on: "x")
    let handOn = Act.handOn(matter: "support", department: "hrss", reason: "不属本部门")
    #expect(bench.push("BBBB", handOn, on: "x", role: .reviewer, clerk: "r1") == .applied)
    let approve = Act.approve(matter: "support", opinion: "同意")
    #expect(
      bench.push("BBBB", approve, on: "x", role: .reviewer, clerk: "r1")
        == .rejected(code: "E_DEPARTMENT"))
  }

  @Test("A department that helps with a matter verifies, and decides nothing")
  func cooperator() throws {
    for helps in [true, false] {
      var bench = Bench()
      let cooperators = helps ? ["employment"] : []
      bench.push("AAAA", .accept(bench.acceptance(1, cooperators: cooperators)), on: "x")
      let handOn = Act.handOn(matter: "support", department: "hrss", reason: "不属本部门")
      #expect(bench.push("BBBB", handOn, on: "x", role: .reviewer, clerk: "r1") == .applied)
      let dossier = bench.central.entities[EntityKey(.dossier, "x")]?.entity?.dossier
      let clock = try #require(dossier?.proceeding("support")?.clock)
      let verify = Act.verify(matter: "support", mode: .sharedData, clock: clock)
      #expect(
        bench.push("BBBB", verify, on: "x", role: .reviewer, clerk: "r1")
          == (helps ? .applied : .rejected(code: "E_DEPARTMENT")))
      let approve = Act.approve(matter: "support", opinion: "同意")
      #expect(
        bench.push("BBBB", approve, on: "x", role: .reviewer, clerk: "r1")
          == .rejected(code: "E_DEPARTMENT"))
    }
  }

  // MARK: Numbers and doubles

  @Test("A taken number is taken away, and a new one can be given")
  func renumbered() {
    var bench = Bench()
    bench.push("AAAA", .accept(bench.acceptance(1)), on: "x")
    #expect(bench.push("AAAA", .accept(bench.acceptance(1)), on: "y") == .renumbered)
    #expect(bench.dossier("x")?.number == MadeUp.number(1, log: "AAAA"))
    #expect(bench.dossier("y")?.number == "")
    #expect(
      bench.push("AAAA", .renumber(MadeUp.number(1, log: "AAAA")), on: "y")
        == .rejected(code: "E_NUMBER_TAKEN"))
    #expect(bench.push("AAAA", .renumber(MadeUp.number(2, log: "AAAA")), on: "y") == .applied)
    #expect(bench.dossier("y")?.number == MadeUp.number(2, log: "AAAA"))
    #expect(bench.central.logs["AAAA"]?.numberMark == 2)
  }

  @Test("One person's open dossiers over one matter learn of each other across halls")
  func doubles() {
    var bench = Bench()
    let person = "640199199001010001"
    bench.push("AAAA", .accept(bench.acceptance(1, person: person)), on: "x")
    let second = bench.acceptance(1, log: "CCCC", hall: Bench.otherHall, person: person)
    bench.push("CCCC", .accept(second), on: "y", clerk: "c3")
    #expect(bench.dossier("x")?.duplicates.map(\.isLater) == [false])
    #expect(bench.dossier("y")?.duplicates.map(\.isLater) == [true])
    #expect(bench.dossier("y")?.duplicates.map(\.number) == [MadeUp.number(1, log: "AAAA")])
  }

  @Test("Another person, a closed dossier and one without a person are no doubles")
  func noDoubles() {
    var bench = Bench()
    let person = "640199199001010001"
    bench.push("AAAA", .accept(bench.acceptance(1, person: person)), on: "x")
    bench.push("AAAA", .void(matter: nil, reason: "选错了人"), on: "x")
    bench.push("AAAA", .accept(bench.acceptance(2, person: person)), on: "y")
    bench.push("AAAA", .accept(bench.acceptance(3, person: "640199199001010002")), on: "z")
    #expect(bench.dossier("y")?.duplicates == [])
    #expect(bench.dossier("z")?.duplicates == [])
  }
}

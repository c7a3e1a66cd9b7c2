import JSON
import Testing

@testable import Domain
@testable import Ledger

@Suite("时钟") struct ClockTests {
  @Test("核验方式决定期限，从受理那天数：数据共享1个工作日，人工5个")
  func verification() throws {
    var world = try World()
    var dossier = try world.reviewing()
    #expect(world.clock(dossier).due == day("2026-03-20"))
    world.today = day("2026-03-16")
    try world.play(world.verify(.sharedData, dossier), on: &dossier)
    #expect(world.clock(dossier).promised == .workingDays(1))
    #expect(world.clock(dossier).due == day("2026-03-16"))
    #expect(dossier.proceeding("a")?.verification == .sharedData)
    try world.play(world.verify(.onSite, dossier), on: &dossier)
    #expect(world.clock(dossier).due == day("2026-03-20"))
    #expect(world.clock(dossier).accepted == day("2026-03-13"))
    #expect(world.clock(dossier).statutoryDue == day("2026-03-27"))
  }

  @Test("改核验方式不丢暂停")
  func verificationKeepsPauses() throws {
    var world = try World()
    var dossier = try world.reviewing()
    try world.play(world.hold(dossier), on: &dossier)
    world.today = day("2026-03-17")
    try world.play(world.resume(dossier), on: &dossier)
    let pauses = world.clock(dossier).pauses
    try world.play(world.verify(.sharedData, dossier), on: &dossier)
    #expect(pauses == [Pause(.specialProcedure, start: day("2026-03-13"), end: day("2026-03-17"))])
    #expect(world.clock(dossier).pauses == pauses)
    #expect(world.clock(dossier).due == day("2026-03-18"))
  }

  @Test("补正、特别程序停多少个工作日，到期日就顺延多少", arguments: 0..<40)
  func pausedDays(seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed))
    var world = try World()
    world.today = day("2026-01-05").adding(random.below(300))
    world.today = world.calendar.nextWorkingDay(onOrAfter: world.today)
    var dossier = try world.reviewing()
    let first = try #require(world.clock(dossier).due)
    var paused = 0
    // Never past the due day, where a pause would heal nothing.
    for _ in 0..<2 {
      world.today = world.calendar.workingDay(random.below(3), after: world.today)
      let start = world.today
      try world.play(random.below(2) == 0 ? world.ask(dossier) : world.hold(dossier), on: &dossier)
      #expect(world.clock(dossier).due == nil && world.clock(dossier).statutoryDue == nil)
      world.today = start.adding(random.below(20))
      paused += world.calendar.workingDays(from: start, to: world.today)
      try world.play(world.resume(dossier), on: &dossier)
    }
    let clock = world.clock(dossier)
    #expect(clock.pauses.count == 2)
    #expect(clock.due == world.calendar.workingDay(paused, after: first))
    #expect(
      clock.due
        == Deadline(
          accepted: dossier.acceptedAt.day, limit: .workingDays(5), pauses: clock.pauses,
          calendar: world.calendar
        ).due)
  }

  @Test("从旧的办件做出的时钟不收：期间的暂停不会丢")
  func staleClock() throws {
    var world = try World()
    var dossier = try world.reviewing()
    let old = dossier
    try world.play(world.ask(dossier), on: &dossier)
    world.today = day("2026-03-18")
    try world.play(world.resume(dossier), on: &dossier)
    for act in [world.verify(.sharedData, old), world.ask(old), world.hold(old)] {
      world.expectRefusal(.illegal(act.kind, in: .reviewing), act, on: dossier)
    }
  }

  @Test("时钟只能按操作走：受理日、法定时限、暂停都不能随手改")
  func follows() throws {
    var world = try World()
    var dossier = try world.reviewing()
    let clock = world.clock(dossier)
    func refuse(_ act: Act, _ state: Proceeding.State, _ location: SourceLocation) {
      world.expectRefusal(
        .illegal(act.kind, in: state), act, on: dossier, sourceLocation: location)
    }
    func verify(_ clock: Clock, location: SourceLocation = #_sourceLocation) {
      refuse(.verify(matter: "a", mode: .manual, clock: clock), .reviewing, location)
    }
    func hold(_ clock: Clock, location: SourceLocation = #_sourceLocation) {
      refuse(.hold(matter: "a", reason: "调查", clock: clock), .reviewing, location)
    }
    func resume(_ clock: Clock, location: SourceLocation = #_sourceLocation) {
      refuse(.resume(matter: "a", clock: clock), .held, location)
    }
    let held = clock.paused(.specialProcedure, on: world.today, calendar: world.calendar)
    verify(clock.started(on: day("2026-03-14"), calendar: world.calendar))
    verify(.stopped(World.limits))
    verify(held)
    var other = clock
    other.statutory = .workingDays(30)
    verify(other)
    hold(clock)
    hold(held.resumed(on: world.today, calendar: world.calendar))
    other = held
    other.promised = .workingDays(30)
    hold(other)
    hold(held.paused(.correction, on: world.today, calendar: world.calendar))
    try world.play(world.hold(dossier), on: &dossier)
    resume(clock)
    resume(held)
    other = held.resumed(on: day("2026-03-16"), calendar: world.calendar)
    other.pauses = [Pause(.specialProcedure, start: day("2026-03-12"), end: day("2026-03-16"))]
    resume(other)
    try world.play(
      .resume(matter: "a", clock: held.resumed(on: world.today, calendar: world.calendar)),
      on: &dossier)
    #expect(world.clock(dossier).due == clock.due, "stopped and started on one day")
  }

  @Test("停着的时钟没有到期日，启动后才有")
  func stopped() throws {
    let world = try World()
    let stopped = Clock.stopped(World.limits)
    #expect(stopped.accepted == nil && stopped.due == nil && stopped.statutoryDue == nil)
    #expect(stopped.deadline(world.calendar) == nil)
    let started = stopped.started(on: world.today, calendar: world.calendar)
    #expect(started == .running(from: world.today, World.limits, calendar: world.calendar))
  }

  @Test("到期日落在没有公布放假安排的年份，记为暂定")
  func provisional() throws {
    let world = try World()
    let clock = Clock.running(from: day("2026-12-30"), World.limits, calendar: world.calendar)
    #expect(clock.isProvisional)
    let known = Clock.running(from: day("2026-03-13"), World.limits, calendar: world.calendar)
    #expect(!known.isProvisional)
  }
}

import Sync
import Testing

/// Sixty days without central, whatever the clocks do.
@Suite("失联时长")
struct SilenceTests {
  private static let hour = 3_600_000
  private static let day = 24 * hour
  private static let start = 1_790_000_000_000

  /// A machine that is switched on and off, with a wall clock that people set.
  private struct Machine {
    var silence = Silence(boot: "b0", steady: 0, wall: SilenceTests.start)
    var boots = 0
    var steady = 0
    var wall = SilenceTests.start

    mutating func run(_ milliseconds: Int) {
      var left = milliseconds
      while left > 0 {
        let step = min(left, SilenceTests.hour)
        steady += step
        wall += step
        left -= step
        look()
      }
    }

    mutating func look() { silence.look(boot: "b\(boots)", steady: steady, wall: wall) }

    mutating func set(_ milliseconds: Int) {
      wall += milliseconds
      look()
    }

    /// Off for a while; the clock may be another one when it starts.
    mutating func restart(off: Int, setting: Int = 0) {
      boots += 1
      steady = 60_000
      wall += off + 60_000 + setting
      // What is on the disk is all that it knows.
      silence = Silence(text: silence.text)!
      look()
    }
  }

  @Test("First aid 10: the clock set 61 days forward, running or over a restart, locks nobody out")
  func forward() {
    var machine = Machine()
    machine.run(2 * Self.hour)
    machine.set(61 * Self.day)
    #expect(machine.silence.days == 0)
    machine.set(400 * Self.day)
    machine.restart(off: 14 * Self.hour, setting: 61 * Self.day)
    #expect(machine.silence.days <= 3)
  }

  @Test(
    "First aid 10: the clock set back wins no time: while running it counts on, over a restart a night counts"
  )
  func back() {
    var machine = Machine()
    for _ in 0..<30 {
      machine.run(Self.day)
      machine.set(-2 * Self.day)
    }
    #expect(machine.silence.days == 30)
    var evader = Machine()
    for _ in 0..<60 {
      evader.run(8 * Self.hour)
      evader.restart(off: 16 * Self.hour, setting: -Self.day)
    }
    #expect((58...61).contains(evader.silence.days))
  }

  @Test(
    "First aid 10: sixty days of ordinary work, off at night and at weekends, are sixty days; asleep counts, too"
  )
  func ordinary() {
    var machine = Machine()
    for day in 0..<60 where day % 7 < 5 {
      machine.run(9 * Self.hour)
      machine.restart(off: (day % 7 == 4 ? 63 : 15) * Self.hour)
    }
    #expect((59...61).contains(machine.silence.days))
    var asleep = Machine()
    asleep.steady += 60 * Self.day
    asleep.wall += 60 * Self.day
    asleep.look()
    #expect(asleep.silence.days == 60)
  }

  @Test(
    "First aid 10: a dead battery, with the clock in the past at every start, counts a day a day, however often it starts"
  )
  func battery() {
    var machine = Machine()
    for _ in 0..<30 {
      for _ in 0..<8 {
        machine.run(Self.hour)
        machine.restart(off: 300_000, setting: -3_000 * Self.day)
      }
      machine.restart(off: 16 * Self.hour, setting: -3_000 * Self.day)
    }
    #expect((20...40).contains(machine.silence.days))
  }

  @Test("First aid 10: what is kept comes back as it was; another text is none")
  func text() {
    var machine = Machine()
    machine.run(5 * Self.hour)
    #expect(Silence(text: machine.silence.text) == machine.silence)
    for text in ["", "1", "1 2 3 4", "a b c d e", "-1 2 3 4 b", "1 2 3 4 b c"] {
      #expect(Silence(text: text) == nil, "\(text)")
    }
  }
}

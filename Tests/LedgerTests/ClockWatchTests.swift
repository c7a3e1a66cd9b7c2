import Domain
import Ledger
import Testing

@Suite("时钟核对")
struct ClockWatchTests {
  private let start = Instant(milliseconds: 1_790_000_000_000)

  @Test("与不跳的钟差不到一分钟不算；跳了一分钟以上，前后都算，只说一次")
  func steps() {
    var watch = ClockWatch(floor: nil)
    #expect(watch.look(wall: start, steady: 5_000) == nil)
    #expect(watch.look(wall: start.adding(milliseconds: 70_000), steady: 15_000) == nil)
    let ahead = start.adding(milliseconds: 70_000 + 10_000 + 61_000)
    #expect(watch.look(wall: ahead, steady: 25_000) == ClockFault(.step, seconds: 61))
    #expect(watch.look(wall: ahead.adding(milliseconds: 1_000), steady: 26_000) == nil)
    let back = ahead.adding(milliseconds: -3_600_000)
    #expect(watch.look(wall: back, steady: 26_000) == ClockFault(.step, seconds: -3_601))
    // A machine that slept: both clocks went on.
    #expect(watch.look(wall: back.adding(milliseconds: 9_000_000), steady: 9_026_000) == nil)
  }

  @Test("比写下的最后一笔还早，开机时说一次")
  func behind() {
    var watch = ClockWatch(floor: start)
    let early = start.adding(milliseconds: -90_000)
    #expect(watch.look(wall: early, steady: 0) == ClockFault(.behind, seconds: -90))
    #expect(watch.look(wall: early.adding(milliseconds: 1_000), steady: 1_000) == nil)
    var near = ClockWatch(floor: start)
    #expect(near.look(wall: start.adding(milliseconds: -60_000), steady: 0) == nil)
  }
}

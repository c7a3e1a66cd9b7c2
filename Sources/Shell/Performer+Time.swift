import Desk
import Domain
import Ledger
import Machine
import Storage

extension Performer {
  /// Looks at the clock: to be called before each event of the desk, which gets
  /// this moment.
  func look() -> Instant {
    let wall = Clocks.now
    if link?.agrees(with: wall) == true { followClock(wall) }
    moment = businessDay.moment(wall)
    return moment
  }

  /// The clock is right: a day that was begun by mistake is over.
  private func followClock(_ wall: Instant) {
    guard businessDay.follow(wall) else { return }
    do { try store.setBegunDay(wall.day) } catch { log.write(.error, "clock: \(error)") }
  }

  /// Somebody says that the clock is right.
  func followClock() throws(StoreError) -> [Reply] {
    let wall = Clocks.now
    guard let refused = businessDay.refused(wall) else { return [] }
    let days = refused.number - moment.day.number
    try record(signedIn().key, .clock(ClockFault(.step, seconds: days * 86_400)))
    followClock(wall)
    moment = wall
    return watchDay() + [.queue(try ownTickets())]
  }

  /// Tells when the day that is worked on is not the clock's, and when it is again.
  func watchDay() -> [Reply] {
    let refused = businessDay.refused(Clocks.now)
    guard refused != toldRefused else { return [] }
    toldRefused = refused
    return [.refusedDay(refused)]
  }

  /// A clock that cannot be right goes into the log and is told; work goes on.
  func watchClock() -> [Reply] {
    do throws(StoreError) {
      let floor = clockWatch == nil ? try store.lastLineAt() : nil
      var watch = clockWatch ?? ClockWatch(floor: floor)
      clockFault = watch.look(wall: Clocks.now, steady: Clocks.boottime) ?? clockFault
      clockWatch = watch
      guard let clockFault, let account else { return [] }
      self.clockFault = nil
      try record(account.key, .clock(clockFault))
      log.write(.warning, "clock \(clockFault.kind.rawValue) \(clockFault.seconds) s")
      return [.clock(clockFault)]
    } catch {
      log.write(.error, "clock: \(error)")
      return []
    }
  }
}

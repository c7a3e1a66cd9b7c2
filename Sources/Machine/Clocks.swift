import CSystem
import Domain
import Glibc

/// The clocks of this machine (时钟), read here and nowhere else.
package enum Clocks {
  package static var now: Instant {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Instant(milliseconds: time.tv_sec * 1000 + time.tv_nsec / 1_000_000)
  }

  /// Milliseconds since this start of the machine, time asleep included.
  package static var boottime: Int { Int(csys_boottime_ns() / 1_000_000) }

  /// Names this start of the machine.
  package static var boot: String {
    var id = [CChar](repeating: 0, count: 37)
    guard csys_boot_id(&id) == 0 else { return "" }
    return String(decoding: id.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

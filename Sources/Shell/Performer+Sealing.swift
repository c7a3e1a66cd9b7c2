import Glibc
import Machine
import Storage

// The signed ends of the logs.
extension Performer {
  /// Signs where the logs end, unless that was signed already. A counter that stands
  /// alone has a key for this, too.
  func seal(isOrderly: Bool = false) {
    guard !isPractice else { return }
    do {
      let ends = try store.logEnds()
      guard isOrderly || ends != sealedEnds else { return }
      // A joined counter's key is central's business: a new one would be another device.
      let key =
        try store.centralStanding() == .alone
        ? DeviceKey.make(directory) : DeviceKey.load(directory)
      guard let key else { return }
      guard try Seal(directory: directory).write(store, key: key, isOrderly: isOrderly) else {
        return log.write(.error, "seal: \(String(cString: strerror(errno)))")
      }
      sealedEnds = ends
    } catch {
      log.write(.error, "seal: \(error)")
    }
  }
}

import Glibc
import JSON
import Machine
import Sync
import Synchronization

/// What was being judged when the process died (在途记录), in a file beside the
/// store, one a push lane.
///
/// A line that the process has died of ten times is set aside unread, so that no
/// input can stop a county for ever. It is so often because a process that is killed
/// from outside dies over innocent lines: at three, a hundred kills on a busy
/// machine set one aside. The file need not survive a power cut.
final class InFlight: Sendable {
  /// Lines that were being judged at a death, with how often.
  struct Suspects: Equatable, Sendable {
    var deaths: [Place: Int] = [:]

    func covers(_ batch: PushBatch) -> Bool {
      deaths.contains { $0.key.log == batch.log && (batch.from...batch.last).contains($0.key.line) }
    }

    /// Whether nobody is to read this line any more; only ever a line alone.
    func condemns(_ batch: PushBatch) -> Bool {
      batch.lines.count == 1
        && deaths[Place(log: batch.log, line: batch.from), default: 0] >= InFlight.mostDeaths
    }
  }

  struct Place: Hashable, Sendable {
    let log: String
    let line: Int
  }

  static let mostDeaths = 10

  private let path: String
  private let descriptor: Int32
  private let state: Mutex<Suspects>

  var suspects: Suspects { state.withLock { $0 } }

  /// - Parameter path: its neighbour `….deaths` keeps what earlier deaths showed.
  init(path: String) {
    var suspects = Suspects()
    for line in InFlight.places(path + ".deaths") {
      suspects.deaths[line.place, default: 0] += line.count
    }
    for line in InFlight.places(path) {
      suspects.deaths[line.place, default: 0] += 1
    }
    state = Mutex(suspects)
    self.path = path
    // What the deaths showed is written down before what was in flight goes.
    InFlight.keep(suspects, at: path)
    descriptor = (try? Files.openPlain(path, O_WRONLY | O_CREAT | O_TRUNC)) ?? -1
  }

  private static func keep(_ suspects: Suspects, at path: String) {
    let lines = suspects.deaths.map { "\($0.key.log) \($0.key.line) \($0.value)\n" }.sorted()
    if lines.isEmpty {
      unlink(path + ".deaths")
    } else {
      try? Files.replace(path + ".deaths", with: Array(lines.joined().utf8))
    }
  }

  /// These lines were judged, and the process lives.
  func absolve(_ batch: PushBatch) {
    state.withLock { suspects in
      guard suspects.covers(batch) else { return }
      suspects.deaths = suspects.deaths.filter {
        $0.key.log != batch.log || !(batch.from...batch.last).contains($0.key.line)
      }
      InFlight.keep(suspects, at: path)
    }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  private static func places(_ path: String) -> [(place: Place, count: Int)] {
    let text = String(decoding: Files.read(path) ?? [], as: UTF8.self)
    return text.split(separator: "\n").compactMap { line in
      let parts = line.split(separator: " ")
      guard parts.count == 3, let number = Int(parts[1]), let count = Int(parts[2]) else {
        return nil
      }
      return (Place(log: String(parts[0]), line: number), count)
    }
  }

  func begin(_ batches: [PushBatch]) {
    guard descriptor >= 0 else { return }
    var text: [UInt8] = []
    for batch in batches {
      for line in batch.from...batch.last { text += Array("\(batch.log) \(line) 1\n".utf8) }
    }
    _ = text.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
  }

  func end() {
    if descriptor >= 0 { _ = ftruncate(descriptor, 0) }
  }
}

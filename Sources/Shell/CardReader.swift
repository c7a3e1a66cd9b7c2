import Desk
import Glibc
import Machine
import Synchronization

/// Has cards read by the program that the hall has installed (读卡): readers and
/// their drivers are their vendors' matter.
///
/// It runs on a thread of its own, for each card anew. What it writes goes to the
/// desk and nowhere else: a card is personal data.
final class CardReader: Sendable {
  /// How long somebody may look for the card.
  static let timeoutMilliseconds: Int32 = 10_000
  /// A record has 256 bytes.
  static let mostBytes = 4_096
  /// How long the end of the program waits for the end of the reader's.
  private static let closingMilliseconds = 1_000

  private struct State {
    var isReading = false
    var reading: CardReading?
  }

  private let program: String
  private let state = Mutex(State())
  /// A pipe that can be read when there is no more reading.
  private let stop: (listening: Int32, telling: Int32)
  private let wake: @Sendable () -> Void

  /// - Parameter wake: called on the other thread when there is something to take.
  init(_ program: String, wake: @escaping @Sendable () -> Void) {
    self.program = program
    self.wake = wake
    var ends: [Int32] = [-1, -1]
    precondition(pipe(&ends) == 0, "no descriptors")
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    stop = (ends[0], ends[1])
  }

  deinit {
    Glibc.close(stop.listening)
    Glibc.close(stop.telling)
  }

  /// Begins to read a card, unless one is being read.
  func start() {
    let isFirst = state.withLock { state in
      defer { state.isReading = true }
      return !state.isReading
    }
    guard isFirst else { return }
    var thread = pthread_t()
    let started = pthread_create(
      &thread, nil,
      { context in
        guard let context else { return nil }
        Unmanaged<CardReader>.fromOpaque(context).takeRetainedValue().run()
        return nil
      }, Unmanaged.passRetained(self).toOpaque())
    guard started == 0 else {
      state.withLock { state in
        state.reading = .notStarted(reason: String(cString: strerror(started)))
        state.isReading = false
      }
      Unmanaged.passUnretained(self).release()
      return wake()
    }
    pthread_detach(thread)
  }

  /// What came of it, once.
  func take() -> CardReading? {
    state.withLock { state in
      defer { state.reading = nil }
      return state.reading
    }
  }

  /// Ends what runs: a reader that is left alone would keep its device.
  func close() {
    var byte: UInt8 = 1
    write(stop.telling, &byte, 1)
    let end = Clocks.boottime + CardReader.closingMilliseconds
    while state.withLock({ $0.isReading }), Clocks.boottime < end { usleep(5_000) }
  }

  // MARK: The other thread

  private func run() {
    // Signals are the main thread's.
    var all = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_SETMASK, &all, nil)
    let reading = read()
    state.withLock { state in
      state.reading = reading
      state.isReading = false
    }
    wake()
  }

  private func read() -> CardReading {
    guard ChildProcess.isOnPath(program) else { return .missing(program: program) }
    let (bytes, status) = ChildProcess.read(
      program, limit: CardReader.mostBytes,
      timeoutMilliseconds: CardReader.timeoutMilliseconds, stop: stop.listening)
    switch status {
    case 0: return .read(bytes)
    case -ETIMEDOUT: return .timedOut(seconds: Int(CardReader.timeoutMilliseconds) / 1000)
    case -EMSGSIZE: return .tooLong(limit: CardReader.mostBytes)
    case -ENOENT, -EACCES, -ENOEXEC: return .missing(program: program)
    case ..<0: return .notStarted(reason: String(cString: strerror(-status)))
    default: return .failed(status: Int(status))
    }
  }
}

import CCurl
import Glibc
import Synchronization

/// Speaks HTTPS on a thread of its own (通信): requests in order, one at a time,
/// answers in a mailbox. Whoever asks never waits.
///
/// Trusts the authority of each request and nothing else, follows no redirects
/// and no proxy of the environment. Costs nothing until the first request.
package final class HTTPClient: Sendable {
  /// Of the caller's making; says which answer is whose.
  package typealias Tag = Int

  private enum Job {
    case request(HTTPRequest)
    case certificates(url: String)
  }

  private struct State {
    var jobs: [(Tag, Job)] = []
    var answers: [(tag: Tag, HTTPAnswer)] = []
    var isClosing = false
    var hasThread = false
  }

  /// The C client, as a number: it goes to the thread that performs, and the C
  /// side says which calls any thread may make.
  private struct Handle: Sendable {
    let address: UInt
    var client: OpaquePointer? { OpaquePointer(bitPattern: address) }
  }

  private let state = Mutex(State())
  private let handle: Handle
  private let wake: @Sendable () -> Void

  /// - Parameter wake: called on the other thread whenever the mailbox got an
  ///   answer.
  package init(wake: @escaping @Sendable () -> Void) {
    guard let opened = cc_open() else { preconditionFailure("out of memory") }
    handle = Handle(address: UInt(bitPattern: opened))
    self.wake = wake
  }

  package func send(_ request: HTTPRequest, tag: Tag) { add(.request(request), tag) }

  /// Asks for the certificates that a server shows: PEM, as the body of an
  /// answer with status 0. Trusts none of them.
  package func fetchCertificates(url: String, tag: Tag) { add(.certificates(url: url), tag) }

  private func add(_ job: Job, _ tag: Tag) {
    let startsThread = state.withLock { state in
      guard !state.isClosing else { return false }
      state.jobs.append((tag, job))
      defer { state.hasThread = true }
      return !state.hasThread
    }
    if startsThread { start() }
    cc_signal_work(handle.client)
  }

  /// What came since the last time, oldest first.
  package func takeAnswers() -> [(tag: Tag, HTTPAnswer)] {
    state.withLock { state in
      defer { state.answers = [] }
      return state.answers
    }
  }

  /// Ends what runs and waits for the thread, at most 100 ms. Nothing can be
  /// asked afterwards.
  package func close() {
    let hasThread = state.withLock { state in
      state.isClosing = true
      state.jobs = []
      return state.hasThread
    }
    guard hasThread, let client = handle.client else { return }
    cc_cancel(client)
    cc_signal_work(client)
    cc_wait_for_end(client, 100)
  }

  // The thread holds the object until it has ended.
  deinit { if let client = handle.client { cc_close(client) } }

  // MARK: The other thread

  private func start() {
    var thread = pthread_t()
    let started = pthread_create(
      &thread, nil,
      { context in
        guard let context else { return nil }
        Unmanaged<HTTPClient>.fromOpaque(context).takeRetainedValue().run()
        return nil
      }, Unmanaged.passRetained(self).toOpaque())
    precondition(started == 0, "no thread")
    pthread_detach(thread)
  }

  private func run() {
    // Signals are the main thread's.
    var all = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_SETMASK, &all, nil)
    while true {
      cc_wait_for_work(handle.client)
      let (next, isClosing) = state.withLock { state in
        (state.jobs.isEmpty ? nil : state.jobs.removeFirst(), state.isClosing)
      }
      if isClosing { break }
      guard let (tag, job) = next else { continue }
      let answer = perform(job)
      state.withLock { $0.answers.append((tag, answer)) }
      wake()
    }
    cc_signal_end(handle.client)
  }

  private func perform(_ job: Job) -> HTTPAnswer {
    guard let client = handle.client else { return .failed(.cancelled) }
    let answer: cc_answer
    switch job {
    case .request(let request): answer = perform(request, client)
    case .certificates(let url):
      answer = cc_certificates(client, url, HTTPRequest.connectMilliseconds)
    }
    if let failure = HTTPFailure(answer) { return .failed(failure) }
    let body = [UInt8](UnsafeBufferPointer(start: answer.body, count: answer.body_count))
    return .answered(
      status: answer.status, body: body, retryAfter: max(0, answer.retry_after_s))
  }

  private func perform(_ request: HTTPRequest, _ client: OpaquePointer) -> cc_answer {
    let headers = request.headers.map { strdup($0) }
    defer { for header in headers { free(header) } }
    let list = headers.map { UnsafePointer($0) } + [nil]
    return request.method.rawValue.withCString { method in
      request.url.withCString { url in
        request.authority.withCString { authority in
          list.withUnsafeBufferPointer { list in
            let body = request.body ?? []
            return body.withUnsafeBufferPointer { bytes in
              var made = cc_request()
              made.method = method
              made.url = url
              made.headers = list.baseAddress
              made.authority = authority
              made.not_before = Int64(request.notBefore)
              made.connect_ms = HTTPRequest.connectMilliseconds
              made.total_ms = HTTPRequest.totalMilliseconds
              made.limit = HTTPRequest.mostBytes
              made.body = bytes.baseAddress
              made.body_count = bytes.count
              return cc_perform(client, &made)
            }
          }
        }
      }
    }
  }
}

extension HTTPFailure {
  fileprivate init?(_ answer: cc_answer) {
    switch Int(answer.result) {
    case CC_OK: return nil
    case CC_NO_LIBRARY: self = .noLibrary
    case CC_UNREACHABLE: self = .unreachable
    case CC_TIMEOUT: self = .timeout
    case CC_UNTRUSTED: self = .untrusted
    case CC_TLS: self = .noCommonTLS
    case CC_TOO_BIG: self = .tooBig
    case CC_CANCELLED: self = .cancelled
    default: self = .other(code: Int(answer.code))
    }
  }
}

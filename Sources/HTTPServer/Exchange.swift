import CMicrohttpd
import Synchronization

/// One request and its answer (一次交互), between libmicrohttpd's thread that
/// reads and sends, and whichever thread finds the answer.
final class Exchange: Sendable {
  private struct State {
    var request: Partial?
    var stage = Stage.reading
    var answer: HTTPResponse?
  }

  /// What has come so far.
  struct Partial {
    let method: String
    let path: String
    let query: [String: String]
    let headers: [String: String]
    let client: String
    let deadline: ContinuousClock.Instant
    var body: [UInt8] = []
  }

  private enum Stage: Equatable {
    case reading
    /// Handed over; the answer may come at any time.
    case asked
    /// The connection sleeps until the answer comes. Its address.
    case parked(UInt)
    case answered
  }

  private let state: Mutex<State>

  init(_ partial: Partial) { state = Mutex(State(request: partial)) }

  enum Reading { case more, tooLarge, tooSlow }

  /// Adds a piece of the body.
  func add(_ piece: UnsafeBufferPointer<UInt8>, limit: Int) -> Reading {
    state.withLock { state in
      guard let request = state.request else { return .tooSlow }
      guard ContinuousClock.now < request.deadline else { return .tooSlow }
      guard request.body.count + piece.count <= limit else { return .tooLarge }
      state.request?.body.append(contentsOf: piece)
      return .more
    }
  }

  /// The whole request, once; nil when it was handed over before.
  func takeRequest() -> HTTPRequest? {
    state.withLock { state in
      guard state.stage == .reading, let request = state.request else { return nil }
      state.stage = .asked
      state.request = nil
      return HTTPRequest(
        method: request.method, path: request.path, query: request.query,
        headers: request.headers, body: request.body, client: request.client)
    }
  }

  /// The answer if it is there; otherwise the connection sleeps until it is.
  ///
  /// Both under one lock, so that an answer can neither come in between nor wake
  /// a connection that does not sleep yet.
  func answerOrPark(_ connection: OpaquePointer) -> HTTPResponse? {
    state.withLock { state in
      if let answer = state.answer { return answer }
      state.stage = .parked(UInt(bitPattern: connection))
      MHD_suspend_connection(connection)
      return nil
    }
  }

  /// Takes the answer from any thread; only the first one counts.
  func answer(_ response: HTTPResponse) {
    state.withLock { state in
      guard state.answer == nil else { return }
      state.answer = response
      if case .parked(let address) = state.stage,
        let connection = OpaquePointer(bitPattern: address)
      {
        MHD_resume_connection(connection)
      }
      state.stage = .answered
    }
  }
}

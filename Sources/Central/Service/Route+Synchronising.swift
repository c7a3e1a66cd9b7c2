import Crypto
import Domain
import HTTPServer
import JSON
import Ledger
import Sync

extension Route {
  /// What a counter's agent asks.
  static let synchronising = [
    Route("POST", "/v1/push", counters) { service, call, answer in
      push(service, call, answer, isQuarantine: false)
    },
    Route("POST", "/v1/quarantine", counters) { service, call, answer in
      push(service, call, answer, isQuarantine: true)
    },
    Route("POST", "/v1/pull", counters) { service, call, answer in
      do throws(Refusal) {
        let reader = try call.request.object()
        let pull = try reading { () throws(JSONContentError) in
          _ = try reader["cursors"].members()
          return try PullRequest(reader)
        }
        try checkVersion(call.request)
        let device = call.device.record
        let now = service.context.now()
        service.read(answer) { database throws(CentralError) in
          try database.inSnapshot { database throws(CentralError) in
            switch try database.pull(pull, for: device, at: now) {
            case .success(nil): .nothing
            case .success(let found?): .json(found.json)
            case .failure(let refusal): .refusal(refusal)
            }
          }
        }
      } catch {
        answer(.refusal(error))
      }
    },
    Route("GET", "/v1/scan", counters) { service, call, answer in
      do throws(Refusal) {
        let query = call.request.query
        guard let stream = query["stream"], !stream.isEmpty else {
          throw .badRequest(reason: "stream")
        }
        var after: EntityKey?
        if let text = query["after"], !text.isEmpty {
          guard let key = EntityKey(text: text) else { throw .badRequest(reason: "after") }
          after = key
        }
        let limit = try limit(query["limit"], most: PullRequest.mostRows)
        try checkVersion(call.request)
        let device = call.device.record
        service.read(answer) { [after] database throws(CentralError) in
          try database.inSnapshot { database throws(CentralError) in
            try database.scan(stream, after: after, limit: limit, for: device).response(\.json)
          }
        }
      } catch {
        answer(.refusal(error))
      }
    },
    Route("GET", "/v1/state", counters) { service, call, answer in
      let device = call.device.record
      let now = service.context.now()
      let offlineDays = service.options.offlineDays
      service.read(answer) { database throws(CentralError) in
        try database.inSnapshot { database throws(CentralError) in
          var state = try database.state(of: device, at: now)
          state.offlineDays = offlineDays
          state.grants = device.grants
          state.forkedAt = try database.device(device.id)?.forkedAt
          return .json(state.json)
        }
      }
    },
    Route("POST", "/v1/device/rekey", counters) { service, call, answer in
      do throws(Refusal) {
        let reader = try call.request.object()
        let log = try reading { () throws(JSONContentError) in
          _ = try reader["log"].logCode()
          return try RekeyRequest(reader).log
        }
        let device = call.device.record
        let now = service.context.now()
        let allowed = service.options.forksAllowed
        service.write(county: device.division, answer) { database throws(CentralError) in
          switch try database.rekey(log: log, of: device, forksAllowed: allowed, at: now) {
          case .goesOn(let new, let isNews):
            if isNews {
              service.forgetSessions()
              service.context.alarm(.forked, device.id)
            }
            return .json(["log": .string(new)])
          case .suspended:
            service.forgetSessions()
            service.context.alarm(.suspended, device.id)
            return .refusal(.revoked)
          }
        }
      } catch {
        answer(.refusal(error))
      }
    },
  ]

  private static func push(
    _ service: Service, _ call: Call, _ answer: @escaping HTTPServer.Answer, isQuarantine: Bool
  ) {
    do throws(Refusal) {
      let batch = try PushBatch(body: call.request.content())
      let device = call.device
      guard let key = device.key, key.verifies(batch.signature, of: batch.signed) else {
        throw .badRequest(reason: "signature")
      }
      service.pushLane(of: device.record.division).submit(
        batch, from: device.record, isQuarantine: isQuarantine
      ) { result in
        answer(result.response(\.json))
      }
    } catch {
      answer(.refusal(error))
    }
  }

  static func limit(_ text: String?, most: Int) throws(Refusal) -> Int {
    guard let text else { return most }
    guard let limit = Int(text), (1...most).contains(limit) else {
      throw .badRequest(reason: "limit: allowed is 1 to \(most)")
    }
    return limit
  }

  /// Reading needs a program that knows this protocol; pushing never does.
  private static func checkVersion(_ request: HTTPRequest) throws(Refusal) {
    if let version = request.headers["yc-proto"], version != "1" { throw .upgrade(minimum: 1) }
  }
}

extension CentralDatabase {
  /// Everything that `body` reads is as of one moment.
  mutating func inSnapshot<T>(
    _ body: (inout CentralDatabase) throws(CentralError) -> T
  ) throws(CentralError) -> T {
    var copy = self
    return try engine.snapshot { () throws(CentralError) in try body(&copy) }
  }
}

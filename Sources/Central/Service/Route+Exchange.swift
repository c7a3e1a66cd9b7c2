import Crypto
import Domain
import HTTPServer
import JSON
import Ledger
import Machine
import Sync

extension Route {
  /// Packs for counters; portals and departments' systems.
  static let exchange = [
    Route("GET", "/v1/catalogue", anyDevice) { service, call, answer in
      let known = call.request.headers["if-none-match"]
      service.read(answer) { database throws(CentralError) in
        guard let manifest = try database.catalogue() else { return .nothing }
        let tag = "\"\(Hex.text(Array(SHA256.hash(manifest).prefix(8))))\""
        if known == tag { return HTTPResponse(status: 304, headers: [("ETag", tag)]) }
        guard let json = try? JSON(parsing: manifest) else {
          throw .unreadable(what: "the catalogue")
        }
        var response = HTTPResponse.json(json)
        response.headers.append(("ETag", tag))
        return response
      }
    },
    Route("GET", "/v1/catalogue/{sha256}", anyDevice) { service, call, answer in
      let name = call.values["sha256"] ?? ""
      service.read(answer) { database throws(CentralError) in
        guard let bytes = try database.catalogueFile(sha256: name) else {
          return .refusal(.notFound)
        }
        return HTTPResponse(
          status: 200,
          headers: [
            ("Content-Type", "application/octet-stream"),
            ("Cache-Control", "private, max-age=31536000, immutable"),
          ], body: bytes)
      }
    },
    Route("GET", "/v1/feed/{stream}", anyDevice) { service, call, answer in
      do throws(Refusal) {
        let stream = call.values["stream"] ?? ""
        let device = call.device.record
        guard device.streams.contains(stream) else { throw .scope }
        guard let after = Int(call.request.query["after"] ?? "0"),
          (0...1_000_000_000).contains(after)
        else { throw .badRequest(reason: "after: allowed is 0 or more") }
        let limit = try limit(call.request.query["limit"], most: PullRequest.mostRows)
        service.read(answer) { database throws(CentralError) in
          try database.inSnapshot { database throws(CentralError) in
            let epoch = try database.epoch()
            guard let page = try database.page(of: stream, after: after, limit: limit) else {
              return .refusal(.horizon(stream: stream))
            }
            return .json(["epoch": .string(epoch), "page": page.json])
          }
        }
      } catch {
        answer(.refusal(error))
      }
    },
    once("/v1/intake") { reader throws(JSONContentError) in
      _ = try reader["reference"].words(64)
      _ = try reader["hall"].digits(9)
      _ = try reader["theme"].words(64)
      _ = try reader.optional("matters")?.map { (matter) throws(JSONContentError) in
        try matter.words(64)
      }
      return try IntakeRequest(reader)
    } take: { database, request, turn throws(CentralError) in
      try database.takeIn(
        request, from: turn.device.record, rules: turn.rules, newID: turn.id, at: turn.now)
    },
    once("/v1/results") { reader throws(JSONContentError) in
      _ = try reader["reference"].words(64)
      _ = try reader["number"].words(40)
      _ = try reader["matter"].words(64)
      try reader["text"].opinion()
      return try ResultRequest(reader)
    } take: { database, request, turn throws(CentralError) in
      try database.takeResult(
        request, from: turn.device, rules: turn.rules, newID: turn.id, at: turn.now)
    },
    once("/v1/vouchers") { reader throws(JSONContentError) in
      _ = try reader["reference"].words(64)
      _ = try reader["number"].words(40)
      return try VoucherRequest(reader)
    } take: { database, request, turn throws(CentralError) in
      try database.takeVoucher(request, from: turn.device, newID: turn.id, at: turn.now)
    },
  ]

  /// One request of another system on its turn (一次办理).
  private struct Turn: Sendable {
    let device: Device
    let rules: PackRules
    let id: String
    let now: Instant
  }

  /// What another system sends under a number of its own; sent again it is answered
  /// the same.
  ///
  /// - Parameters:
  ///   - read: with the limits that the interface's description gives.
  ///   - take: in the lane of the system's county.
  private static func once<Request: Sendable>(
    _ path: String,
    _ read: @escaping @Sendable (JSONReader) throws(JSONContentError) -> Request,
    take:
      @escaping @Sendable (CentralDatabase, Request, Turn) throws(CentralError)
      -> Result<JSON, Refusal>
  ) -> Route {
    Route("POST", path, .kinds([.system])) { service, call, answer in
      do throws(Refusal) {
        let reader = try call.request.object()
        let request = try reading { () throws(JSONContentError) in try read(reader) }
        let turn = Turn(
          device: call.device, rules: service.rules, id: service.newID(),
          now: service.context.now())
        service.write(county: turn.device.record.division, answer) {
          database throws(CentralError) in
          try take(database, request, turn).response { $0 }
        }
      } catch {
        answer(.refusal(error))
      }
    }
  }
}

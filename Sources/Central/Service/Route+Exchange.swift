import Crypto
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
    Route("POST", "/v1/intake", .kinds([.system])) { service, call, answer in
      do throws(Refusal) {
        let reader = try call.request.object()
        let intake = try reading { () throws(JSONContentError) in
          _ = try reader["reference"].words(64)
          _ = try reader["hall"].digits(9)
          _ = try reader["theme"].words(64)
          _ = try reader.optional("matters")?.map { (matter) throws(JSONContentError) in
            try matter.words(64)
          }
          return try IntakeRequest(reader)
        }
        let device = call.device.record
        let now = service.context.now()
        let id = service.newID()
        service.write(county: device.division, answer) { database throws(CentralError) in
          try database.takeIn(intake, from: device, newID: id, at: now).response { $0 }
        }
      } catch {
        answer(.refusal(error))
      }
    },
    Route("POST", "/v1/results", .kinds([.system])) { service, call, answer in
      do throws(Refusal) {
        let reader = try call.request.object()
        let result = try reading { () throws(JSONContentError) in
          _ = try reader["reference"].words(64)
          _ = try reader["number"].words(40)
          _ = try reader["matter"].words(64)
          return try ResultRequest(reader)
        }
        let device = call.device
        let now = service.context.now()
        let id = service.newID()
        service.write(county: device.record.division, answer) { database throws(CentralError) in
          try database.takeResult(
            result, from: device, rules: service.rules, newID: id, at: now
          ).response { $0 }
        }
      } catch {
        answer(.refusal(error))
      }
    },
    Route("POST", "/v1/vouchers", .kinds([.system])) { service, call, answer in
      do throws(Refusal) {
        let reader = try call.request.object()
        let voucher = try reading { () throws(JSONContentError) in
          _ = try reader["reference"].words(64)
          _ = try reader["number"].words(40)
          return try VoucherRequest(reader)
        }
        let device = call.device
        let now = service.context.now()
        let id = service.newID()
        service.write(county: device.record.division, answer) { database throws(CentralError) in
          try database.takeVoucher(voucher, from: device, newID: id, at: now).response { $0 }
        }
      } catch {
        answer(.refusal(error))
      }
    },
  ]
}

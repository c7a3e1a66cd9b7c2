import HTTPServer
import JSON
import Ledger
import Sync

extension Route {
  /// Contents of scans, for whoever may see a dossier that names them.
  static let blobs = [
    Route("HEAD", "/v1/blob/{sha256}", anyDevice) { service, call, answer in
      get(service, call, answer)
    },
    Route("GET", "/v1/blob/{sha256}", anyDevice) { service, call, answer in
      get(service, call, answer)
    },
    Route("PUT", "/v1/blob/{sha256}", counters) { service, call, answer in
      do throws(Refusal) {
        let place = try Place(call)
        let body = call.request.body
        guard body.count <= BlobPiece.most else { throw .tooBig }
        let device = call.device.record
        service.write(county: device.division, answer) { database throws(CentralError) in
          guard let scan = try database.scan(place.hash, in: place.dossier, for: device) else {
            return .refusal(.notFound)
          }
          return try database.keep(body, of: scan, at: place.offset, county: device.division)
            .response { BlobPiece(held: $0).json }
        }
      } catch {
        answer(.refusal(error))
      }
    },
  ]

  /// What every question about a blob names.
  private struct Place {
    let hash: String
    let dossier: String
    let offset: Int

    init(_ call: Call) throws(Refusal) {
      hash = call.values["sha256"] ?? ""
      let query = call.request.query
      guard let dossier = query["dossier"], !dossier.isEmpty else {
        throw .badRequest(reason: "dossier")
      }
      guard let offset = Int(query["offset"] ?? "0"), (0..<Scan.mostBytes).contains(offset) else {
        throw .badRequest(reason: "offset: allowed is 0 to \(Scan.mostBytes - 1)")
      }
      self.dossier = dossier
      self.offset = offset
    }
  }

  private static func get(
    _ service: Service, _ call: Call, _ answer: @escaping HTTPServer.Answer
  ) {
    do throws(Refusal) {
      let place = try Place(call)
      let device = call.device.record
      service.read(answer) { database throws(CentralError) in
        guard let scan = try database.scan(place.hash, in: place.dossier, for: device),
          let bytes = try database.piece(of: scan, at: place.offset)
        else { return .refusal(.notFound) }
        guard place.offset < scan.size else { return .refusal(.badRequest(reason: "offset")) }
        return HTTPResponse(
          status: 200,
          headers: [("Content-Type", "application/octet-stream"), ("Cache-Control", "no-store")],
          body: bytes)
      }
    } catch {
      answer(.refusal(error))
    }
  }
}

import Crypto
import HTTPServer
import JSON
import Ledger
import Sync

extension Route {
  /// How a device comes in: enrolment and sessions.
  static let joining = [
    Route("POST", "/v1/enrol", .anybody(.code)) { service, call, answer in
      do throws(Refusal) {
        let reader = try call.request.object()
        let asked = try reading { () throws(JSONContentError) in
          _ = try reader["code"].words(40)
          _ = try reader["log"].logCode()
          _ = try reader["program"].words(40)
          _ = try reader.optional("lines")?.int(0...1_000_000_000)
          return try EnrolRequest(reader)
        }
        guard let key = try? VerifyingKey(asked.publicKey) else {
          throw .badRequest(reason: "publicKey")
        }
        let id = service.newID()
        let now = service.context.now()
        // The county is not known yet; the transaction locks it.
        service.write(county: "", answer) { database throws(CentralError) in
          let answer = try database.enrol(
            code: asked.code, key: key, log: asked.log, lines: asked.lines, newID: id, at: now)
          if case .success(let enrolment) = answer { service.noteEnrolled(enrolment.device) }
          return answer.response(\.json)
        }
      } catch {
        answer(.refusal(error))
      }
    },
    Route("POST", "/v1/auth/challenge", .anybody(.device)) { service, call, answer in
      do throws(Refusal) {
        let reader = try call.request.object()
        let device = try reading { () throws(JSONContentError) in
          try reader.allowOnly("device")
          return try reader["device"].words(64)
        }
        let now = service.context.now()
        service.write(county: "", answer) { database throws(CentralError) in
          .json(["nonce": .string(Hex.text(try database.challenge(device: device, at: now)))])
        }
      } catch {
        answer(.refusal(error))
      }
    },
    Route("POST", "/v1/auth/session", .anybody(.device)) { service, call, answer in
      do throws(Refusal) {
        let reader = try call.request.object()
        let asked = try reading { () throws(JSONContentError) in
          _ = try reader["device"].words(64)
          return try SessionRequest(reader)
        }
        let now = service.context.now()
        service.write(county: "", answer) { database throws(CentralError) in
          try database.beginSession(asked, at: now).response {
            ["token": .string($0), "seconds": .int(CentralDatabase.sessionLife / 1000)]
          }
        }
      } catch {
        answer(.refusal(error))
      }
    },
    Route("DELETE", "/v1/auth/session", anyDevice) { service, call, answer in
      let token = call.request.token ?? ""
      service.write(county: "", answer) { database throws(CentralError) in
        try database.endSession(token)
        service.forgetSessions()
        return .nothing
      }
    },
  ]
}

extension Result where Failure == Refusal {
  func response(_ json: (Success) -> JSON) -> HTTPResponse {
    switch self {
    case .success(let value): .json(json(value))
    case .failure(let refusal): .refusal(refusal)
    }
  }
}

extension JSONReader {
  /// Four characters of Crockford's alphabet.
  func logCode() throws(JSONContentError) -> String {
    let text = try string()
    let alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    guard text.count == 4, text.allSatisfy(alphabet.contains) else {
      throw error(allowed: "four characters of \(alphabet)")
    }
    return text
  }
}

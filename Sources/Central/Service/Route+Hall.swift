import Crypto
import HTTPServer
import JSON
import Ledger
import Sync

extension Route {
  /// What the counters of a hall share while they are online.
  static let hall = [
    Route("POST", "/v1/accounts/verifier", counters) { service, call, answer in
      do throws(Refusal) {
        let reader = try call.request.object()
        let proof = try reading { () throws(JSONContentError) in try ClerkProof(reader) }
        guard isKey(proof.account) else { throw .badRequest(reason: "account") }
        do throws(CryptoError) {
          _ = try PassphraseHash(encoded: proof.proof)
        } catch {
          throw .badRequest(reason: "proof: \(error)")
        }
        let device = call.device.record
        let now = service.context.now()
        service.write(county: device.division, answer) { database throws(CentralError) in
          try database.putVerifier(
            account: proof.account, encoded: proof.proof, from: device, at: now
          ).emptyResponse
        }
      } catch {
        answer(.refusal(error))
      }
    },
    Route("POST", "/v1/auth/clerk", counters) { service, call, answer in
      do throws(Refusal) {
        let reader = try call.request.object()
        let proof = try reading { () throws(JSONContentError) in try ClerkProof(reader) }
        guard isKey(proof.account), (1...1_024).contains(proof.proof.utf8.count) else {
          throw .badRequest(reason: "account or proof")
        }
        judge(service, call, proof, answer)
      } catch {
        answer(.refusal(error))
      }
    },
    Route("POST", "/v1/queue/number", counters) { service, call, answer in
      do throws(Refusal) {
        let reader = try call.request.object()
        let asked = try reading { () throws(JSONContentError) in
          let asked = try QueueNumberRequest(reader)
          guard (1...2).contains(asked.prefix.utf8.count),
            asked.prefix.utf8.allSatisfy({ (0x41...0x5A).contains($0) })
          else { throw try reader["prefix"].error(allowed: "one or two capital letters") }
          return asked
        }
        let device = call.device.record
        let now = service.context.now()
        service.write(county: device.division, answer) { database throws(CentralError) in
          try database.nextNumber(asked, for: device, at: now).response(\.json)
        }
      } catch {
        answer(.refusal(error))
      }
    },
    Route("POST", "/v1/queue/claim", counters) { service, call, answer in
      do throws(Refusal) {
        let reader = try call.request.object()
        let asked = try reading { () throws(JSONContentError) in
          _ = try reader["counter"].words(16)
          _ = try reader["ticket"].words(64)
          return try QueueClaimRequest(reader)
        }
        let device = call.device.record
        let now = service.context.now()
        service.write(county: device.division, answer) { database throws(CentralError) in
          try database.claim(asked, for: device, at: now).emptyResponse
        }
      } catch {
        answer(.refusal(error))
      }
    },
  ]

  private static func isKey(_ text: String) -> Bool { (1...64).contains(text.utf8.count) }

  /// Reads the hash, compares where it holds up nobody, and writes down how it
  /// went. An unknown account costs as long as a known one, and looks the same.
  private static func judge(
    _ service: Service, _ call: Call, _ proof: ClerkProof, _ answer: @escaping HTTPServer.Answer
  ) {
    let device = call.device.record
    let now = service.context.now()
    service.read(answer) { database throws(CentralError) in
      let found = try database.verifier(account: proof.account, for: device, at: now)
      if case .failure(.busy(let seconds)) = found {
        return .refusal(.busy(seconds: seconds), status: 429)
      }
      if case .failure(.notFound) = found { return .refusal(.notFound) }
      let known = try? found.get()
      service.slow.async {
        var passphrase = Array(proof.proof.utf8)
        // A stored hash that would cost too much is not computed, and is nobody's.
        let hash = try? PassphraseHash(encoded: known?.encoded ?? Service.nobody)
        if hash == nil {
          service.context.log.failure(.unreadable(what: "a verifier"), of: "request")
        }
        let isRight = (try? hash?.matches(passphrase)) == true && known != nil
        wipe(&passphrase)
        // Nobody is locked out by another hall.
        guard known != nil else { return answer(.refusal(.scope)) }
        service.write(county: device.division, answer) { database throws(CentralError) in
          try database.note(
            proven: isRight ? known?.mark : nil, account: proof.account, for: device, at: now)
          return isRight ? .nothing : .refusal(.scope)
        }
      }
      return .later
    }
  }
}

extension Service {
  /// A hash that no passphrase has, so that an unknown account costs the same.
  static let nobody =
    "$argon2id$v=19$m=65536,t=3,p=1$AAAAAAAAAAAAAAAAAAAAAA"
    + "$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
}

extension Result where Success == Void, Failure == Refusal {
  var emptyResponse: HTTPResponse {
    switch self {
    case .success: .nothing
    case .failure(let refusal): .refusal(refusal)
    }
  }
}

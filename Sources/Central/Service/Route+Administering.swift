import HTTPServer
import JSON
import Ledger
import Sync

extension Route {
  /// For administrators, beside the program's own commands.
  static let administering = [
    Route("POST", "/v1/admin/codes", administrators) { service, call, answer in
      do throws(Refusal) {
        let reader = try call.request.object()
        let station = try reading { () throws(JSONContentError) in
          try reader.allowOnly("hall", "hallTitle", "counter", "region", "departments", "counties")
          let hall = try reader["hall"].digits(9)
          let departments = try reader.optional("departments")?.map {
            (department) throws(JSONContentError) in try department.words(64)
          }
          let counties = try reader.optional("counties")?.map {
            (county) throws(JSONContentError) in try county.digits(6)
          }
          return Station(
            hall: hall, hallTitle: try reader["hallTitle"].words(60),
            counter: try reader["counter"].words(16), region: try reader["region"].words(16),
            streams: Station.streams(
              hall: hall, departments: departments ?? [], counties: counties ?? []))
        }
        let now = service.context.now()
        service.write(county: String(station.hall.prefix(6)), answer) {
          database throws(CentralError) in
          if let holder = try database.holder(of: station.counter, in: station.hall) {
            return .refusal(.taken(by: holder))
          }
          return .json(["code": .string(try database.makeCode(for: station, at: now))])
        }
      } catch {
        answer(.refusal(error))
      }
    },
    Route("GET", "/v1/admin/devices", administrators) { service, call, answer in
      let hall = call.request.query["hall"]
      service.read(answer) { database throws(CentralError) in
        .json(["devices": .array(try database.devices(hall: hall).map(\.json))])
      }
    },
    Route("POST", "/v1/admin/devices/{device}/{state}", administrators) { service, call, answer in
      let words: [String: Device.State] = [
        "suspend": .suspended, "activate": .active, "revoke": .revoked,
      ]
      guard let state = words[call.values["state"] ?? ""], let id = call.values["device"] else {
        return answer(.refusal(.notFound))
      }
      let actor = call.device.record.id
      let now = service.context.now()
      service.write(county: "", answer) { database throws(CentralError) in
        if state == .active, let successor = try database.successor(of: id) {
          return .refusal(.taken(by: successor))
        }
        let isThere = try database.set(id, to: state, by: actor, at: now)
        service.forgetSessions()
        return isThere ? .nothing : .refusal(.notFound)
      }
    },
    Route("GET", "/v1/admin/quarantine", administrators) { service, call, answer in
      let county = call.request.query["county"] ?? ""
      service.read(answer) { database throws(CentralError) in
        .json(
          [
            "lines": .array(
              try database.quarantine(county: county).map {
                [
                  "log": .string($0.log), "line": .int($0.sequence), "code": .string($0.code),
                  "at": .int($0.at.milliseconds),
                ]
              })
          ])
      }
    },
    Route("POST", "/v1/admin/quarantine/resolve", administrators) { service, call, answer in
      do throws(Refusal) {
        let reader = try call.request.object()
        let (county, log, line, note) = try reading { () throws(JSONContentError) in
          try reader.allowOnly("county", "log", "line", "note")
          return (
            try reader["county"].digits(6), try reader["log"].logCode(),
            try reader["line"].count(from: 1), try reader["note"].words(200)
          )
        }
        let actor = call.device.record.id
        let now = service.context.now()
        service.write(county: county, answer) { database throws(CentralError) in
          let wasOpen = try database.resolve(
            county: county, log: log, sequence: line, note: note, by: actor, at: now)
          return wasOpen ? .nothing : .refusal(.notFound)
        }
      } catch {
        answer(.refusal(error))
      }
    },
  ]
}

extension Station {
  /// What a counter of a hall reads, and a desk of these departments beside it.
  ///
  /// - Parameter counties: whose dossiers a desk above them gets, as a city's; the
  ///   hall's own county when there are none.
  static func streams(hall: String, departments: [String], counties: [String]) -> [String] {
    let places = counties.isEmpty ? [String(hall.prefix(6))] : counties
    return Streams.ofCounter(hall: hall)
      + places.flatMap { place in departments.map { Streams.department(place, $0) } }
  }
}

extension Device {
  var json: JSON {
    [
      "device": .string(record.id), "hall": .string(record.hall), "name": .string(name),
      "counter": .string(counter), "kind": .string(kind.rawValue),
      "state": .string(state.rawValue), "streams": .array(record.streams.map(JSON.string)),
      "grants": .array(record.grants.map(JSON.string)),
      "forkedAt": forkedAt.map { .int($0.milliseconds) } ?? .null,
    ]
  }
}

import Foundation
import HTTPServer
import TestThreads
import Testing

@testable import Central

// The description of the API against the running service, by schemathesis.
@Suite(.serialized, .waiting) struct APITests {
  @Test("接口说明与服务一致：窗口、外部系统、管理员", arguments: ["counter", "system", "admin"])
  func description(kind: String) throws {
    let test = try TestService(.sqlite)
    let tls = test.store.directory + "/tls"
    #expect(try run("scripts/certificates", [tls, "localhost", "127.0.0.1"]).status == 0)
    var settings = HTTPServerSettings()
    settings.connectionsPerAddress = 0
    settings.tls = HTTPServerSettings.TLS(
      certificate: try String(contentsOfFile: tls + "/server.pem", encoding: .utf8),
      key: try String(contentsOfFile: tls + "/server.key", encoding: .utf8))
    let service = test.service
    let server = try HTTPServer(settings) { service.handle($0, $1) }
    defer { server.stop() }
    let (counter, session) = try test.counter()
    var hall = counter
    hall.openHall()
    hall.accept()
    _ = try test.push(hall, token: session)
    let now = test.service.context.now()
    let token: String
    switch kind {
    case "counter": token = session
    case "system":
      token = try test.store.database.makeSystem(
        .system, hall: "640104101", name: "门户", region: "nx",
        streams: ["c:640104-portal", "d:640104-hrss"], departments: ["hrss"], id: "system",
        at: now)
    default:
      token = try test.store.database.makeSystem(
        .admin, hall: "", name: "管理", region: "", streams: [], departments: [], id: "admin",
        at: now)
    }
    let url = "https://127.0.0.1:\(server.port)"
    let (status, output) = try run("scripts/api", [url, tls + "/ca.pem", token, "3"])
    #expect(status == 0, "\(output.suffix(4_000))")
    #expect(output.contains("generated"))
  }
}

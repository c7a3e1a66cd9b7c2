import HTTPServer
import JSON

extension Route {
  /// For whoever watches the service.
  static let watching = [
    Route("GET", "/healthz", .anybody(.none)) { service, _, answer in
      service.read(answer) { database throws(CentralError) in
        _ = try database.epoch()
        return .json(["ok": true])
      }
    },
    Route("GET", "/metrics", .loopback) { service, _, answer in
      service.read(answer) { database throws(CentralError) in
        var gauges = service.gauges()
        gauges["devices_twice"] = try database.forkedDevices()
        return .text(service.context.metrics.text(gauges))
      }
    },
  ]
}

import Domain

/// What every part of the service needs of its surroundings (服务环境).
struct ServiceContext: Sendable {
  let log: CentralLog
  let metrics: Metrics

  /// The clock that the service goes by.
  let now: @Sendable () -> Instant

  /// How two machines show that they are one device (重复设备).
  enum Alarm: String { case forked, suspended }

  func alarm(_ alarm: Alarm, _ device: String) {
    metrics.add("devices_twice_total{what=\"\(alarm.rawValue)\"}", 1)
    let words: StaticString =
      switch alarm {
      case .forked: "its log has a second writer: a disk put back, or a copy at work"
      case .suspended: "two machines write as this device: suspended, see admin devices"
      }
    log.write(.warning, "device.twice", .device(device), .detail(words))
  }
}

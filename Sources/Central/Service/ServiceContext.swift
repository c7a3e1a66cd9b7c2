import Domain
import Machine

/// What every part of the service needs of its surroundings (服务环境).
struct ServiceContext: Sendable {
  let log: CentralLog
  let metrics: Metrics

  func now() -> Instant { Clocks.now }
}

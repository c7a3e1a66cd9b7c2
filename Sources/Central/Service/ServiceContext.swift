import Domain

/// What every part of the service needs of its surroundings (服务环境).
struct ServiceContext: Sendable {
  let log: CentralLog
  let metrics: Metrics

  /// The clock that the service goes by.
  let now: @Sendable () -> Instant
}

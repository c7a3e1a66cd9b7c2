/// Why a model did not do what it was asked (模型故障): nothing has changed then.
package enum ModelFailure: Error, Equatable, Sendable {
  /// The disk is full.
  case diskFull
  /// The machine stopped.
  case crash
  /// The operation does not fit what this counter shows.
  case refused
}

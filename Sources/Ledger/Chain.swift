/// The hash chain over a counter's log: altering, dropping or swapping any
/// line changes every later link.
///
/// `link(n) = H("YC1" ‖ log ‖ link(n-1) ‖ line(n))`. The hash function is
/// handed in (SHA-256), so that this room stays free of C.
package struct Chain: Sendable {
  package typealias Hash = @Sendable ([UInt8]) -> [UInt8]

  package let log: String
  package let hash: Hash

  package init(log: String, hash: @escaping Hash) {
    self.log = log
    self.hash = hash
  }

  /// What stands before the first line.
  package var origin: [UInt8] { hash(Array("YC1".utf8) + Array(log.utf8)) }

  package func link(after previous: [UInt8], line: [UInt8]) -> [UInt8] {
    hash(Array("YC1".utf8) + Array(log.utf8) + previous + line)
  }
}

import Ledger
import Sync

/// One of a counter's logs (本机日志).
package struct CounterLog: Equatable, Sendable {
  package let code: String
  package var lines: [Line] = []
  /// Lines that central has answered, in the present epoch.
  package var sent = 0
  /// Lines whose effect is in what was pulled.
  package var done = 0
  /// Lines that central ever answered.
  package var reached = 0
  /// The highest serial of a dossier number under this code.
  package var serial = 0

  package init(code: String) { self.code = code }

  package struct Line: Equatable, Sendable {
    package let bytes: [UInt8]
    /// Nil for one that this program cannot read.
    package let operation: Operation?
    package let link: [UInt8]
  }

  mutating func append(_ bytes: [UInt8], _ operation: Operation?, hash: @escaping Chain.Hash) {
    let chain = Chain(log: code, hash: hash)
    let link = chain.link(after: lines.last?.link ?? chain.origin, line: bytes)
    lines.append(Line(bytes: bytes, operation: operation, link: link))
    if let number = operation?.number, let serial = DossierNumber.serial(number, log: code) {
      self.serial = max(self.serial, serial)
    }
  }
}

extension CounterLog {
  /// Lines after a place are to be sent again.
  mutating func resend(after place: Int) {
    sent = min(sent, place)
    done = min(done, sent)
  }

  /// How many of the lines that were answered central still has, with the
  /// results that this counter was told.
  ///
  /// When it ends with a line of another writer, none is sure, and sending them
  /// all again tells. A copy of central from another life may have a line with
  /// another result.
  func shared(with state: StateAnswer.LogState, refused: Set<Int>) -> Int {
    if state.last == 0 { return 0 }
    guard state.last <= lines.count, lines[state.last - 1].link == state.lastHash else { return 0 }
    let other = refused.symmetricDifference(state.refused).filter { $0 <= state.last }
    return min(state.last, (other.min() ?? Int.max) - 1)
  }
}

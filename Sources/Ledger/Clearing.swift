import Domain
import JSON

/// That a supervisor has looked into what was odd (核实存疑).
package struct Clearing: Equatable, Sendable {
  /// The kind of the entity that the operation is about.
  package let subject: Subject
  package let doubts: Set<Doubt>
  /// What was found.
  package let reason: String

  package enum Subject: String, CaseIterable, Sendable { case dossier, ticket }

  package init(_ doubts: Set<Doubt>, of subject: Subject, reason: String) {
    self.subject = subject
    self.doubts = doubts
    self.reason = reason
  }

  var entityKind: Entity.Kind {
    switch subject {
    case .dossier: .dossier
    case .ticket: .ticket
    }
  }

  func checkShape() throws(LedgerError) {
    guard !doubts.isEmpty else { throw .malformed(part: "doubts") }
    try Shape.words(reason)
  }
}

extension Clearing {
  var json: JSON {
    [
      "of": .string(subject.rawValue),
      "doubts": .array(doubts.sorted().map { .string($0.rawValue) }), "reason": .string(reason),
    ]
  }

  init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly("of", "doubts", "reason")
    self.init(
      try reader["doubts"].doubts(), of: try reader["of"].word(),
      reason: try reader["reason"].string())
  }
}

extension Ticket {
  mutating func apply(_ clearing: Clearing, _ kind: Operation.Kind) throws(LedgerError) {
    try Dossier.checkWords(clearing.reason, kind)
    doubts.subtract(clearing.doubts)
  }

  /// The ticket after a supervisor has looked into it.
  package func cleared(by operation: Operation) throws(LedgerError) -> Ticket {
    var after = self
    if case .clear(let clearing) = operation.act, clearing.subject == .ticket {
      try after.apply(clearing, operation.kind)
    }
    return after
  }
}

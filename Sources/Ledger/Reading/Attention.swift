import Domain

/// What central refused, and somebody has to deal with (需处理).
package struct Attention: Equatable, Sendable {
  /// Stays the same; a line that was sent again and refused again has another one.
  package let id: String
  package let entity: String
  package let outcome: Outcome
  /// Why, as a code that stays the same: `E_STATE`. Empty when there is none.
  package let code: String
  package let openedAt: Instant
  /// Nil for what cannot be read.
  package let operation: Operation?

  package enum Outcome: String, CaseIterable, Sendable {
    case rejected, held, renumbered
    /// This program is too old to read what central has.
    case unreadable
    /// What central has does not follow from the packs of this counter.
    case odd
  }

  package init(
    id: String, entity: String, outcome: Outcome, code: String, openedAt: Instant,
    operation: Operation?
  ) {
    self.id = id
    self.entity = entity
    self.outcome = outcome
    self.code = code
    self.openedAt = openedAt
    self.operation = operation
  }
}

import Domain
import JSON

/// One line of the log without its facts (审计记录).
package struct AuditEntry: Equatable, Sendable {
  /// Place in the log, from 1.
  package var sequence: Int
  package var operation: String
  package var at: Instant
  package var clerk: String
  package var role: Role
  package var kind: Operation.Kind
  /// The dossier, ticket or account.
  package var entity: String

  package init(
    sequence: Int, operation: String, at: Instant, clerk: String, role: Role,
    kind: Operation.Kind, entity: String
  ) {
    self.sequence = sequence
    self.operation = operation
    self.at = at
    self.clerk = clerk
    self.role = role
    self.kind = kind
    self.entity = entity
  }
}

/// What the hash chain over the log says (哈希链核验).
package enum ChainCheck: Equatable, Sendable {
  case intact(lines: Int)
  /// The first line that does not fit the chain, from 1.
  case broken(line: Int)
}

/// Failed sign-ins of one account (登录失败).
package struct SignInState: Equatable, Sendable {
  package var failures: Int
  package var lock: Lock?

  package init(failures: Int = 0, lock: Lock? = nil) {
    self.failures = failures
    self.lock = lock
  }

  /// Until when nobody may try. Measured on the machine's running time, which
  /// nobody can set back; a restart of the machine is known by `boot`.
  package struct Lock: Equatable, Sendable {
    package var boot: String
    /// Milliseconds since that boot.
    package var until: Int
    /// How long the lock was, to start it anew after a restart.
    package var length: Int

    package init(boot: String, until: Int, length: Int) {
      self.boot = boot
      self.until = until
      self.length = length
    }
  }
}

/// A view of a list that somebody gave a name (保存的视图).
package struct SavedView: Equatable, Sendable {
  /// Account key.
  package var owner: String
  package var name: String
  /// What the screen makes of it.
  package var content: JSON

  package init(owner: String, name: String, content: JSON) {
    self.owner = owner
    self.name = name
    self.content = content
  }
}

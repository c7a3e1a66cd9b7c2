import Domain

/// Somebody who can sign in (账户). The passphrase is not part of it, nor what it is
/// checked by: only a mark that says which one is meant.
package struct Account: Equatable, Sendable {
  /// Stable, unique on this machine.
  package let key: String
  package var name: String
  package var role: Role
  /// Departments of a reviewer, by key; empty for everybody else.
  package var departments: [String]
  package var isActive: Bool
  /// Whether a department's computer works under it, and nobody signs in.
  package let isSystem: Bool
  /// Whether it came with a machine that had worked alone, into a hall that had its
  /// people already (单机带来): it stays inactive until somebody of the hall lets it in.
  package var isBrought: Bool
  /// Which passphrase holds; nil for an account that is older than these marks.
  package var passphrase: PassphraseMark?

  package init(
    key: String, name: String, role: Role, departments: [String] = [], isActive: Bool = true,
    isSystem: Bool = false, isBrought: Bool = false, passphrase: PassphraseMark? = nil
  ) {
    self.key = key
    self.name = name
    self.role = role
    self.departments = departments
    self.isActive = isActive
    self.isSystem = isSystem
    self.isBrought = isBrought
    self.passphrase = passphrase
  }

  /// Whether somebody signs in under it today.
  package var worksHere: Bool { isActive && !isSystem }

  /// The same account after it was changed: a passphrase changes by itself only.
  package func changed(to new: Account) -> Account {
    var after = new
    after.passphrase = passphrase
    return after
  }
}

/// Which passphrase of an account holds (口令标记), so that a machine knows that the one
/// it checks by is not it any more.
package struct PassphraseMark: Equatable, Sendable {
  /// SHA-256 of the verifier that central is to keep, in hexadecimal digits.
  package let digest: String
  /// Set for a one-time passphrase (一次性口令): until when it opens the account, and
  /// only to put another one in its place.
  package let oneTimeUntil: Instant?

  package init(digest: String, oneTimeUntil: Instant? = nil) {
    self.digest = digest
    self.oneTimeUntil = oneTimeUntil
  }

  /// Whether it is a one-time passphrase that is over.
  package func isOver(at now: Instant) -> Bool {
    oneTimeUntil.map { now.milliseconds >= $0.milliseconds } ?? false
  }
}

/// 窗口人员, 预审人员, 部门经办, 主管, 管理员.
package enum Role: String, CaseIterable, Sendable {
  case clerk, screener, reviewer, supervisor, admin

  /// Whether this role may do such an operation at all.
  package func may(_ kind: Operation.Kind) -> Bool {
    switch kind {
    case .conflictSettle, .duplicateKeep, .dossierRenumber, .intakeReturn:
      self == .clerk || self == .supervisor
    case .dossierAccept, .dossierAmend, .dossierAdd, .dossierVoid, .dossierRate, .materialPut,
      .materialAttach, .materialDetach,
      .proceedingTold, .ticketChange, .ticketUndo, .appointmentBook, .appointmentCancel,
      .appointmentArrive:
      self == .clerk || self == .supervisor
    case .dossierScreen: self == .screener
    case .proceedingRedate, .doubtClear: self == .supervisor
    case .dossierServe, .registerEnter, .registerClose: self != .admin
    case .dossierNote: self != .admin
    // Corrections come in at the counter as often as at the department.
    case .proceedingResume: self != .admin
    case .proceedingAsk, .proceedingDecline: self == .reviewer || self == .screener
    case .proceedingReceive, .proceedingSign, .proceedingVerify, .proceedingPass, .proceedingHold,
      .proceedingApprove:
      self == .reviewer
    case .proceedingHandOn: self == .reviewer || self == .supervisor
    case .accountPut: self == .admin || self == .supervisor
    // Everybody their own; whose else is in `Staff`.
    case .accountPassphrase: true
    case .auditExport, .reportIssue: self == .supervisor
    case .auditPaper, .auditUnmask: self != .admin
    case .auditSignIn, .auditSignInFailed, .auditSignOut, .auditClock: true
    case .proceedingWithdraw: self == .clerk || self == .supervisor
    }
  }
}

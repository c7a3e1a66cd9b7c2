/// Somebody who can sign in (账户). The passphrase is not part of it: verifiers
/// never leave the machine.
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

  package init(
    key: String, name: String, role: Role, departments: [String] = [], isActive: Bool = true,
    isSystem: Bool = false
  ) {
    self.key = key
    self.name = name
    self.role = role
    self.departments = departments
    self.isActive = isActive
    self.isSystem = isSystem
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
    case .proceedingRedate: self == .supervisor
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
    case .auditExport, .reportIssue: self == .supervisor
    case .auditPaper, .auditUnmask: self != .admin
    case .auditSignIn, .auditSignInFailed, .auditSignOut, .auditClock: true
    case .proceedingWithdraw: self == .clerk || self == .supervisor
    }
  }
}

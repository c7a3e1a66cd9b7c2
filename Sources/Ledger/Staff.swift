/// Who may make, change and let in whom (人员规则): the one rule, which the desk, the
/// counter's store and central ask.
package enum Staff {
  /// Why a change of an account is not allowed; nil when it is.
  ///
  /// - Parameters:
  ///   - new: the account as it would be.
  ///   - before: as it is; nil for a new one.
  ///   - hall: all accounts of its hall that are known, `before` among them.
  package static func objection(
    to new: Account, over before: Account?, by actor: (key: String, role: Role),
    among hall: [Account]
  ) -> StaffProblem? {
    guard !new.isSystem, before?.isSystem != true else { return .system }
    guard let before else {
      if new.isBrought { return .rank(new.role) }
      return actor.role.makes.contains(new.role) ? nil : .rank(new.role)
    }
    let after = before.changed(to: new)
    if after == before { return nil }
    guard before.key != actor.key else { return .own }
    guard before.isBrought || !new.isBrought else { return .rank(new.role) }
    guard actor.role.makes.contains(before.role), actor.role.makes.contains(after.role) else {
      return .rank(before.role)
    }
    guard leavesSupervisor(after, over: before, among: hall) else { return .lastSupervisor }
    return nil
  }

  /// Why a passphrase is not to be changed; nil when it may be.
  package static func objection(
    to mark: PassphraseMark, of account: Account, by actor: (key: String, role: Role)
  ) -> StaffProblem? {
    guard !account.isSystem else { return .system }
    // One's own is never a one-time passphrase, another's always.
    if account.key == actor.key { return mark.oneTimeUntil == nil ? nil : .own }
    guard mark.oneTimeUntil != nil, actor.role.resets.contains(account.role) else {
      return .rank(account.role)
    }
    return nil
  }

  /// Whether somebody is left who can let others in.
  package static func leavesSupervisor(
    _ after: Account, over before: Account, among hall: [Account]
  ) -> Bool {
    func leads(_ account: Account) -> Bool { account.worksHere && account.role == .supervisor }
    guard leads(before), !leads(after) else { return true }
    return hall.contains { $0.key != before.key && leads($0) }
  }

  /// Whether nobody has ever worked in a hall, so that a first supervisor may found it.
  package static func isEmpty(_ hall: some Sequence<Account>) -> Bool {
    hall.allSatisfy(\.isSystem)
  }
}

extension Role {
  /// Roles whose accounts this one makes, enables and disables, in the order in which
  /// they are offered. Nobody at a hall makes a 管理员.
  package var makes: [Role] {
    switch self {
    case .supervisor, .admin: [.clerk, .reviewer, .screener, .supervisor]
    case .clerk, .screener, .reviewer: []
    }
  }

  /// Roles to whose people this one gives a one-time passphrase.
  package var resets: [Role] {
    switch self {
    case .supervisor: [.clerk, .reviewer, .screener]
    case .admin: [.clerk, .reviewer, .screener, .supervisor]
    case .clerk, .screener, .reviewer: []
    }
  }
}

/// Why an account stays as it is (人员规则不允许).
package enum StaffProblem: Error, Equatable, Sendable {
  /// Not for this role to do to an account of that one.
  case rank(Role)
  /// Somebody's own account is changed by another.
  case own
  /// Nobody would be left who can let others in.
  case lastSupervisor
  /// A department's computer works under it: only central changes it.
  case system
  case unknown
}

extension Operation.Kind {
  /// Whether it serves somebody at the window, so that it stands even when central
  /// finds that its clerk had left: no machine of the hall could know it then, and
  /// the citizen holds the number or the receipt.
  package var outlivesItsClerk: Bool {
    self != .accountPassphrase && Role.clerk.may(self)
  }
}

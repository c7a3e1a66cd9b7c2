import Ledger

// Who may make, change and let in whom, as central judges it (人员裁定).
extension Docket {
  /// Judges a change of an account.
  ///
  /// What a machine does in somebody's name counts only if that person has said the
  /// passphrase there. A new account that nobody could have made is taken in all the
  /// same, but inactive: so a machine that worked alone brings its people's work into
  /// a hall, and nobody who could sign in there.
  ///
  /// - Parameter line: where it stands in its log.
  mutating func decideStaff(
    _ operation: Operation, _ device: DeviceRecord, _ line: (log: String, sequence: Int)
  ) -> OperationResult.Outcome {
    guard operation.role.may(operation.kind) else { return .rejected(code: "E_ROLE") }
    let key = operation.touches[0]
    let before = records[key]
    if let before, before.hall != device.hall { return .rejected(code: "E_CLERK") }
    let actor = records[EntityKey(.account, operation.clerk)]
    if let actor, actor.hall != device.hall { return .rejected(code: "E_CLERK") }
    var scene = Scene(before.map { [key: $0.entity].compactMapValues { $0 } } ?? [:])
    guard scene.replay(operation), let after = scene[key]?.account else {
      return .rejected(code: StaffProblem.unknown.code)
    }
    let standing = standing(operation, after, before, actor?.entity?.account, device)
    switch standing {
    case .refused(let code): return .rejected(code: code)
    case .allowed:
      put(.account(after), as: key, from: device, by: line)
      if operation.setsPassphrase(over: before) { prove(after, at: device) }
      audit(operation.clerk, operation.kind.rawValue, after.key)
      return .applied
    case .brought:
      var kept = after
      kept.isActive = false
      kept.isBrought = true
      put(.account(kept), as: key, from: device, by: line)
      audit(operation.clerk, "account.brought", after.key)
      return .merged(kept: ["active"])
    }
  }

  private enum Standing {
    case allowed
    /// Taken in, inactive.
    case brought
    case refused(code: String)
  }

  private func standing(
    _ operation: Operation, _ after: Account, _ before: EntityRecord?, _ actor: Account?,
    _ device: DeviceRecord
  ) -> Standing {
    let account = before?.entity?.account
    let staff = hall(device.hall)
    let isFounder =
      after.key == operation.clerk && after.role == .supervisor && operation.role == .supervisor
      && !after.isSystem
    guard let actor else {
      // The code that enrolled the first device was given to a person.
      guard isFounder, account == nil else { return .refused(code: "E_CLERK") }
      let founds = Staff.isEmpty(staff) && after.isActive && !after.isBrought
      return founds ? .allowed : .brought
    }
    let isTheirs = account.map { $0.isBrought && !$0.isActive } ?? true
    if !actor.isActive || actor.role != operation.role || !isProven(actor, at: device) {
      // Their own people, who are not let in.
      let mayMake = operation.role.makes.contains(after.role) && !after.isSystem
      if isTheirs, account == nil ? mayMake : actor.isBrought { return .brought }
      return .refused(code: actor.isActive && actor.role == operation.role ? "E_PROOF" : "E_ROLE")
    }
    let problem: StaffProblem?
    switch operation.act {
    case .setPassphrase(let mark):
      guard let account else { return .refused(code: StaffProblem.unknown.code) }
      problem = Staff.objection(
        to: mark, of: account, by: (operation.clerk, operation.role))
    default:
      problem = Staff.objection(
        to: after, over: account, by: (operation.clerk, operation.role), among: staff)
    }
    return problem.map { .refused(code: $0.code) } ?? .allowed
  }

  /// All accounts of a hall.
  private func hall(_ hall: String) -> [Account] {
    records.filter { $0.key.kind == .account && $0.value.hall == hall }
      .sorted { $0.key < $1.key }.compactMap { $0.value.entity?.account }
  }
}

extension Operation {
  /// Whether it is about who may do what here.
  var isAboutStaff: Bool {
    switch act {
    case .putAccount, .setPassphrase: true
    default: false
    }
  }

  /// Whether its device knows the passphrase that holds afterwards.
  fileprivate func setsPassphrase(over before: EntityRecord?) -> Bool {
    if case .setPassphrase = act { true } else { before == nil }
  }
}

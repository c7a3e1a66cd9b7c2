import Domain
import Ledger
import SQLite

extension Store {
  /// Accepts a dossier (受理): log, view, number, ticket and draft, all or none.
  ///
  /// When it returns, the dossier is on the disk; only then may the screen say
  /// 已保存, and only then may anything be printed.
  ///
  /// - Parameters:
  ///   - draft: the draft that becomes the dossier; it goes.
  ///   - make: makes the operations, given the serial for the dossier's number.
  ///     The second one is the ticket's step.
  package func accept(
    draft: String?,
    make: (_ serial: Int) -> (accept: Operation, finish: Operation?)
  ) throws(StoreError) -> Dossier {
    try write { () throws(StoreError) in
      let serial = try numberMark() + 1
      let made = make(serial)
      guard let dossier = try play(made.accept) else {
        preconditionFailure("\(made.accept.kind) accepts nothing")
      }
      if let finish = made.finish { _ = try play(finish) }
      if let draft { try database.sql("DELETE FROM draft WHERE id = ?", .text(draft)) }
      precondition(DossierNumber.serial(dossier.number) == serial, "another serial")
      return dossier
    }
  }

  /// The highest serial that was ever given to a dossier's number.
  package func numberMark() throws(StoreError) -> Int {
    try database.first("SELECT value FROM meta WHERE key = 'number_hwm'") { $0.int(0) } ?? 0
  }

  /// Writes an operation down and does it.
  ///
  /// - Returns: the dossier afterwards, when it is about one.
  @discardableResult
  package func record(_ operation: Operation) throws(StoreError) -> Dossier? {
    try write { () throws(StoreError) in
      guard let after = try play(operation) else { return nil }
      return try marked(after)
    }
  }

  /// Writes operations down and does them, all or none.
  package func record(_ operations: [Operation]) throws(StoreError) {
    try write { () throws(StoreError) in
      for operation in operations { _ = try play(operation) }
    }
  }

  func play(_ operation: Operation) throws(StoreError) -> Dossier? {
    do throws(LedgerError) { try operation.checkShape() } catch { throw .ledger(error) }
    try checkStaff(operation)
    try append(operation)
    if isEnrolled {
      try keepBases(of: operation)
      if case .attach(_, let scan) = operation.act { try noteScan(scan, of: operation.entity) }
    }
    let before = packs == nil ? nil : try dossier(operation.entity)
    let after = try show(operation)
    guard let after else { return nil }
    do throws(LedgerError) {
      try after.checkRoom()
      if let packs { try judge(operation, before, after, packs) }
    } catch {
      throw .ledger(error)
    }
    return after
  }

  /// What is odd is central's to say: this machine's clock is the one in doubt.
  private func judge(
    _ operation: Operation, _ before: Dossier?, _ after: Dossier, _ packs: PackBook
  ) throws(LedgerError) {
    _ = try packs.judge(operation, before: before, after: after, now: operation.at)
    if after.number != before?.number {
      guard let origin = DossierNumber.origin(after.number), origin.log == logCode,
        after.hall.hasPrefix(origin.division)
      else { throw .foreignNumber }
    }
  }

  /// Plays one operation on the views, without the log.
  func show(_ operation: Operation) throws(StoreError) -> Dossier? {
    guard operation.role.may(operation.kind) else {
      throw .ledger(.notAllowed(operation.role, operation.kind))
    }
    switch operation.act {
    case .changeTicket(let step):
      try change(step) { (tickets) throws(QueueProblem) in try tickets.applying(step) }
    case .undoTicket(let step):
      try change(step) { (tickets) throws(QueueProblem) in
        try tickets.undoing(step, at: operation.at)
      }
    case .book, .cancelBooking, .arrive: try changeAppointment(operation)
    case .putAccount(let account):
      try put(try self.account(account.key)?.changed(to: account) ?? account)
    case .setPassphrase(let mark):
      guard var account = try account(operation.entity) else { throw .ledger(.staff(.unknown)) }
      account.passphrase = mark
      try put(account)
    case .returnIntake: try changeIntake(operation.entity, operation)
    case .clear(let clearing) where clearing.subject == .ticket: try clearTicket(operation)
    case .issueReport, .export, .signIn, .signInFailed, .signOut, .clock: break
    case .paper, .unmask:
      // Also about drafts and lists, and then only written down.
      if let before = try stored(operation.entity) { return try change(before, operation) }
    case .accept(let acceptance):
      if let intake = acceptance.intake { try changeIntake(intake, operation) }
      return try change(try stored(operation.entity), operation)
    default: return try change(try stored(operation.entity), operation)
    }
    return nil
  }

  private func change(
    _ before: StoredDossier?, _ operation: Operation
  ) throws(StoreError) -> Dossier {
    let after: Dossier
    do {
      after = try Dossier.play(operation, on: before?.dossier)
    } catch {
      throw .ledger(error)
    }
    if let before {
      try replace(before, with: after)
    } else {
      try insert(after)
    }
    return after
  }
}

import Domain

/// The entities that operations are judged by and that they change (案情).
///
/// The same on the counter and on central. `changed` is what came of it, in
/// the order in which it changed first.
package struct Scene: Sendable {
  package private(set) var entities: [EntityKey: Entity]
  package private(set) var changed: [EntityKey] = []
  /// As they were to begin with.
  package let before: [EntityKey: Entity]

  package init(_ entities: [EntityKey: Entity] = [:]) {
    self.entities = entities
    before = entities
  }

  package subscript(key: EntityKey) -> Entity? { entities[key] }

  package subscript(dossier id: String) -> Dossier? { entities[EntityKey(.dossier, id)]?.dossier }

  /// Puts an entity there, or takes it away, as a change.
  package mutating func put(_ entity: Entity?, as key: EntityKey) {
    entities[key] = entity
    if !changed.contains(key) { changed.append(key) }
  }

  /// Judges an operation strictly, as central does, and does it.
  ///
  /// - Parameter others: appointments of the same hall and slot.
  /// - Throws: why it cannot be done; nothing has changed then.
  package mutating func judge(
    _ operation: Operation, others: [Appointment] = []
  ) throws(Objection) -> Verdict {
    guard operation.role.may(operation.kind) else {
      throw Objection(.notAllowed(operation.role, operation.kind))
    }
    if let first = operation.touches.first, entities[first] == nil, !operation.makesOrNotes {
      throw .missing(first)
    }
    let before = self
    let verdict: Verdict
    if case .amend(let changes, let reason) = operation.act {
      verdict = try merge(operation, changes, reason)
    } else {
      try apply(operation, others)
      verdict = .applied
    }
    do throws(LedgerError) {
      for key in changed { try entities[key]?.dossier?.checkRoom() }
    } catch {
      self = before
      throw Objection(error)
    }
    return verdict
  }

  /// Does what central has not answered yet as far as it can be done.
  ///
  /// - Returns: whether it could.
  @discardableResult
  package mutating func replay(_ operation: Operation, others: [Appointment] = []) -> Bool {
    if case .amend = operation.act, let before = self[dossier: operation.entity] {
      guard let after = Dossier.replaying(operation, on: before) else { return false }
      put(.dossier(after), as: EntityKey(.dossier, operation.entity))
      return true
    }
    let before = self
    do {
      try apply(operation, others)
      return true
    } catch {
      self = before
      return false
    }
  }

  private mutating func merge(
    _ operation: Operation, _ changes: [Change], _ reason: String
  ) throws(Objection) -> Verdict {
    let key = EntityKey(.dossier, operation.entity)
    guard let before = entities[key]?.dossier else { throw .missing(key) }
    do throws(LedgerError) {
      let merged = try before.merging(operation, changes, reason: reason)
      put(.dossier(merged.after), as: key)
      if !merged.clashing.isEmpty { return .conflict(keys: merged.clashing) }
      return merged.kept.isEmpty ? .applied : .merged(kept: merged.kept)
    } catch {
      throw Objection(error)
    }
  }

  private mutating func apply(
    _ operation: Operation, _ others: [Appointment]
  ) throws(Objection) {
    let key = EntityKey(.dossier, operation.entity)
    do throws(LedgerError) {
      switch operation.act {
      case .changeTicket, .undoTicket: break
      case .clear(let clearing) where clearing.subject == .ticket:
        let key = EntityKey(.ticket, operation.entity)
        guard let ticket = entities[key]?.ticket else { throw LedgerError.unknownDossier }
        put(.ticket(try ticket.cleared(by: operation)), as: key)
      case .book, .cancelBooking, .arrive:
        let key = EntityKey(.appointment, operation.entity)
        let after = try Appointment.play(
          operation, on: entities[key]?.appointment, among: others)
        put(.appointment(after), as: key)
      case .putAccount(let account):
        let key = EntityKey(.account, account.key)
        let before = entities[key]?.account
        put(.account(before?.changed(to: account) ?? account), as: key)
      case .setPassphrase(let mark):
        let key = EntityKey(.account, operation.entity)
        guard var account = entities[key]?.account else { throw LedgerError.staff(.unknown) }
        account.passphrase = mark
        put(.account(account), as: key)
      case .returnIntake:
        let key = EntityKey(.intake, operation.entity)
        put(.intake(try Intake.play(operation, on: entities[key]?.intake)), as: key)
      case .issueReport, .export, .signIn, .signInFailed, .signOut, .clock: break
      case .unmask where entities[key] == nil: break
      case .accept(let acceptance):
        let after = try Dossier.play(operation, on: entities[key]?.dossier)
        if let intake = acceptance.intake {
          let key = EntityKey(.intake, intake)
          put(.intake(try Intake.play(operation, on: entities[key]?.intake)), as: key)
        }
        put(.dossier(after), as: key)
      default:
        put(.dossier(try Dossier.play(operation, on: entities[key]?.dossier)), as: key)
      }
    } catch {
      throw Objection(error)
    }
    switch operation.act {
    case .changeTicket(let change):
      try applyTicket(operation) { (tickets) throws(QueueProblem) in try tickets.applying(change) }
    case .undoTicket(let change):
      try applyTicket(operation) { (tickets) throws(QueueProblem) in
        try tickets.undoing(change, at: operation.at)
      }
    default: break
    }
  }

  private mutating func applyTicket(
    _ operation: Operation, _ body: ([Ticket]) throws(QueueProblem) -> [Ticket]
  ) throws(Objection) {
    let keys = operation.touches
    let before = keys.compactMap { entities[$0]?.ticket }
    let after: [Ticket]
    do throws(QueueProblem) {
      if case .changeTicket(let change) = operation.act, change.before == nil,
        before.contains(where: { $0.id == change.after.id })
      {
        throw QueueProblem.changedSince(number: change.after.number)
      }
      after = try body(before)
    } catch {
      throw .ticket
    }
    for key in keys {
      let new = after.first { $0.id == key.id }
      if new != entities[key]?.ticket { put(new.map(Entity.ticket), as: key) }
    }
  }
}

/// What came of an operation (裁定).
package enum Verdict: Equatable, Sendable {
  case applied
  /// Done; these answers had the new value already.
  case merged(kept: [String])
  /// Stored whole; these answers wait in a conflict, the others are changed.
  case conflict(keys: [String])
}

/// Why an operation cannot be done (驳回理由), as a code that stays the same.
package enum Objection: Error, Equatable {
  /// What it is about is not there: it depends on something refused before.
  case missing(EntityKey)
  /// The ticket is another one now.
  case ticket
  case rule(code: String)

  package init(_ error: LedgerError) {
    self = .rule(code: error.code)
  }
}

extension LedgerError {
  /// Stable, for the wire and for statistics.
  package var code: String {
    switch self {
    case .unknownDossier: "E_UNKNOWN_DOSSIER"
    case .alreadyAccepted: "E_ALREADY_ACCEPTED"
    case .noMatters: "E_NO_MATTERS"
    case .impossibleOpening: "E_OPENING"
    case .unknownMatter: "E_UNKNOWN_MATTER"
    case .missingWishes: "E_WISHES"
    case .notAllowed: "E_ROLE"
    case .illegal: "E_STATE"
    case .wrongStep: "E_STEP"
    case .unknownMaterial: "E_UNKNOWN_MATERIAL"
    case .impossibleScan: "E_SCAN"
    case .scannedAlready: "E_SCANNED"
    case .unknownScan: "E_UNKNOWN_SCAN"
    case .unknownEntry: "E_UNKNOWN_ENTRY"
    case .entryClosed: "E_ENTRY_CLOSED"
    case .reasonMissing: "E_REASON"
    case .unsafeText: "E_TEXT"
    case .unknownTheme: "E_UNKNOWN_THEME"
    case .unknownDepartment: "E_UNKNOWN_DEPARTMENT"
    case .impossibleNumber: "E_IDENTITY"
    case .impossibleDue: "E_DUE"
    case .foreignNumber: "E_NUMBER"
    case .malformed: "E_FORM"
    case .tooLong: "E_TOO_LONG"
    case .tooMany: "E_TOO_MANY"
    case .changed: "E_CHANGED"
    case .nothingToScreen: "E_SCREENED"
    case .ratedAlready: "E_RATED"
    case .alreadyBooked: "E_BOOKED"
    case .unknownAppointment: "E_UNKNOWN_APPOINTMENT"
    case .appointmentOver: "E_APPOINTMENT_OVER"
    case .anotherDay: "E_ANOTHER_DAY"
    case .slotPast: "E_SLOT_PAST"
    case .slotFull: "E_SLOT_FULL"
    case .unknownConflict: "E_SETTLED"
    case .intakeOver: "E_INTAKE_OVER"
    case .staff(let problem): problem.code
    case .unknownIntake: "E_UNKNOWN_INTAKE"
    }
  }
}

extension StaffProblem {
  package var code: String {
    switch self {
    case .rank: "E_RANK"
    case .own: "E_OWN"
    case .lastSupervisor: "E_LAST_SUPERVISOR"
    case .system: "E_SYSTEM"
    case .unknown: "E_CLERK"
    }
  }
}

import Domain
import JSON

/// Something that operations change and that travels (同步对象).
package enum Entity: Equatable, Sendable {
  case dossier(Dossier)
  case ticket(Ticket)
  case appointment(Appointment)
  case account(Account)
  case intake(Intake)

  package enum Kind: String, CaseIterable, Sendable {
    case dossier, ticket, appointment, account, intake
  }

  package var key: EntityKey {
    switch self {
    case .dossier(let dossier): EntityKey(.dossier, dossier.id)
    case .ticket(let ticket): EntityKey(.ticket, ticket.id)
    case .appointment(let appointment): EntityKey(.appointment, appointment.id)
    case .account(let account): EntityKey(.account, account.key)
    case .intake(let intake): EntityKey(.intake, intake.id)
    }
  }

  package var json: JSON {
    switch self {
    case .dossier(let dossier): dossier.json
    case .ticket(let ticket): ticket.json
    case .appointment(let appointment): appointment.json
    case .account(let account): account.json
    case .intake(let intake): intake.json
    }
  }

  package init(_ kind: Kind, _ reader: JSONReader) throws(JSONContentError) {
    switch kind {
    case .dossier: self = .dossier(try Dossier(reader))
    case .ticket: self = .ticket(try Ticket(reader))
    case .appointment: self = .appointment(try Appointment(reader))
    case .account: self = .account(try Account(reader))
    case .intake: self = .intake(try Intake(reader))
    }
  }

  package var dossier: Dossier? { if case .dossier(let dossier) = self { dossier } else { nil } }
  package var ticket: Ticket? { if case .ticket(let ticket) = self { ticket } else { nil } }
  package var account: Account? { if case .account(let account) = self { account } else { nil } }
  package var intake: Intake? { if case .intake(let intake) = self { intake } else { nil } }
  package var appointment: Appointment? {
    if case .appointment(let appointment) = self { appointment } else { nil }
  }
}

/// Names one entity (对象键).
package struct EntityKey: Hashable, Comparable, Sendable {
  package let kind: Entity.Kind
  package let id: String

  package init(_ kind: Entity.Kind, _ id: String) {
    self.kind = kind
    self.id = id
  }

  package static func < (a: EntityKey, b: EntityKey) -> Bool {
    (a.kind.rawValue, a.id) < (b.kind.rawValue, b.id)
  }
}

extension Operation {
  /// The entities that it may change, or that its judgement needs; empty for
  /// what is only written down.
  package var touches: [EntityKey] {
    switch act {
    case .accept(let acceptance):
      [EntityKey(.dossier, entity)] + (acceptance.intake.map { [EntityKey(.intake, $0)] } ?? [])
    case .changeTicket(let change), .undoTicket(let change):
      ([change.after.id] + change.passed).map { EntityKey(.ticket, $0) }
    case .book, .cancelBooking, .arrive: [EntityKey(.appointment, entity)]
    case .putAccount(let account): [EntityKey(.account, account.key)]
    case .setPassphrase: [EntityKey(.account, entity)]
    case .returnIntake: [EntityKey(.intake, entity)]
    case .clear(let clearing): [EntityKey(clearing.entityKind, entity)]
    case .issueReport, .export, .signIn, .signInFailed, .signOut, .clock: []
    default: [EntityKey(.dossier, entity)]
    }
  }

  /// Whether the first entity may be missing: the operation makes it, or is
  /// only written down then.
  var makesOrNotes: Bool {
    switch act {
    // Looking at a number in a draft is written down, too.
    case .accept, .putAccount, .book, .unmask: true
    case .changeTicket(let change): change.before == nil
    default: touches.isEmpty
    }
  }
}

import Domain
import JSON

/// An application that a portal took in (网上来件), waiting for a window to take
/// it over: the clerk opens it as a filled form and accepts or returns it.
package struct Intake: Identifiable, Equatable, Sendable {
  package let id: String
  /// Account key of the portal, and its own number of the application.
  package let portal: String
  package let reference: String
  package let channel: Dossier.Channel
  package let hall: String
  package let theme: String
  /// Keys of the matters that the applicant chose; empty when the portal does
  /// not ask.
  package let matters: [String]
  package let answers: Answers
  package let receivedAt: Instant
  package internal(set) var state: State
  /// Number of the dossier that it became.
  package internal(set) var number: String?
  /// Why it went back.
  package internal(set) var reason: String?

  package enum State: String, CaseIterable, Sendable {
    /// 待受理, 已受理, 已退回.
    case waiting, accepted, returned
  }

  package init(
    id: String, portal: String, reference: String, channel: Dossier.Channel, hall: String,
    theme: String, matters: [String] = [], answers: Answers, receivedAt: Instant
  ) {
    self.id = id
    self.portal = portal
    self.reference = reference
    self.channel = channel
    self.hall = hall
    self.theme = theme
    self.matters = matters
    self.answers = answers
    self.receivedAt = receivedAt
    state = .waiting
  }

  /// What the operation makes of it: the same on every machine.
  package static func play(
    _ operation: Operation, on intake: Intake?
  ) throws(LedgerError) -> Intake {
    guard operation.role.may(operation.kind) else {
      throw .notAllowed(operation.role, operation.kind)
    }
    guard var after = intake else { throw .unknownIntake }
    guard after.state == .waiting else { throw .intakeOver }
    switch operation.act {
    case .accept(let acceptance):
      after.state = .accepted
      after.number = acceptance.number
    case .returnIntake(let reason):
      try Dossier.checkWords(reason, operation.kind)
      after.state = .returned
      after.reason = reason
    default: preconditionFailure("\(operation.kind) is not about an intake")
    }
    return after
  }
}

extension Intake {
  package var json: JSON {
    .compact([
      ("id", .string(id)), ("portal", .string(portal)), ("ref", .string(reference)),
      ("channel", .string(channel.rawValue)), ("hall", .string(hall)),
      ("theme", .string(theme)), ("matters", .texts(matters)), ("answers", answers.json),
      ("at", .int(receivedAt.milliseconds)), ("state", .string(state.rawValue)),
      ("no", .text(number)), ("reason", .text(reason)),
    ])
  }

  package init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly(
      "id", "portal", "ref", "channel", "hall", "theme", "matters", "answers", "at", "state",
      "no", "reason")
    self.init(
      id: try reader["id"].string(), portal: try reader["portal"].string(),
      reference: try reader["ref"].string(), channel: try reader["channel"].word(),
      hall: try reader["hall"].string(), theme: try reader["theme"].string(),
      matters: try reader.texts("matters"), answers: try Answers(reader["answers"]),
      receivedAt: try reader["at"].instant())
    state = try reader["state"].word()
    number = try reader.optional("no")?.string()
    reason = try reader.optional("reason")?.string()
  }
}

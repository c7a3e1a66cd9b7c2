import Domain
import JSON

/// 号票.
package struct Ticket: Equatable, Sendable {
  package var id: String
  package var number: String
  package var day: Day
  package var classKey: String
  package var state: State
  package var issuedAt: Instant
  package var calledAt: Instant?
  package var counter: String?

  package enum State: String, CaseIterable, Sendable {
    case waiting, called, serving, served, skipped, transferred, parked, left
  }

  package init(
    id: String, number: String, day: Day, classKey: String, state: State, issuedAt: Instant,
    calledAt: Instant?, counter: String?
  ) {
    self.id = id
    self.number = number
    self.day = day
    self.classKey = classKey
    self.state = state
    self.issuedAt = issuedAt
    self.calledAt = calledAt
    self.counter = counter
  }
}
extension Ticket {
  package var json: JSON {
    .compact([
      ("id", .string(id)), ("no", .string(number)), ("day", .string(day.description)),
      ("class", .string(classKey)), ("state", .string(state.rawValue)),
      ("issued", .int(issuedAt.milliseconds)),
      ("called", calledAt.map { .int($0.milliseconds) }), ("counter", .text(counter)),
    ])
  }
  package init(_ reader: JSONReader) throws(JSONContentError) {
    id = try reader["id"].string()
    number = try reader["no"].string()
    day = try reader["day"].day()
    classKey = try reader["class"].string()
    state = try reader["state"].word()
    issuedAt = try reader["issued"].int().instant
    calledAt = try reader.optional("called")?.int().instant
    counter = try reader.optional("counter")?.string()
  }
}

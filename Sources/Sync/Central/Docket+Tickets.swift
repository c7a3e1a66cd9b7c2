import Domain
import Ledger

// Whose numbers a counter may give out (号票归属).
extension Docket {
  /// Why a step of a ticket cannot be: it is none that a line has, or its number is not
  /// this device's to give.
  ///
  /// A counter gives out its own series, or a number of the hall's that central gave.
  /// What it wrote down before it joined stands as it was: a citizen holds it.
  ///
  /// - Returns: a code; nil for nearly all.
  func objection(
    toTicketOf operation: Operation, from device: DeviceRecord, _ log: LogRecord
  ) -> String? {
    let change: TicketChange
    switch operation.act {
    case .changeTicket(let step), .undoTicket(let step): change = step
    default: return nil
    }
    guard change.isCoherent else { return "E_TICKET" }
    guard operation.kind == .ticketChange, change.before == nil, !device.counter.isEmpty else {
      return nil
    }
    let ticket = change.after
    if ticket.isHalls {
      guard let given else { return nil }
      let name = TicketName(ticket, in: device.hall)
      let isFree = (tickets[name] ?? []).subtracting([ticket.id]).isEmpty
      return given.hold(name) && isFree ? nil : "E_SERIES"
    }
    return ticket.giver == device.counter || log.last <= log.joined ? nil : "E_SERIES"
  }

  /// What is odd about a ticket that is given out: another one of the hall has the same
  /// number on it, or it is of another day than its clock's.
  func doubts(aboutTicketOf operation: Operation, from device: DeviceRecord) -> Set<Doubt> {
    guard case .changeTicket(let change) = operation.act, change.before == nil else { return [] }
    let ticket = change.after
    var doubts: Set<Doubt> = []
    let others = tickets[TicketName(ticket, in: device.hall)] ?? []
    if !others.subtracting([ticket.id]).isEmpty { doubts.insert(.series) }
    if abs(ticket.day.number - operation.at.day.number) > 2 { doubts.insert(.time) }
    return doubts
  }
}

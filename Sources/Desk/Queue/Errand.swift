import Domain
import Ledger

/// What a ticket was taken for (来意), carried from the asking to the open form:
/// an answer that takes its time says by itself what it is about.
package struct Errand: Equatable, Sendable {
  enum Purpose: Equatable, Sendable {
    /// Somebody waits in line.
    case line
    /// Registering anew what was void.
    case reregister(Dossier)
    /// Taking in an application from a portal.
    case intake(Intake)
    /// Opening the form that records propose.
    case proposal(ProposedForm)
  }

  let purpose: Purpose
  /// The clerk went elsewhere meanwhile: the form opens behind what is in sight.
  private(set) var isAside = false

  package static let line = Errand(.line)

  init(_ purpose: Purpose) { self.purpose = purpose }

  var aside: Errand {
    var errand = self
    errand.isAside = true
    return errand
  }

  /// Why its ticket is called at once, which is also the ticket's note; nil for
  /// somebody who waits in line.
  var reason: String? {
    switch purpose {
    case .line: nil
    case .reregister: "重新登记"
    case .intake: "网上来件"
    case .proposal: "依记录建议办理"
    }
  }
}

extension DeskState {
  /// Takes a number for it, as for everybody, so that the queue and the log say what
  /// the counter did.
  func takeTicket(_ ticketClass: TicketClass, for errand: Errand) -> [Effect] {
    [.issueTicket(ticketClass: ticketClass.key, note: errand.reason ?? "", errand)]
  }

  /// Whoever it is for is at the counter already, or need not come: the ticket is
  /// called at once.
  mutating func callAtOnce(_ ticket: Ticket, for errand: Errand, _ reason: String) -> [Effect] {
    do {
      let change = try rules.region.queue.call(
        ticket, in: queue.tickets + [ticket], for: queueContext.desk, at: now, reason: reason)
      return [.changeTicket(change, errand)]
    } catch {
      say(error.message, .warn)
      return [.beep]
    }
  }
}

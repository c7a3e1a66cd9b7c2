import Domain
import Ledger

/// Who holds which ticket, as central's order of taking says (排队对照): played
/// beside central, by rules of its own.
struct LineShadow {
  /// The counter that holds each ticket; nil for one that stands in line.
  private(set) var holders: [String: String?] = [:]

  /// Takes an operation that took effect.
  ///
  /// - Returns: what cannot be.
  mutating func take(_ operation: Operation) -> String? {
    switch operation.act {
    case .changeTicket(let change):
      let ticket = change.after.id
      guard change.before != nil else {
        defer { holders[ticket] = .some(nil) }
        return holders[ticket] == nil ? nil : "\(ticket) was given out twice"
      }
      guard let holder = holders[ticket] else { return "\(ticket) was never given out" }
      if change.action == .call {
        defer { holders[ticket] = change.after.counter }
        return holder.map { "\(ticket) of \($0) was called by \(change.after.counter ?? "")" }
      }
      if change.after.isInLine { holders[ticket] = .some(nil) }
      return nil
    case .undoTicket(let change):
      if let before = change.before {
        holders[change.after.id] = before.isInLine ? .some(nil) : before.counter
      } else {
        holders[change.after.id] = nil
      }
      return nil
    default: return nil
    }
  }
}

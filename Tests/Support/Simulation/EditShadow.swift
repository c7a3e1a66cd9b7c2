import Domain
import Ledger
import Sync

/// The answers as a second, simpler judge sees them (旁证): every edit starts
/// from what stands, what does not waits, and nothing is overwritten unseen.
struct EditShadow {
  private(set) var answers: [String: [String: Answer]] = [:]
  private var waiting: [String: [(id: String, sides: [Change])]] = [:]

  /// - Returns: what is wrong.
  mutating func take(_ operation: Operation, _ outcome: OperationResult.Outcome) -> String? {
    let dossier = operation.entity
    switch operation.act {
    case .accept(let acceptance): answers[dossier] = acceptance.answers.values
    case .amend(let changes, _):
      var clashing: [String] = []
      if case .conflict(let keys) = outcome { clashing = keys }
      for change in changes where !clashing.contains(change.key) {
        let stands = answers[dossier]?[change.key]
        guard stands == change.old || stands == change.new else {
          return "\(operation.id) overwrites \(change.key) of \(dossier)"
        }
        answers[dossier]?[change.key] = change.new
      }
      end(dossier)
      let sides = changes.filter { clashing.contains($0.key) }
      if !sides.isEmpty { waiting[dossier, default: []].append((operation.id, sides)) }
    case .settle(let conflict, let changes):
      guard waiting[dossier]?.contains(where: { $0.id == conflict }) ?? false else {
        return "\(operation.id) answers no conflict of \(dossier)"
      }
      waiting[dossier]?.removeAll { $0.id == conflict }
      for change in changes {
        guard answers[dossier]?[change.key] == change.old else {
          return "\(operation.id) overwrites \(change.key) of \(dossier)"
        }
        answers[dossier]?[change.key] = change.new
      }
      end(dossier)
    default: break
    }
    return nil
  }

  /// Conflicts end when what was seen stands again, or when it says what stands.
  private mutating func end(_ dossier: String) {
    while let place = waiting[dossier]?.firstIndex(where: { conflict in
      let stands = conflict.sides.map { answers[dossier]?[$0.key] }
      return stands == conflict.sides.map(\.old) || stands == conflict.sides.map(\.new)
    }) {
      for side in waiting[dossier]?.remove(at: place).sides ?? [] {
        answers[dossier]?[side.key] = side.new
      }
    }
  }
}

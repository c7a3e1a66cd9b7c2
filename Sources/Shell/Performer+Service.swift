import Desk
import Domain
import Ledger
import Storage

// Follow-ups, marks, and one person's dossiers.

extension Performer {
  /// The store's views of follow-ups and marks are made by these packs.
  func followAftercare(_ catalogue: Catalogue) { store.followAftercare(catalogue) }

  func attemptService(_ effect: Effect) throws(StoreError) -> [Reply] {
    switch effect {
    case .loadFollowUps(let query): return [.followUps(try store.followUps(query))]
    case .loadPerson(let idNumber, let id):
      var dossiers: [Dossier] = []
      let known = try store.dossiers(idNumber: idNumber).map(\.id)
      for key in known.isEmpty ? [id] : known.reversed() {
        if let dossier = try store.dossier(key) { dossiers.append(dossier) }
      }
      return [.personDossiers(dossiers)]
    default: return []
    }
  }
}

extension Store {
  /// Follow-ups and marks are made by these packs.
  func followAftercare(_ catalogue: Catalogue) {
    let version = catalogue.versions.map { "\($0.key)@\($0.version)" }.joined(separator: " ")
    let kept = catalogue.versions.filter {
      !$0.followUps.isEmpty || !$0.flags.isEmpty || !$0.policies.isEmpty
    }
    readAftercare(version: version, themes: Set(kept.map(\.key))) { dossier in
      catalogue.theme(of: dossier).map { Aftercare($0, dossier) } ?? Aftercare()
    }
  }
}

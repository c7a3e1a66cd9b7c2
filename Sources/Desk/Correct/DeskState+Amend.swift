import Domain
import Ledger
import TUI

extension DeskState {
  /// Keys of the correction that lies over the dossier page.
  mutating func press(_ key: Key, in state: AmendState) -> [Effect] {
    var amend = state
    switch amend.press(key, context) {
    case .open:
      overlay = .amend(amend)
      return []
    case .closed:
      overlay = nil
      return []
    case .amend(let changes, let reason):
      overlay = nil
      guard let id = dossier?.dossier.id else { return [] }
      dossier?.adding = amend.adding
      sayWhenDone("已更正；此前打印的文书作废，F11 重新打印")
      return [.act(dossier: id, .amend(changes, reason: reason))]
    }
  }

  // MARK: 增办

  /// The matters that a dossier of this theme does not have.
  func matters(besides dossier: Dossier) -> [Matter] {
    (rules.catalogue.theme(of: dossier)?.matters ?? []).filter {
      dossier.proceeding($0.key) == nil && $0.validity.holds(on: today)
    }
  }

  /// What the matters need of the form comes first, then their materials.
  mutating func add(_ keys: [String]) -> [Effect] {
    guard let page = dossier, let theme = rules.catalogue.theme(of: page.dossier) else {
      return []
    }
    var amend = AmendState(page, theme, adding: keys)
    amend.seekError(context)
    if !amend.newErrors(context).isEmpty {
      overlay = .amend(amend)
      return []
    }
    let materials = newMaterials(for: keys, present: [])
    overlay =
      materials.isEmpty
      ? .prompt(.addConfirmed(plan(keys, present: []), keys, [], boardContext))
      : .prompt(.addMaterials(keys, materials))
    return []
  }

  private func facts(adding keys: [String], to dossier: Dossier) -> Facts {
    Facts(
      answers: dossier.answers, matters: Set(dossier.proceedings.map(\.matter)).union(keys),
      today: today)
  }

  /// Materials that these matters need and that the dossier does not list yet.
  func newMaterials(for keys: [String], present: Set<String>) -> [MaterialRecord] {
    guard let dossier = dossier?.dossier, let theme = rules.catalogue.theme(of: dossier) else {
      return []
    }
    let needed = MaterialRecord.needed(
      theme, facts(adding: keys, to: dossier), present: present)
    return needed.filter { record in
      record.matters.contains(where: keys.contains)
        && !dossier.materials.contains { $0.rule == record.rule }
    }
  }

  /// How many entries lists need once these matters are there.
  func minimums(adding keys: [String], to dossier: Dossier) -> [String: Int] {
    rules.catalogue.theme(of: dossier)?.minimums(facts(adding: keys, to: dossier)) ?? [:]
  }

  /// What would open today.
  func plan(_ keys: [String], present: Set<String>) -> [Opening] {
    guard let dossier = dossier?.dossier, let theme = rules.catalogue.theme(of: dossier) else {
      return []
    }
    var facts = facts(adding: keys, to: dossier)
    facts.matters = Set(keys)
    return Opening.plan(
      theme, facts, materials: dossier.materials + newMaterials(for: keys, present: present),
      calendar: rules.calendar, among: dossier.proceedings)
  }
}

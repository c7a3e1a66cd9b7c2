import Domain

extension Opening {
  /// What F9 would open today: one proceeding a chosen matter, in the order of
  /// the theme.
  ///
  /// - Parameter materials: what was handed in; a required one that is missing
  ///   keeps its matters from being accepted.
  package static func plan(
    _ theme: Theme, _ facts: Facts, materials: [MaterialRecord], calendar: WorkCalendar
  ) -> [Opening] {
    theme.matters.filter { facts.matters.contains($0.key) }.map { matter in
      let missing = materials.filter {
        $0.isRequired && !$0.isPresent && $0.matters.contains(matter.key)
      }
      return Opening(
        matter: matter.key, title: matter.title, meaning: matter.meaning,
        department: matter.steps.first?.department ?? matter.department, steps: matter.steps,
        waitsFor: matter.waitsFor.map(\.matter).filter(facts.matters.contains),
        missing: missing.map(\.title),
        clock: missing.isEmpty
          ? .running(from: facts.today, matter.limits, calendar: calendar)
          : .stopped(matter.limits))
    }
  }
}

extension MaterialRecord {
  /// The materials that these answers and matters call for.
  ///
  /// - Parameter present: rules whose material was handed in.
  package static func needed(
    _ theme: Theme, _ facts: Facts, present: Set<String>
  ) -> [MaterialRecord] {
    theme.materialsNeeded(facts).map { rule in
      let matters = rule.matters.isEmpty ? theme.matters.map(\.key) : rule.matters
      return MaterialRecord(
        rule: rule.key, title: rule.title, matters: matters.filter(facts.matters.contains),
        isRequired: rule.isRequired, isPresent: present.contains(rule.key),
        copies: present.contains(rule.key) ? rule.copies : 0, note: "")
    }
  }
}

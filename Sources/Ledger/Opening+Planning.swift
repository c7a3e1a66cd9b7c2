import Domain

extension Opening {
  /// What F9 would open today: one proceeding a chosen matter, in the order of
  /// the theme.
  ///
  /// - Parameter materials: what was handed in; a required one that is missing
  ///   keeps its matters from being accepted.
  package static func plan(
    _ theme: Theme, _ facts: Facts, materials: [MaterialRecord], calendar: WorkCalendar,
    isScreened: Bool = false, among known: [Proceeding] = []
  ) -> [Opening] {
    let stopped = theme.matters.filter { facts.matters.contains($0.key) }.map { matter in
      let awaited = matter.waitsFor.filter { dependency in
        facts.matters.contains(dependency.matter)
          || known.contains { $0.matter == dependency.matter }
      }
      let department = matter.steps.first?.department ?? matter.department
      let cooperators = Set(theme.cooperation(of: matter, facts).map(\.department))
      return Opening(
        matter: matter.key, title: matter.title, meaning: matter.meaning, department: department,
        cooperators: cooperators.subtracting([department]).sorted(),
        placeKey: matter.place.key, steps: matter.steps, waitsFor: awaited.map(\.matter),
        mustPass: awaited.filter(\.mustPass).map(\.matter),
        missing: materials.lacking(for: matter.key).map(\.title), clock: .stopped(matter.limits),
        tellsResult: matter.tellsResult.holds(in: facts))
    }
    let running = Opening.running(stopped, isScreened: isScreened, among: known)
    return stopped.map { opening in
      running.contains(opening.matter) ? opening.started(on: facts.today, calendar) : opening
    }
  }

  /// The matters whose clocks run from acceptance: nothing is missing, and all
  /// that they wait for has its result by then. The others' start with the
  /// material or the result.
  ///
  /// - Parameter known: proceedings that the dossier has already.
  static func running(
    _ openings: [Opening], isScreened: Bool, among known: [Proceeding]
  ) -> Set<String> {
    var running: Set<String> = []
    var done = Set(known.filter(\.state.isFinal).map(\.matter))
    var left = openings.filter(\.missing.isEmpty)
    while let next = left.firstIndex(where: { $0.waitsFor.allSatisfy(done.contains) }) {
      let opening = left.remove(at: next)
      running.insert(opening.matter)
      if opening.steps.isEmpty, !isScreened { done.insert(opening.matter) }
    }
    return running
  }

  private func started(on day: Day, _ calendar: WorkCalendar) -> Opening {
    Opening(
      matter: matter, title: title, meaning: meaning, department: department,
      cooperators: cooperators, placeKey: placeKey, steps: steps, waitsFor: waitsFor,
      mustPass: mustPass, missing: missing, clock: clock.started(on: day, calendar: calendar),
      tellsResult: tellsResult)
  }
}

extension Theme {
  /// Lists that need so many entries with these facts, by section key.
  package func minimums(_ facts: Facts) -> [String: Int] {
    var minimums: [String: Int] = [:]
    for section in sections where section.when.holds(in: facts) {
      minimums[section.key] = section.minimum(facts)?.count
    }
    return minimums
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

import JSON

extension ThemeProblems {
  mutating func checkMatters() {
    let departments = region.departments.map(\.key)
    for (index, matter) in theme.matters.enumerated() {
      let path = "matters[\(index)]"
      list.requireKnown(matter.department, among: departments, "\(path).department")
      for (place, other) in matter.cooperation.enumerated() {
        let path = "\(path).cooperation[\(place)]"
        list.requireKnown(other.department, among: departments, "\(path).department")
        checkCondition(other.when, "\(path).when", rows: nil)
      }
      list.requireDistinct(matter.steps.map(\.key), "\(path).steps", "key")
      for (place, step) in matter.steps.enumerated() {
        list.requireKnown(
          step.department, among: departments, "\(path).steps[\(place)].department")
      }
      for (place, wait) in matter.waitsFor.enumerated() {
        list.requireKnown(
          wait.matter, among: theme.matters.lazy.map(\.key), "\(path).waitsFor[\(place)].matter")
      }
      if case .field(let key) = matter.place { checkPlace(key, "\(path).place.field") }
      checkClauses(matter.clauses, path)
      checkLimits(matter, "\(path).limits")
    }
    let meanings = theme.matters.enumerated().compactMap { index, matter in
      matter.meaning.map { (index, $0) }
    }
    for (place, (index, meaning)) in meanings.enumerated()
    where meanings.prefix(place).contains(where: { $0.1 == meaning }) {
      list.add(
        "matters[\(index)].meaning", "“\(meaning.rawValue)” for the second time",
        "a meaning that no other matter has")
    }
    checkCycles()
  }

  private mutating func checkPlace(_ key: String, _ path: String) {
    let divisions = fields.filter { $0.value.field.kind == .division && $0.value.rows == nil }.keys
    list.requireKnown(key, among: divisions, path)
  }

  // MARK: Limits

  private mutating func checkLimits(_ matter: Matter, _ path: String) {
    let limits = matter.limits
    if limits.promised.isLonger(than: limits.statutory) {
      list.add(
        "\(path).promised", "\(limits.promised.code), longer than the statutory limit",
        "at most \(limits.statutory.code)")
    }
    for (mode, limit) in limits.byVerification.sorted(by: { $0.key.rawValue < $1.key.rawValue })
    where limit.isLonger(than: limits.promised) {
      list.add(
        "\(path).byVerification.\(mode.rawValue)", "\(limit.code), longer than the promised limit",
        "at most \(limits.promised.code)")
    }
    if limits.statutory != .notStated, limits.basis.isEmpty {
      list.add("\(path).basis", "nothing", "the law article of the statutory limit")
    }
    if matter.finish == .onAcceptance, ![.immediate, .notStated].contains(limits.promised) {
      list.add(
        "\(path).promised", "\(limits.promised.code) for a matter that is closed on acceptance",
        "now or none")
    }
  }

  // MARK: Waiting in a circle

  private mutating func checkCycles() {
    var done: Set<String> = []
    for (index, matter) in theme.matters.enumerated() where !done.contains(matter.key) {
      if let cycle = cycle(from: matter.key, [], &done) {
        list.add(
          "matters[\(index)].waitsFor", "a circle: \(cycle.joined(separator: " → "))",
          "matters that can be finished one after another")
      }
    }
  }

  /// The keys of a circle, which starts and ends with the same matter.
  private func cycle(
    from key: String, _ trail: [String], _ done: inout Set<String>
  ) -> [String]? {
    if let start = trail.firstIndex(of: key) { return trail[start...] + [key] }
    guard done.insert(key).inserted else { return nil }
    for next in theme.matter(key)?.waitsFor.map(\.matter) ?? [] {
      if let found = cycle(from: next, trail + [key], &done) { return found }
    }
    return nil
  }
}

extension TimeLimit {
  /// Whether it is certainly longer; false where the units do not compare.
  func isLonger(than other: TimeLimit) -> Bool {
    switch (self, other) {
    case (.workingDays(let mine), .workingDays(let theirs)): mine > theirs
    case (.calendarDays(let mine), .calendarDays(let theirs)): mine > theirs
    // n working days never take less than n calendar days.
    case (.workingDays(let mine), .calendarDays(let theirs)): mine > theirs
    case (.workingDays, .immediate), (.calendarDays, .immediate): true
    default: false
    }
  }
}

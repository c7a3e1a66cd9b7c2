import JSON

extension ThemeProblems {
  /// What is kept after the result: registers, policies, institutions.
  mutating func checkRecords() {
    list.requireDistinct(theme.registers.map(\.key), "registers", "key")
    for (index, register) in theme.registers.enumerated() {
      let path = "registers[\(index)]"
      checkCanHold(register.when, "\(path).when")
      list.requireDistinct(register.fields.map(\.key), "\(path).fields", "key")
      list.requireDistinct(register.results, "\(path).results", nil)
      checkClauses(register.clauses, path)
    }
    list.requireDistinct(theme.policies.map(\.key), "policies", "key")
    for (index, policy) in theme.policies.enumerated() {
      let path = "policies[\(index)]"
      checkCanHold(policy.when, "\(path).when")
      list.requireKnown(policy.matter, among: theme.matters.lazy.map(\.key), "\(path).matter")
      checkAnswers(policy.sets, "\(path).sets")
      checkClauses(policy.clauses, path)
    }
    list.requireDistinct(theme.institutions.map(\.key), "institutions", "key")
    for (index, institution) in theme.institutions.enumerated() {
      let path = "institutions[\(index)]"
      for (place, matter) in institution.matters.enumerated() {
        list.requireKnown(matter, among: theme.matters.lazy.map(\.key), "\(path).matters[\(place)]")
      }
      checkClauses(institution.clauses, path)
    }
    for (index, matter) in theme.matters.enumerated()
    where !matter.validity.overlaps(theme.validity) {
      list.add(
        "matters[\(index)].from", "days on which the theme is not in force",
        "days within those of the theme")
    }
  }
}

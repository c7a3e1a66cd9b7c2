import JSON

extension ThemeProblems {
  /// What stands around the matters: forms, groups, marks, follow-ups, lists.
  mutating func checkAround() {
    checkForms()
    checkGroups()
    list.requireDistinct(theme.flags.map(\.key), "flags", "key")
    for (index, flag) in theme.flags.enumerated() {
      checkCanHold(flag.when, "flags[\(index)].when")
      checkClauses(flag.clauses, "flags[\(index)]")
    }
    checkFollowUps()
    list.requireDistinct(theme.lists.map(\.key), "lists", "key")
    for (index, item) in theme.lists.enumerated() { checkClauses(item.clauses, "lists[\(index)]") }
    list.requireDistinct(theme.figures.map(\.key), "figures", "key")
    for (index, figure) in theme.figures.enumerated() {
      checkClauses(figure.clauses, "figures[\(index)]")
    }
  }

  /// Every section stands on a form, when the document names forms.
  private mutating func checkForms() {
    list.requireDistinct(theme.forms.map(\.key), "forms", "key")
    for (index, form) in theme.forms.enumerated() {
      list.requireDistinct(form.sections, "forms[\(index)].sections", nil)
      for (place, section) in form.sections.enumerated() {
        list.requireKnown(
          section, among: theme.sections.map(\.key), "forms[\(index)].sections[\(place)]")
      }
      checkClauses(form.clauses, "forms[\(index)]")
    }
    guard !theme.forms.isEmpty, theme.forms.allSatisfy({ !$0.sections.isEmpty }) else { return }
    let placed = Set(theme.forms.flatMap(\.sections))
    for (index, section) in theme.sections.enumerated() where !placed.contains(section.key) {
      list.add(
        "sections[\(index)].key", "“\(section.key)”, which stands on no form",
        "a section that a form has")
    }
  }

  /// All matters are parts of a group, or none is.
  private mutating func checkGroups() {
    list.requireDistinct(theme.groups.map(\.key), "groups", "key")
    for (index, group) in theme.groups.enumerated() {
      checkClauses(group.clauses, "groups[\(index)]")
      if !theme.matters.contains(where: { $0.group == group.key }) {
        list.add(
          "groups[\(index)].key", "“\(group.key)”, which no matter is a part of",
          "a group with at least one matter")
      }
    }
    let groups = theme.groups.map(\.key)
    for (index, matter) in theme.matters.enumerated() {
      let path = "matters[\(index)].group"
      if let group = matter.group {
        list.requireKnown(group, among: groups, path)
      } else if !groups.isEmpty {
        list.add(path, "nothing", "one of \(ProblemList.listed(groups))")
      }
    }
  }

  private mutating func checkFollowUps() {
    list.requireDistinct(theme.followUps.map(\.key), "followUps", "key")
    for (index, followUp) in theme.followUps.enumerated() {
      let path = "followUps[\(index)]"
      checkCanHold(followUp.when, "\(path).when")
      checkClauses(followUp.clauses, path)
      guard let outcome = followUp.leadsTo else { continue }
      list.requireKnown(
        outcome.matter, among: theme.matters.lazy.map(\.key), "\(path).leadsTo.matter")
      checkAnswers(outcome.sets, "\(path).leadsTo.sets")
      let plain = fields.filter { $0.value.rows == nil }.keys
      for key in outcome.fills.keys.sorted() {
        list.requireKnown(key, among: plain, "\(path).leadsTo.fills")
      }
    }
  }

  mutating func checkCanHold(_ condition: Condition, _ path: String) {
    checkCondition(condition, path, rows: nil)
    if condition.canNeverHold {
      list.add(path, "a condition that never holds", "one that can hold")
    }
  }

  /// Answers that a choice or an outcome gives: plain fields, and values that
  /// they can hold.
  mutating func checkAnswers(_ answers: [String: String], _ path: String) {
    for (key, value) in answers.sorted(by: { $0.key < $1.key }) {
      guard let target = fields[key], target.rows == nil else {
        let plain = fields.filter { $0.value.rows == nil }.keys
        list.requireKnown(key, among: plain, "\(path).\(key)")
        continue
      }
      requireValue(value, of: target.field, "\(path).\(key)")
    }
  }
}

extension Theme {
  /// The field with this key, and the section that it stands in.
  package func field(_ key: String) -> (section: Section, field: Field)? {
    for section in sections {
      if let field = section.fields.first(where: { $0.key == key }) { return (section, field) }
    }
    return nil
  }

  package func matter(code: String) -> Matter? { matters.first { $0.code == code } }

  package func matter(meaning: Matter.Meaning) -> Matter? {
    matters.first { $0.meaning == meaning }
  }

  /// The group that a matter is one item of; nil when it is all of it.
  package func group(of matter: Matter) -> MatterGroup? {
    groups.first { $0.key == matter.group && $0.title != matter.title }
  }

  /// Words of a clause of the source document.
  package func clause(_ number: String) -> String? { document.clauses[number] }

  // MARK: Questions

  /// The questions to ask after the choices made so far, in order.
  ///
  /// A later question may look at the matters that earlier ones chose.
  package func visibleQuestions(_ choices: [String: Set<String>], _ facts: Facts) -> [Question] {
    var facts = facts
    var visible: [Question] = []
    for question in questions where question.when.holds(in: facts) {
      visible.append(question)
      for choice in question.choices where choices[question.key]?.contains(choice.key) == true {
        facts.matters.formUnion(choice.matters)
      }
    }
    return visible
  }

  /// What the choices of visible questions add up to: matters in the order of
  /// the theme, and answers by field.
  package func mattersChosen(
    by choices: [String: Set<String>], _ facts: Facts
  ) -> (matters: [String], sets: [String: String]) {
    var chosen: Set<String> = []
    var sets: [String: String] = [:]
    for question in visibleQuestions(choices, facts) {
      for choice in question.choices where choices[question.key]?.contains(choice.key) == true {
        chosen.formUnion(choice.matters)
        sets.merge(choice.sets) { _, later in later }
      }
    }
    let held = matters.filter { $0.validity.holds(on: facts.today) }
    return (held.map(\.key).filter(chosen.contains), sets)
  }

  // MARK: The form

  package func visibleSections(_ facts: Facts) -> [Section] {
    sections.filter { section in
      guard section.when.holds(in: facts) else { return false }
      return section.repeats != nil || !section.visibleFields(facts).isEmpty
    }
  }

  /// The answers without those of hidden fields and sections: nobody keeps
  /// what no chosen matter needs.
  ///
  /// Hiding one field can hide another, so this goes on until nothing changes.
  package func keptAnswers(_ facts: Facts) -> Answers {
    var facts = facts
    while true {
      let kept = Answers(
        facts.answers.values.filter { key, _ in isVisible(key, facts) }
          .mapValues { $0 }
      ).droppingHiddenCells(of: self, facts)
      if kept == facts.answers { return kept }
      facts.answers = kept
    }
  }

  private func isVisible(_ key: String, _ facts: Facts) -> Bool {
    if let section = section(key), section.repeats != nil { return section.when.holds(in: facts) }
    guard let (section, field) = field(key), section.repeats == nil else { return false }
    return section.when.holds(in: facts) && field.when.holds(in: facts)
  }

  // MARK: Materials

  /// The materials that these matters need with these answers.
  package func materialsNeeded(_ facts: Facts) -> [MaterialRule] {
    materials.filter { rule in
      (rule.matters.isEmpty || rule.matters.contains(where: facts.matters.contains))
        && rule.when.holds(in: facts)
    }
  }

  // MARK: Around the matters

  /// The marks that this application gets, in the order of the theme.
  package func flagsRaised(_ facts: Facts) -> [Flag] { flags.filter { $0.when.holds(in: facts) } }

  /// What is to be done for this person after the result.
  package func followUps(_ facts: Facts) -> [FollowUp] {
    followUps.filter { $0.when.holds(in: facts) }
  }

  /// Names and numbers of the people in the lists of the form: household
  /// members, staff.
  package func people(in answers: Answers) -> [(name: String, idNumber: String)] {
    sections.filter { $0.repeats != nil }.flatMap { section -> [(String, String)] in
      let name = section.nameFields.first?.key
      let number = section.numberFields.first?.key
      guard name != nil || number != nil else { return [] }
      return answers[rows: section.key].map { row in
        (name.flatMap { row[$0] } ?? "", number.flatMap { row[$0] } ?? "")
      }.filter { !$0.0.isEmpty || !$0.1.isEmpty }
    }
  }

  package func list(_ key: String) -> ReferenceList? { lists.first { $0.key == key } }

  /// The departments that help with a matter, given these answers.
  package func cooperation(of matter: Matter, _ facts: Facts) -> [Matter.Cooperation] {
    matter.cooperation.filter { $0.when.holds(in: facts) }
  }
}

extension Section {
  /// The fields to show, of the plain section or of the row in `facts`.
  package func visibleFields(_ facts: Facts) -> [Field] {
    fields.filter { $0.when.holds(in: facts) }
  }

  /// The largest minimum of rows that holds; nil when none does.
  package func minimum(_ facts: Facts) -> Repetition.Minimum? {
    repeats?.minimums.filter { $0.when.holds(in: facts) }.max { $0.count < $1.count }
  }
}

extension Answers {
  fileprivate func droppingHiddenCells(of theme: Theme, _ facts: Facts) -> Answers {
    var answers = self
    for section in theme.sections where section.repeats != nil {
      answers[rows: section.key] = self[rows: section.key].map { row in
        let shown = section.visibleFields(facts.inRow(row)).map(\.key)
        return row.filter { shown.contains($0.key) && !$0.value.isEmpty }
      }
    }
    return answers
  }
}

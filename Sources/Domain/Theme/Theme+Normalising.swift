extension Theme {
  /// Answers that come from elsewhere, put right as if they had been typed into the
  /// form: full-width digits, blanks, +86, look-alikes of ·. What the form refuses
  /// stays as it came, for a check to find.
  package func normalised(_ answers: Answers, today: Day, _ book: CodeBook) -> Answers {
    var normal = answers
    for section in sections {
      if section.repeats != nil {
        let rows = answers[rows: section.key].map { row in
          section.normalised(row, Facts(answers: normal, today: today).inRow(row), book)
        }
        if !rows.isEmpty { normal[rows: section.key] = rows }
      } else {
        for field in section.fields where !normal[text: field.key].isEmpty {
          let facts = Facts(answers: normal, today: today)
          normal[text: field.key] = field.putRight(normal[text: field.key], facts, book)
        }
      }
    }
    return normal
  }
}

extension Section {
  fileprivate func normalised(_ row: Answers.Row, _ facts: Facts, _ book: CodeBook) -> Answers.Row {
    var normal = row
    for field in fields {
      if let value = row[field.key], !value.isEmpty {
        normal[field.key] = field.putRight(value, facts, book)
      }
    }
    return normal
  }
}

extension Field {
  fileprivate func putRight(_ value: String, _ facts: Facts, _ book: CodeBook) -> String {
    if case .value(let normal, _) = normalised(value, facts, book) { normal } else { value }
  }
}

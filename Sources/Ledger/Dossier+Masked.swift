import Domain

extension Dossier {
  /// The same with names, numbers and telephones in part only (隐去), for a page that
  /// nobody has asked to see in full.
  ///
  /// - Parameter theme: nil when this program has it no more; then whatever looks like
  ///   a number is masked.
  package func masked(_ theme: Theme?) -> Dossier {
    var masked = self
    for (key, answer) in answers.values {
      switch answer {
      case .text(let text):
        masked.answers[text: key] = Field.masked(text, theme?.field(key)?.field, key)
      case .rows(let rows):
        let fields = theme?.sections.first { $0.key == key }?.fields ?? []
        masked.answers[rows: key] = rows.map { row in
          Dictionary(
            uniqueKeysWithValues: row.map { name, text in
              (name, Field.masked(text, fields.first { $0.key == name }, name))
            })
        }
      }
    }
    return masked
  }

  /// Every number and telephone of its answers, with what is shown instead.
  package func guardedWords(_ theme: Theme?) -> [String: String] {
    answers.guardedWords(theme)
  }
}

extension Answers {
  /// Every number and telephone in them, with what is shown instead.
  package func guardedWords(_ theme: Theme?) -> [String: String] {
    var words: [String: String] = [:]
    func add(_ text: String, _ field: Field?) {
      guard Field.isGuarded(text, field) else { return }
      words[text] = Field.part(of: text, field)
    }
    for (key, answer) in values {
      switch answer {
      case .text(let text): add(text, theme?.field(key)?.field)
      case .rows(let rows):
        let fields = theme?.sections.first { $0.key == key }?.fields ?? []
        for row in rows {
          for (name, text) in row { add(text, fields.first { $0.key == name }) }
        }
      }
    }
    return words
  }
}

extension Field {
  /// Whether a text is a number or telephone of somebody; without its field, whether it
  /// looks like one.
  package static func isGuarded(_ text: String, _ field: Field?) -> Bool {
    if text.isEmpty { return false }
    let digits = text.utf8.count { (48...57).contains($0) }
    guard let field else {
      return digits >= 7 && digits * 2 > text.utf8.count && Day(text) == nil
    }
    switch field.kind {
    case .identityNumber, .phone: return true
    case .text: return field.isSensitive && digits >= 8
    case .name, .creditCode, .date, .number, .code, .codes, .division, .address, .yesNo, .promise:
      return false
    }
  }

  /// What is shown instead of such a text.
  package static func part(of text: String, _ field: Field?) -> String {
    let isPhone = field.map { $0.kind == .phone } ?? (text.utf8.count < 15)
    return isPhone ? Mask.phone(text) : Mask.number(text)
  }

  fileprivate static func masked(_ text: String, _ field: Field?, _ key: String) -> String {
    if isGuarded(text, field) { return part(of: text, field) }
    let isName = field.map { $0.kind == .name } ?? (key == "name")
    return isName ? Mask.name(text) : text
  }
}

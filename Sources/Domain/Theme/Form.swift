/// One section of the unified form (统一申请表).
package struct Section: Equatable, Sendable {
  package let key: String
  package let title: String
  package let when: Condition
  package let fields: [Field]
  /// Nil for a plain section; otherwise its fields form rows, and the answer
  /// to `key` is a list of rows.
  package let repeats: Repetition?

  /// The identity number by which a row is completed from earlier dossiers of
  /// the applicant; nil where an earlier list is taken over as a whole.
  package var completingNumber: Field? {
    guard repeats != nil, fields.contains(where: \.isLasting) else { return nil }
    return fields.first { if case .identityNumber = $0.kind { true } else { false } }
  }

  package struct Repetition: Equatable, Sendable {
    package let maximum: Int
    /// At least `count` rows when `when` holds.
    package let minimums: [Minimum]
    /// What one row is called: 一条求职意向.
    package let rowTitle: String

    package struct Minimum: Equatable, Sendable {
      package let count: Int
      package let when: Condition
      package let clauses: [String]
    }
  }
}

/// One question of the form (字段).
package struct Field: Equatable, Sendable {
  package let key: String
  package let label: String
  package let kind: Kind
  /// Shown (and kept) only when this holds. Inside a repeated section it may
  /// look at the fields of its own row.
  package let when: Condition
  /// Must be answered when this holds (and it is shown).
  package let required: Condition
  package let source: Source?
  package let help: FieldHelp
  /// Fields that are decided together when two edits meet.
  package let group: String
  /// Whether F4 may repeat it from the previous dossier of the household.
  package let canRepeat: Bool
  /// Belongs to the person, not to one occasion: a later application of the
  /// same person begins with this answer. In a list, the person of the row.
  package let isLasting: Bool
  /// Special category of personal data: masked in lists and on paper.
  package let isSensitive: Bool

  package enum Kind: Equatable, Sendable {
    case text(maximum: Int)
    case name
    /// Number of the document whose kind stands in the field `kindField`
    /// (code table `idKind`); a citizen number when that is nil.
    case identityNumber(kindField: String?)
    case creditCode
    case phone
    case date(DateRange)
    case number(minimum: Int, maximum: Int, unit: String)
    case code(table: String)
    /// One or more codes, separated by commas in the answer.
    case codes(table: String)
    /// A six-digit division of the region's table.
    case division
    case address
    case yesNo
    /// Read-only text that the applicant promises or is told (承诺, 告知), with
    /// 是 as the only accepting answer.
    case promise(text: [String])
  }

  package enum DateRange: String, CaseIterable, Sendable {
    case any, pastOrToday, futureOrToday
  }

  /// Where the first value comes from. The clerk may change it unless derived.
  package enum Source: Equatable, Sendable {
    /// Derived from an identity number field; read-only while that is valid.
    case derived(from: String, part: IdentityPart)
    case literal(String)
    /// The division of the hall.
    case hallDivision
    case today
  }

  package enum IdentityPart: String, CaseIterable, Sendable {
    case sex, birth, age, division
  }
}

/// F1 on a field: what it means, which clause asks for it, an example.
package struct FieldHelp: Equatable, Sendable {
  package let meaning: String
  package let clauses: [String]
  package let example: String?
}

/// A rule over several answers.
package struct Check: Equatable, Sendable {
  package let key: String
  /// The finding is made when this holds.
  package let finds: Condition
  package let severity: Severity
  /// What the clerk reads.
  package let text: String
  /// Where the cursor goes; empty for the choice of matters.
  package let field: String?
  package let clauses: [String]

  /// Errors stop the submission; doubts are shown and may be passed.
  package enum Severity: String, CaseIterable, Sendable, Comparable {
    case error, doubt
    package static func < (a: Severity, b: Severity) -> Bool { a == .error && b == .doubt }
  }
}

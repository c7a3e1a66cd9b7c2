/// A form that the document names (申请表), such as 家庭经济状况信息表.
package struct ApplicationForm: Equatable, Sendable {
  package let key: String
  /// Exactly as the document writes it.
  package let title: String
  /// The sections that stand on it; empty means every section.
  package let sections: [String]
  package let clauses: [String]
}

/// What several matters are parts of (事项大类): one line of the document's
/// list, of which each matter is an item.
package struct MatterGroup: Equatable, Sendable {
  package let key: String
  package let title: String
  package let note: String?
  package let clauses: [String]
}

/// A mark that an application gets by its answers (标记): a focus group, an
/// exception.
package struct Flag: Equatable, Sendable {
  package let key: String
  package let title: String
  package let when: Condition
  package let note: String?
  package let clauses: [String]
}

/// What is to be done after the result (跟踪回访), for whom and how often.
package struct FollowUp: Equatable, Sendable {
  package let key: String
  package let title: String
  package let when: Condition
  package let rule: Rule
  /// How it is done: 实地走访, 电话调查.
  package let methods: [String]
  /// What is written down each time.
  package let records: [String]
  /// What is proposed once a counting rule is met.
  package let leadsTo: Outcome?
  /// Why it is so, such as where the interval comes from.
  package let note: String?
  package let clauses: [String]

  package enum Rule: Equatable, Sendable {
    /// Once in so many months; where the document says 定期, the hall's figure.
    case everyMonths(Int)
    /// At least so many times in each calendar month.
    case timesAMonth(Int)
    /// Met by so many refusals in a row; an acceptance begins anew.
    case consecutiveRefusals(Int)
    /// Met when nobody was reached for so many months in a row.
    case monthsUnreachable(Int)
    /// Met by so many services that were accepted and brought no work.
    case servicesGiven(Int)

    /// Whether it is done at times, rather than counted.
    package var isRegular: Bool {
      switch self {
      case .everyMonths, .timesAMonth: true
      case .consecutiveRefusals, .monthsUnreachable, .servicesGiven: false
      }
    }
  }

  package struct Outcome: Equatable, Sendable {
    package let matter: String
    /// Answers that it gives, by field key.
    package let sets: [String: String]
    /// Answers that the records give, by field key.
    package let fills: [String: Figure]

    /// What records say, for a field of the proposed matter's form.
    package enum Figure: String, CaseIterable, Sendable {
      /// How many records met the rule.
      case count
      /// The last day on which the person was reached, or came.
      case lastContact
    }
  }
}

/// A list to show and to hand out (清单): policies, services, institutions,
/// questions and answers.
package struct ReferenceList: Equatable, Sendable {
  package let key: String
  package let title: String
  package let columns: [String]
  /// Each as long as `columns`.
  package let rows: [[String]]
  package let note: String?
  package let clauses: [String]

  /// The document names the list and does not give its contents (待配置).
  package var isPending: Bool { rows.isEmpty }
}

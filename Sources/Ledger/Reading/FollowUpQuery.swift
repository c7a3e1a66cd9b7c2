import Domain

/// What of one dossier the follow-up list and the search by marks show
/// (后续事项), made with its theme.
package struct Aftercare: Equatable, Sendable {
  package let followUps: [FollowUpDue]
  /// Titles of the marks that held at acceptance.
  package let flags: [String]
  /// Policies that fit the person, and those that the dossier applies for.
  package let policies: [PolicyFit]

  package init(
    followUps: [FollowUpDue] = [], flags: [String] = [], policies: [PolicyFit] = []
  ) {
    self.followUps = followUps
    self.flags = flags
    self.policies = policies
  }

  package init(_ theme: Theme, _ dossier: Dossier) {
    followUps = FollowUpDue.all(theme, dossier)
    flags = dossier.flags(theme, on: dossier.acceptedAt.day).map(\.title)
    policies = PolicyFit.all(theme, dossier)
  }
}

/// What the list of follow-ups (回访到期) is asked for.
package struct FollowUpQuery: Equatable, Sendable {
  package var today: Day
  /// The last due day that is listed; proposals always are.
  package var through: Day
  package var offset: Int
  package var limit: Int

  package init(today: Day, through: Day, offset: Int = 0, limit: Int = 200) {
    self.today = today
    self.through = through
    self.offset = offset
    self.limit = limit
  }
}

/// One page of it: proposals first, then by due day.
package struct FollowUpPage: Equatable, Sendable {
  package var rows: [FollowUpRow]
  /// Of all pages together.
  package var total: Int
  package var late: Int
  package var proposals: Int

  package init(rows: [FollowUpRow] = [], total: Int = 0, late: Int = 0, proposals: Int = 0) {
    self.rows = rows
    self.total = total
    self.late = late
    self.proposals = proposals
  }
}

/// One follow-up in the list (回访行).
package struct FollowUpRow: Equatable, Sendable {
  package var dossier: String
  package var theme: String
  package var number: String
  /// Of the applicant, not masked.
  package var name: String
  package var idNumber: String
  package var phone: String
  /// Key of the theme's rule.
  package var rule: String
  package var title: String
  package var due: Day
  package var last: Day?
  package var isProposal: Bool
  /// Days of the records that met a counting rule.
  package var evidence: [Day]

  package init(
    dossier: String, theme: String, number: String, name: String, idNumber: String,
    phone: String, rule: String, title: String, due: Day, last: Day?, isProposal: Bool,
    evidence: [Day]
  ) {
    self.dossier = dossier
    self.theme = theme
    self.number = number
    self.name = name
    self.idNumber = idNumber
    self.phone = phone
    self.rule = rule
    self.title = title
    self.due = due
    self.last = last
    self.isProposal = isProposal
    self.evidence = evidence
  }
}

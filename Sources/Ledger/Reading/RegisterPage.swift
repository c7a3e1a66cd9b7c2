import Domain

/// Which list is asked for (台账查询).
package struct RegisterQuery: Equatable, Sendable {
  package let list: List
  package var offset: Int
  package var limit: Int

  package enum List: Hashable, Sendable {
    /// Lines of a register of a theme, open ones first, then by due day.
    case register(theme: String, key: String)
    /// Registered people of a theme whom a policy fits and who have not applied.
    case unclaimed(theme: String)
  }

  package init(_ list: List, offset: Int = 0, limit: Int = 200) {
    self.list = list
    self.offset = offset
    self.limit = limit
  }
}

/// One page of it (台账页).
package struct RegisterPage: Equatable, Sendable {
  package var query: RegisterQuery?
  package var rows: [RegisterRow]
  package var count: RegisterCount

  package init(
    query: RegisterQuery? = nil, rows: [RegisterRow] = [],
    count: RegisterCount = RegisterCount()
  ) {
    self.query = query
    self.rows = rows
    self.count = count
  }
}

/// How many lines a list has (台账计数); lines entered by mistake count nowhere.
package struct RegisterCount: Equatable, Sendable {
  package var open: Int
  package var total: Int

  package init(open: Int = 0, total: Int = 0) {
    self.open = open
    self.total = total
  }
}

/// One line with whose it is (台账行).
package struct RegisterRow: Equatable, Sendable {
  package let dossier: String
  package let number: String
  /// Of the applicant, not masked.
  package let name: String
  package let idNumber: String
  package let phone: String
  package let content: Content

  package enum Content: Equatable, Sendable {
    case entry(RegisterEntry)
    /// Key and title of a policy, and since when it fits.
    case policy(key: String, title: String, since: Instant)
  }

  package init(
    dossier: String, number: String, name: String, idNumber: String, phone: String,
    content: Content
  ) {
    self.dossier = dossier
    self.number = number
    self.name = name
    self.idNumber = idNumber
    self.phone = phone
    self.content = content
  }
}

/// A policy that fits somebody (应享政策), or that he has applied for.
package struct PolicyFit: Equatable, Sendable {
  package let policy: String
  package let title: String
  package let since: Instant
  /// Whether this dossier is the application for it.
  package let isClaim: Bool

  /// Everything of one dossier, in the order of the theme.
  package static func all(_ theme: Theme, _ dossier: Dossier) -> [PolicyFit] {
    guard dossier.voided == nil else { return [] }
    let approved = dossier.proceedings.filter { $0.state == .approved }
    let facts = Facts(
      answers: dossier.answers, matters: Set(approved.map(\.matter)),
      today: dossier.acceptedAt.day)
    return theme.policies.flatMap { policy -> [PolicyFit] in
      var fits: [PolicyFit] = []
      if let since = approved.compactMap(\.finishedAt).min(), policy.when.holds(in: facts) {
        fits.append(
          PolicyFit(policy: policy.key, title: policy.title, since: since, isClaim: false))
      }
      let isAsked = dossier.proceeding(policy.matter).map {
        $0.state != .voided && $0.state != .withdrawn
      }
      if isAsked == true, policy.isClaimed(by: dossier.answers) {
        fits.append(
          PolicyFit(
            policy: policy.key, title: policy.title, since: dossier.acceptedAt, isClaim: true))
      }
      return fits
    }
  }
}

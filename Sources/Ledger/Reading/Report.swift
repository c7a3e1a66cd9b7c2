import Domain
import JSON

/// The figures of a month, or of the whole time (统计报表).
///
/// What happened (受理, 办结) is counted in the month; what there is (在办, 在册)
/// on the day `at`. Figures that are 0 are absent.
package struct Report: Equatable, Sendable {
  /// Nil for the whole time.
  package let month: Month?
  /// The day on which it was made.
  package let at: Day
  package let figures: [Figure: Int]

  package init(month: Month?, at: Day, figures: [Figure: Int]) {
    self.month = month
    self.at = at
    self.figures = figures.filter { $0.value != 0 }
  }

  package var themes: [String] { Set(figures.keys.map(\.theme)).sorted() }

  /// Of one theme, or over all of them.
  package func value(_ kind: Figure.Kind, theme: String? = nil, detail: String = "") -> Int {
    let found = figures.filter { figure, _ in
      figure.kind == kind && figure.detail == detail && (theme ?? figure.theme) == figure.theme
    }.values
    return kind == .longestDays ? found.max() ?? 0 : found.reduce(0, +)
  }

  /// What a figure is told apart by, such as matters, sorted.
  package func details(_ kind: Figure.Kind, theme: String? = nil) -> [String] {
    Set(
      figures.keys.filter {
        $0.kind == kind && !$0.detail.isEmpty && (theme ?? $0.theme) == $0.theme
      }.map(\.detail)
    ).sorted()
  }

  /// By how many percent the promised, and the actual time is shorter than the
  /// statutory limit; nil when nothing with a limit was closed. Source: N0-08.
  package func compression(theme: String? = nil) -> (promised: Int, actual: Int)? {
    let statutory = value(.statutoryDays, theme: theme)
    guard statutory > 0 else { return nil }
    func shorter(_ kind: Figure.Kind) -> Int {
      100 - value(kind, theme: theme) * 100 / statutory
    }
    return (shorter(.promisedDays), shorter(.limitedDays))
  }

  /// Percent of the registered who were given a service; nil when nobody is
  /// registered. Source: W1-13.
  package func coverage(theme: String? = nil) -> Int? {
    let registered = value(.registered, theme: theme)
    return registered == 0 ? nil : value(.covered, theme: theme) * 100 / registered
  }
}

/// What is counted (指标): of one theme, and perhaps of a part of it.
package struct Figure: Hashable, Comparable, Sendable {
  package let theme: String
  package let kind: Kind
  /// A matter, a flag, a grade or a reason; empty for the theme's total.
  package let detail: String

  package init(_ kind: Kind, of theme: String, _ detail: String = "") {
    self.kind = kind
    self.theme = theme
    self.detail = detail
  }

  package enum Kind: String, CaseIterable, Sendable {
    /// Dossiers; the voided ones are among the accepted.
    case accepted, voided
    /// Proceedings with a result in the month, the voided ones left out; by matter.
    case closed
    case approved, withdrawn
    /// By reason, where the theme knows it.
    case declined
    /// Closed after the promised day.
    case closedLate
    /// Working days of the department, all of them and the longest; by matter.
    case usedDays, longestDays
    /// Of those with a statutory limit: that limit, the promised and the used
    /// days; by matter.
    case statutoryDays, promisedDays, limitedDays
    /// Requests for corrections.
    case asked
    /// Proceedings now.
    case open, overdue
    /// By grade.
    case ratings
    case badRatings
    /// Given, and tried in vain.
    case services, unreached
    /// People whose registration is open now; by flag.
    case registered
    /// Of them those who were ever given a service.
    case covered
    /// Dossiers whose answers the form would refuse.
    case faulty
  }

  /// `nx-jobseekers/closed/benefit`.
  package var code: String {
    theme + "/" + kind.rawValue + (detail.isEmpty ? "" : "/" + detail)
  }

  package init?(code: String) {
    let parts = code.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count >= 2, let kind = Kind(rawValue: String(parts[1])) else { return nil }
    self.init(kind, of: String(parts[0]), parts.count == 3 ? String(parts[2]) : "")
  }

  package static func < (a: Figure, b: Figure) -> Bool { a.code < b.code }
}

/// Something in a month that somebody should look into (问题清单).
package struct ReportProblem: Equatable, Sendable {
  package let kind: Kind
  /// Of the dossier.
  package let number: String
  package let theme: String
  /// Title of the matter; empty when it is about the dossier.
  package let matter: String
  /// The reason, the finding, what the applicant said.
  package let detail: String

  package init(kind: Kind, number: String, theme: String, matter: String, detail: String) {
    self.kind = kind
    self.number = number
    self.theme = theme
    self.matter = matter
    self.detail = detail
  }

  package enum Kind: String, CaseIterable, Sendable {
    case overdue, closedLate, declined, badRating, faulty
  }
}

/// A figure that two counts do not agree on (核对不符).
package struct ReportDifference: Equatable, Sendable {
  package let source: Source
  package let figure: Figure
  /// What the log says.
  package let expected: Int
  package let found: Int

  package init(source: Source, figure: Figure, expected: Int, found: Int) {
    self.source = source
    self.figure = figure
    self.expected = expected
    self.found = found
  }

  package enum Source: Equatable, Sendable {
    /// The dossiers of the store, the columns that lists are made of.
    case dossiers, columns
    /// A report that was issued, by its day.
    case issued(Month?, Day)
  }
}

extension Report {
  /// Where `other` says something else.
  package func differences(
    from other: Report, _ source: ReportDifference.Source
  ) -> [ReportDifference] {
    Set(figures.keys).union(other.figures.keys).sorted().compactMap { figure in
      let (expected, found) = (figures[figure] ?? 0, other.figures[figure] ?? 0)
      return expected == found
        ? nil
        : ReportDifference(source: source, figure: figure, expected: expected, found: found)
    }
  }

  package var json: JSON {
    .compact([
      ("month", .text(month?.description)), ("at", .string(at.description)),
      (
        "figures",
        .object(
          Dictionary(uniqueKeysWithValues: figures.map { ($0.code, JSON.int($1)) }))
      ),
    ])
  }

  init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly("month", "at", "figures")
    var month: Month?
    if let member = try reader.optional("month") {
      month = Month(try member.string())
      if month == nil { throw member.error(allowed: "a month such as 2026-03") }
    }
    let figures = try reader["figures"]
    var counted: [Figure: Int] = [:]
    for key in try figures.members().keys.sorted() {
      guard let figure = Figure(code: key) else {
        throw try figures[key].error(allowed: "a figure such as nx-jobseekers/accepted")
      }
      counted[figure] = try figures[key].count()
    }
    self.init(month: month, at: try reader["at"].day(), figures: counted)
  }
}

import JSON

/// Jobs that employers offer (岗位信息), to be matched with people who look for
/// work.
package struct JobDirectory: Equatable, Sendable {
  package let title: String
  package let version: String
  package let jobs: [Job]

  /// A job (岗位) of one employer.
  package struct Job: Equatable, Sendable {
    /// Stable; what a recommendation is written down by.
    package let code: String
    package let employer: String
    package let title: String
    /// Code of table `occupation`; codes that begin alike up to the last `-`
    /// are of one group.
    package let occupation: String
    /// Code of a division of the region.
    package let division: String
    /// Yuan a month.
    package let wage: ClosedRange<Int>
    /// The least education, a code of table `education`; nil when any will do.
    package let education: String?
    /// Code of table `workMode`.
    package let mode: String
    package let seats: Int
    /// The last day on which it is offered.
    package let validUntil: Day
    package let contact: String
  }
}

/// A job that fits somebody, and why (匹配结果).
package struct JobMatch: Equatable, Sendable {
  package let job: JobDirectory.Job
  /// The points that fit, in words, the weightiest first; never empty.
  package let reasons: [String]
  let weight: Int
}

extension JobDirectory {
  /// The jobs that fit one of the wishes, the best first.
  ///
  /// A job must be of the wished occupation or of its group; each further
  /// point that fits can only raise it. Equal ones stand by the day until
  /// which they are offered, then by code. Expired and full ones are left out.
  ///
  /// - Parameters:
  ///   - wishes: rows of the section 求职意向.
  ///   - education: the applicant's, a code of table `education`; may be empty.
  package func matches(
    for wishes: [Answers.Row], education: String, today: Day, _ book: CodeBook
  ) -> [JobMatch] {
    let matches = jobs.filter { $0.seats > 0 && $0.validUntil >= today }.compactMap { job in
      // Of several wishes the one that fits best counts; the first of equals.
      wishes.compactMap { job.match($0, education: education, book) }
        .reduce(nil) { (best: JobMatch?, next) in
          best.map { $0.weight >= next.weight } == true ? best : next
        }
    }
    func rank(_ match: JobMatch) -> (Int, Int, String) {
      (-match.weight, match.job.validUntil.number, match.job.code)
    }
    return matches.sorted { rank($0) < rank($1) }
  }
}

extension JobDirectory.Job {
  /// Weights are powers of two: a weightier point is worth more than all
  /// lighter ones together, so nobody has to guess why one stands first.
  private enum Point: Int {
    case education = 1, mode = 2, wage = 4, division = 8, occupation = 16
  }

  fileprivate func match(
    _ wish: Answers.Row, education known: String, _ book: CodeBook
  ) -> JobMatch? {
    func text(_ table: String, _ code: String) -> String { book.table(table)?.text(code) ?? code }
    let wished = wish["wishOccupation"] ?? ""
    var weight = 0
    var reasons: [String] = []
    func fits(_ point: Point, _ reason: String) {
      weight += point.rawValue
      reasons.append(reason)
    }
    if wished == occupation {
      fits(.occupation, "职业相同：\(text("occupation", occupation))")
    } else if let group = Self.group(wished), group == Self.group(occupation) {
      reasons.append("职业同类：\(text("occupation", occupation))")
    } else {
      return nil
    }
    if let place = wish["wishDivision"], place == division {
      fits(.division, "地区相同：\(book.region.division(division)?.name ?? division)")
    }
    let least = Int(wish["wishWage"] ?? "") ?? 0
    if wage.upperBound >= least {
      fits(.wage, least == 0 ? "期望月薪不限" : "月薪可达\(wage.upperBound)元，期望\(least)元")
    }
    if let mode = wish["wishMode"], mode == "4" || mode == self.mode || self.mode == "4" {
      fits(.mode, "工作方式合适：\(text("workMode", self.mode))")
    }
    if isMet(by: known, book) {
      fits(.education, education.map { "学历符合：\(text("education", $0))及以上" } ?? "学历不限")
    }
    return JobMatch(job: self, reasons: reasons, weight: weight)
  }

  /// `6-31` of `6-31-01`.
  private static func group(_ occupation: String) -> Substring? {
    occupation.lastIndex(of: "-").map { occupation[..<$0] }
  }

  /// The table of education runs from the highest to the lowest.
  private func isMet(by known: String, _ book: CodeBook) -> Bool {
    guard let least = education else { return true }
    let codes = book.table("education")?.entries.map(\.code) ?? []
    guard let needed = codes.firstIndex(of: least), let had = codes.firstIndex(of: known) else {
      return false
    }
    return had <= needed
  }
}

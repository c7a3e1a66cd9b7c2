import Domain
import Ledger
import SQLite

extension Store {
  /// The report as the dossiers of the store say it (系统数据), and what
  /// somebody should look into.
  package func report(
    _ month: Month?, at day: Day, _ catalogue: Catalogue, _ calendar: WorkCalendar
  ) throws(StoreError) -> (report: Report, problems: [ReportProblem]) {
    var count = ReportCount(month: month, at: day, catalogue: catalogue, calendar: calendar)
    try forEachDossier { count.add($0) }
    return (count.report, count.problems)
  }

  /// Whether the log here holds everything that the dossiers come from: of a counter
  /// that has joined, other counters' work is in no log of its own.
  package var hasWholeLog: Bool { !isEnrolled }

  /// Whether log, store and issued reports say the same (三统一核对): every figure
  /// on which they do not agree. Source: G2-38, G2-73.
  ///
  /// Plays the whole log in memory, beside the views. Without the whole log only the
  /// columns are compared, with the dossiers: see `hasWholeLog`.
  package func checkReport(
    _ month: Month?, at day: Day, _ catalogue: Catalogue, _ calendar: WorkCalendar
  ) throws(StoreError) -> [ReportDifference] {
    func report(_ dossiers: [String: Dossier], _ month: Month?, _ day: Day) -> Report {
      var count = ReportCount(month: month, at: day, catalogue: catalogue, calendar: calendar)
      for dossier in dossiers.values.sorted(by: { $0.number < $1.number }) { count.add(dossier) }
      return count.report
    }
    if !hasWholeLog {
      let views = try self.report(month, at: day, catalogue, calendar).report
      return Store.counted(views).differences(
        from: try columnReport(month, at: day), .columns)
    }
    var dossiers: [String: Dossier] = [:]
    var last: [ReportDifference] = []
    try forEachOperation { (operation) throws(StoreError) in
      if case .issueReport(let issued) = operation.act {
        // It was right if the log said so then. A later one replaces it.
        guard issued.month == month else { return }
        last = report(dossiers, issued.month, issued.at).differences(
          from: issued, .issued(issued.month, issued.at))
        return
      }
      guard operation.isAboutDossier(dossiers) else { return }
      do throws(LedgerError) {
        dossiers[operation.entity] = try Dossier.play(operation, on: dossiers[operation.entity])
      } catch {
        throw .ledger(error)
      }
    }
    let truth = report(dossiers, month, day)
    let views = try self.report(month, at: day, catalogue, calendar).report
    let columns = try columnReport(month, at: day)
    return truth.differences(from: views, .dossiers)
      + Store.counted(truth).differences(from: columns, .columns) + last
  }

  /// The figures that the columns can say, too.
  private static func counted(_ report: Report) -> Report {
    Report(
      month: report.month, at: report.at,
      figures: report.figures.filter {
        columnKinds.contains($0.key.kind) && $0.key.detail == ""
      })
  }

  /// What the columns beside the dossiers can say.
  private static let columnKinds: Set<Figure.Kind> = [
    .accepted, .closed, .approved, .withdrawn, .declined, .closedLate, .open, .overdue,
  ]

  /// The same figures counted by SQL from the columns that lists are made of.
  private func columnReport(_ month: Month?, at day: Day) throws(StoreError) -> Report {
    let days = month?.days
    let from = Value.int(days?.first.number ?? 0)
    let end = Value.int(days?.end.number ?? Store.noDue)
    var figures: [Figure: Int] = [:]
    func add(_ kind: Figure.Kind, _ sql: String, _ values: [Value]) throws(StoreError) {
      let rows = try database.all(sql, values) { (row) throws(StoreError) in
        (row.text(0), row.int(1))
      }
      for (theme, count) in rows { figures[Figure(kind, of: theme)] = count }
    }
    let proceedings = "SELECT theme, count(*) FROM proceeding WHERE "
    let finished = "finished_day >= ? AND finished_day < ? AND "
    try add(
      .accepted,
      "SELECT theme, count(*) FROM dossier WHERE accepted_day >= ? AND accepted_day < ? "
        + "GROUP BY theme", [from, end])
    try add(.open, proceedings + "is_open = 1 GROUP BY theme", [])
    try add(
      .overdue, proceedings + "is_open = 1 AND due < ? GROUP BY theme", [.day(day)])
    for (kind, state) in [
      (Figure.Kind.approved, "approved"), (.declined, "declined"), (.withdrawn, "withdrawn"),
    ] {
      try add(
        kind, proceedings + finished + "state = ? GROUP BY theme", [from, end, .text(state)])
    }
    let isClosed = "state IN ('approved', 'declined', 'withdrawn')"
    try add(.closed, proceedings + finished + isClosed + " GROUP BY theme", [from, end])
    try add(
      .closedLate, proceedings + finished + isClosed + " AND finished_day > due GROUP BY theme",
      [from, end])
    return Report(month: month, at: day, figures: figures)
  }
}

extension Operation {
  /// Papers and unmasking also stand at drafts and lists, which are no dossiers.
  fileprivate func isAboutDossier(_ dossiers: [String: Dossier]) -> Bool {
    switch kind {
    case .appointmentBook, .appointmentCancel, .appointmentArrive, .ticketChange, .ticketUndo,
      .accountPut, .accountPassphrase, .reportIssue, .auditExport, .auditSignIn,
      .auditSignInFailed, .auditSignOut, .auditClock:
      false
    case .auditPaper, .auditUnmask: dossiers[entity] != nil
    default: true
    }
  }
}

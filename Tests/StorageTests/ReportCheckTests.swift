import Domain
import Foundation
import JSON
import Ledger
import MadeUp
import Testing

@testable import Storage

@Suite("统计核对")
struct ReportCheckTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Assets")

  private static func file(_ path: String) throws -> Catalogue.File {
    Catalogue.File(
      name: path, bytes: try Array(Data(contentsOf: root.appending(path: path))))
  }

  private static func files(in folder: String) throws -> [Catalogue.File] {
    try FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path)
      .filter { $0.hasSuffix(".json") }.sorted().map { try file("\(folder)/\($0)") }
  }

  private static let catalogue = Result {
    try Catalogue(
      region: file("regions/nx.json"), codeTables: files(in: "codes"),
      themes: files(in: "themes/nx"))
  }
  private static let calendar = Result {
    try WorkCalendar(
      JSONReader(JSON(parsing: file("calendar/cn.json").bytes)),
      statutory: JSONReader(JSON(parsing: file("calendar/statutory.json").bytes)))
  }

  private let month: Month
  private let test: TestStore
  private var day: Day { test.made.now.day.adding(20) }

  /// A store after some random history of dossiers.
  init() throws {
    test = try TestStore(seed: 11)
    month = Month(of: test.made.now.day)
    let dossiers = try (0..<20).map { try test.accept(isScreened: $0 % 4 == 0).id }
    for _ in 0..<200 {
      let dossier = try #require(try test.store.dossier(test.made.random.pick(dossiers)))
      if let operation = test.made.step(on: dossier) { try test.store.record(operation) }
    }
  }

  private func report() throws -> Report {
    try test.store.report(
      month, at: day, ReportCheckTests.catalogue.get(), ReportCheckTests.calendar.get()
    ).report
  }

  private func check() throws -> [ReportDifference] {
    try test.store.checkReport(
      month, at: day, ReportCheckTests.catalogue.get(), ReportCheckTests.calendar.get())
  }

  private func issue(_ report: Report) throws {
    try test.store.record(
      test.made.operation(.issueReport(report), on: "report", role: .supervisor))
  }

  @Test("G2-38 台账、系统数据、统计报表三者一致；报送以后又办的件不算不符")
  func consistent() throws {
    #expect(try check() == [])
    let report = try report()
    #expect(report.value(.accepted) == 20)
    #expect(report.value(.closed) > 0 && report.value(.open) > 0 && report.value(.overdue) > 0)
    try issue(report)
    try test.accept()
    #expect(try check() == [])
    #expect(try self.report().value(.accepted) == 21)
  }

  @Test("G2-73 绕过日志改了一行，核对说出是哪个指标")
  func plantedColumns() throws {
    let theme = "nx-jobseekers"
    let open = try report().value(.open)
    try test.store.database.execute(
      """
      UPDATE proceeding SET state = 'withdrawn', is_open = 0, finished_day = \(day.number + 60)
      WHERE (dossier, place) IN (SELECT dossier, place FROM proceeding WHERE is_open = 1 LIMIT 1)
      """)
    let found = try check().filter { $0.figure.kind == .open }
    #expect(
      found == [
        ReportDifference(
          source: .columns, figure: Figure(.open, of: theme), expected: open, found: open - 1)
      ])
    try test.store.rebuild()
    #expect(try check() == [])
  }

  @Test("绕过日志改了办件内容，核对也发现")
  func plantedContent() throws {
    let place = try #require(
      try test.store.database.query(
        "SELECT dossier FROM proceeding WHERE state = 'approved' LIMIT 1"
      ) { $0.int(0) }.first)
    try test.store.database.execute(
      """
      UPDATE dossier SET content = CAST(replace(
        CAST(content AS TEXT), '"state":"approved"', '"state":"declined"') AS BLOB)
      WHERE place = \(place)
      """)
    let found = try check()
    #expect(found.contains { $0.source == .dossiers && $0.figure.kind == .approved })
    #expect(found.allSatisfy { $0.source == .dossiers })
  }

  @Test("报送的报表和当时的台账不符，核对说出报送日；重报以后就符合")
  func wrongIssue() throws {
    let right = try report()
    let accepted = Figure(.accepted, of: "nx-jobseekers")
    var figures = right.figures
    figures[accepted] = 99
    try issue(Report(month: month, at: day, figures: figures))
    #expect(
      try check() == [
        ReportDifference(source: .issued(month, day), figure: accepted, expected: 20, found: 99)
      ])
    try issue(right)
    #expect(try check() == [])
  }

  @Test(
    "First aid 17: on a joined counter the report is not checked against a log that is not all there"
  )
  func joined() throws {
    try test.store.enrol(
      CentralLink(url: "https://c", authority: "", device: "c1", hall: "640104001"),
      log: test.store.logCode)
    // Other counters' work is in no log here.
    try test.store.database.execute("DELETE FROM op WHERE kind = 'dossier.accept'")
    #expect(!test.store.hasWholeLog)
    #expect(try check() == [])
    try test.store.database.execute(
      "UPDATE proceeding SET state = 'withdrawn', is_open = 0 WHERE is_open = 1")
    #expect(try check().contains { $0.source == .columns && $0.figure.kind == .open })
  }

  @Test("只有主管能报送")
  func role() throws {
    let report = try report()
    #expect(throws: StoreError.ledger(.notAllowed(.clerk, .reportIssue))) {
      try test.store.record(test.made.operation(.issueReport(report), on: "report"))
    }
  }
}

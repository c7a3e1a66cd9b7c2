import Desk
import Domain
import Glibc
import JSON
import Ledger
import Machine
import Packs
import Storage

/// `yichuang report` (统计报表): the month's figures for people or machines,
/// issued and checked.
@MainActor
enum ReportCommand {
  /// 1 when the check finds something, else 0.
  static func run(_ options: Options) throws -> Int32 {
    var opened = try SupervisedStore(options, Assets.find())
    let assets = opened.assets
    let region =
      try options.region ?? opened.store.setting("station.region") ?? Assets.firstRegion
    let rules = try assets.rulebook(
      region: region, division: try opened.store.setting("station.division") ?? "",
      calendar: try assets.calendar(region: region))
    let today = Clocks.now.day
    let month = options.isWholeTime ? nil : options.month ?? Month(of: today)
    let (report, problems) = try opened.store.report(
      month, at: today, rules.catalogue, rules.calendar)
    // The list of problems names dossiers: it leaves like an export.
    if !problems.isEmpty { try opened.record(.export(dossiers: problems.count)) }
    let differences =
      options.checks
      ? try opened.store.checkReport(month, at: today, rules.catalogue, rules.calendar) : nil
    if options.issues, differences?.isEmpty ?? true {
      try opened.record(.issueReport(report), on: "report")
    }
    let lines =
      options.asJSON
      ? [report.json.text] + problems.map(\.json.text) + (differences ?? []).map(\.json.text)
      : report.lines(problems, rules) + (differences.map { $0.lines(rules) } ?? [])
    for line in lines { try Output.line(line) }
    if options.checks, !opened.store.hasWholeLog {
      Output.complain(
        "说明：本窗口已入网，别的窗口办的不在本机台账里，所以没有与台账核对，只核对了办件数据和清单。"
          + "台账在中心，请区县管理员用 yichuang-central verify 核对")
    }
    return differences?.isEmpty ?? true ? 0 : 1
  }
}

extension Performer {
  func report(_ month: Month) throws(StoreError) -> [Reply] {
    guard let rules else { return [] }
    let (report, problems) = try store.report(
      month, at: moment.day, rules.catalogue, rules.calendar)
    return [.report(report, problems)]
  }
}

/// `yichuang results` (结果回传): what became of applications that came in from
/// elsewhere, to be carried back there. Source: N0-07, N0-37.
@MainActor
enum Results {
  static func run(_ options: Options) throws -> Int32 {
    var opened = try SupervisedStore(options, Assets.find())
    var results: [ChannelResult] = []
    try opened.store.forEachDossier { results += $0.channelResults(since: options.since) }
    try opened.record(.export(dossiers: Set(results.map(\.number)).count))
    for result in results { try Output.line(result.json.text) }
    return 0
  }
}

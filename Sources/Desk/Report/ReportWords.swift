import Domain
import Ledger
import TUI

// The report in words (统计报表): lines of 80 columns for screen, paper and the
// command line alike.

extension Report {
  /// What is aimed at: 80 % shorter than the statutory limits. Source: N0-08.
  private static let target = 80

  package func lines(_ problems: [ReportProblem], _ rules: Rulebook) -> [String] {
    var layout = PaperLayout()
    layout.title("统计报表 \(month?.text ?? "全部")")
    layout.text("统计日 \(at.fullText)。受理、办结等按期间计；在办、逾期、在册按统计日计。")
    layout.rule()
    for theme in themes { add(theme, to: &layout, rules) }
    if themes.count > 1 { add(nil, to: &layout, rules) }
    if themes.isEmpty { layout.text("没有办件。") }
    layout.rule()
    layout.text("问题清单 \(problems.count) 项")
    for problem in problems {
      let parts = [problem.matter, problem.detail].filter { !$0.isEmpty }
      layout.row(
        [(problem.number, 20), (problem.kind.title, 8)], last: parts.joined(separator: "："))
    }
    return layout.lines
  }

  /// - Parameter theme: nil for all of them together.
  private func add(_ theme: String?, to layout: inout PaperLayout, _ rules: Rulebook) {
    func value(_ kind: Figure.Kind, _ detail: String = "") -> Int {
      self.value(kind, theme: theme, detail: detail)
    }
    let pack = theme.flatMap(rules.catalogue.theme)
    layout.heading(theme.map { pack?.title ?? $0 } ?? "合计")
    func line(_ text: String) { layout.text(text, indent: 2) }
    line("受理 \(value(.accepted)) 件，其中作废 \(value(.voided)) 件；数据有误 \(value(.faulty)) 件")
    line(
      "办结 \(value(.closed)) 项：准予 \(value(.approved))，不予 \(value(.declined))，"
        + "撤回 \(value(.withdrawn))；按期 \(value(.closed) - value(.closedLate))，"
        + "逾期办结 \(value(.closedLate))")
    line("在办 \(value(.open)) 项，其中逾期 \(value(.overdue)) 项；补正 \(value(.asked)) 次")
    if let shorter = compression(theme: theme) {
      line(
        "时限比法定压缩：承诺 \(shorter.promised)%，实际 \(shorter.actual)%"
          + "（目标 \(Report.target)%）")
    }
    let flags = details(.registered, theme: theme).map { flag in
      "\(pack?.flags.first { $0.key == flag }?.title ?? flag) \(value(.registered, flag))"
    }
    line(
      "在册 \(value(.registered)) 人"
        + (flags.isEmpty ? "" : "：" + flags.joined(separator: "，")))
    line(
      "服务 \(value(.services)) 次，联系不上 \(value(.unreached)) 次；"
        + "在册人员有服务的 \(value(.covered)) 人"
        + (coverage(theme: theme).map { "，覆盖率 \($0)%" } ?? ""))
    let grades = Rating.Grade.allCases.reversed().map { grade in
      "\(grade.title) \(value(.ratings, "\(grade.rawValue)"))"
    }
    line("评价 \(value(.ratings)) 件：" + grades.joined(separator: "，") + "；差评 \(value(.badRatings))")
    for reason in details(.declined, theme: theme) {
      line("不予原因“\(reason)” \(value(.declined, reason)) 项")
    }
    if theme != nil { addMatters(theme, pack, to: &layout) }
  }

  private func addMatters(_ theme: String?, _ pack: Theme?, to layout: inout PaperLayout) {
    let matters = details(.closed, theme: theme)
    guard !matters.isEmpty else { return }
    layout.row(
      [("", 1), ("办结", 5), ("平均", 5), ("最长", 5), ("法定", 5), ("承诺", 5)], last: "事项（工作日）")
    for matter in matters {
      func value(_ kind: Figure.Kind) -> Int { self.value(kind, theme: theme, detail: matter) }
      func average(_ kind: Figure.Kind) -> String {
        let count = value(.closed)
        let tenths = count == 0 ? 0 : (value(kind) * 10 + count / 2) / count
        return "\(tenths / 10).\(tenths % 10)"
      }
      let hasLimit = value(.statutoryDays) > 0
      layout.row(
        [
          ("", 1), ("\(value(.closed))", 5), (average(.usedDays), 5),
          ("\(value(.longestDays))", 5), (hasLimit ? average(.statutoryDays) : "－", 5),
          (hasLimit ? average(.promisedDays) : "－", 5),
        ], last: pack?.matter(matter)?.title ?? matter)
    }
  }
}

extension ReportProblem.Kind {
  package var title: String {
    switch self {
    case .overdue: "逾期"
    case .closedLate: "逾期办结"
    case .declined: "不予"
    case .badRating: "差评"
    case .faulty: "数据有误"
    }
  }
}

extension Figure.Kind {
  package var title: String {
    switch self {
    case .accepted: "受理"
    case .voided: "作废"
    case .closed: "办结"
    case .approved: "准予"
    case .withdrawn: "撤回"
    case .declined: "不予"
    case .closedLate: "逾期办结"
    case .usedDays: "用时"
    case .longestDays: "最长用时"
    case .statutoryDays: "法定时限"
    case .promisedDays: "承诺时限"
    case .limitedDays: "有时限的用时"
    case .asked: "补正"
    case .open: "在办"
    case .overdue: "逾期"
    case .ratings: "评价"
    case .badRatings: "差评"
    case .services: "服务"
    case .unreached: "联系不上"
    case .registered: "在册"
    case .covered: "有服务"
    case .faulty: "数据有误"
    }
  }
}

extension [ReportDifference] {
  /// What the check found, for people.
  package func lines(_ rules: Rulebook) -> [String] {
    if isEmpty { return ["核对：台账、系统数据、统计报表一致。"] }
    return ["核对：有 \(count) 项不符。"]
      + map { difference in
        let figure = difference.figure
        let theme = rules.catalogue.theme(figure.theme)
        let detail =
          figure.detail.isEmpty ? "" : "（\(theme?.matter(figure.detail)?.title ?? figure.detail)）"
        return "  \(theme?.title ?? figure.theme) \(figure.kind.title)\(detail)："
          + "台账 \(difference.expected)，\(difference.source.title) \(difference.found)"
      }
  }
}

extension ReportDifference.Source {
  fileprivate var title: String {
    switch self {
    case .dossiers: "办件数据"
    case .columns: "列表数据"
    case .issued(_, let day): "\(day.fullText)报送的报表"
    }
  }
}

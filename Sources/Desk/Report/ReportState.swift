import Domain
import Ledger
import TUI

/// The figures of a month on the screen (统计).
struct ReportState: Equatable, Sendable {
  let month: Month
  /// Nil until the store has answered.
  private(set) var lines: [String]?
  private var block = TextBlock("")

  init(_ month: Month) { self.month = month }

  mutating func receive(_ lines: [String]) {
    self.lines = lines
    block = TextBlock(lines.joined(separator: "\n"))
  }

  mutating func press(_ key: Key, in area: Rect) { _ = block.press(key, in: body(area)) }

  private func body(_ area: Rect) -> Rect { area.split(rows: 1).rest.split(rows: -1).first }

  func draw(on canvas: inout Canvas, in area: Rect) {
    canvas.fill(area.line(0), .title)
    let state = lines == nil ? "：正在统计……" : ""
    canvas.write(" 统计 · \(month.text)\(state)", in: area, row: 0, .title)
    let hidden = block.draw(on: &canvas, in: body(area))
    let foot = area.split(rows: -1).rest
    let more = hidden > 0 ? "↓ 还有 \(hidden) 行 · " : ""
    canvas.write(" \(more)←→ 换月 · F11 打印 · F3 返回", in: foot, row: 0, .muted)
    canvas.placeCaret(foot.origin)
  }

  /// Nil while the figures are not there. It belongs to no dossier.
  func paper(_ context: BoardContext) -> Paper? {
    lines.map { lines in
      Paper(
        kind: .list, dossier: "", number: "", matter: nil, title: "统计报表",
        lines: lines + ["", "\(context.station?.hallTitle ?? "")  \(context.account?.name ?? "")"])
    }
  }
}

extension DeskState {
  mutating func openReport() -> [Effect] {
    show(.report)
    return load(report?.month ?? Month(of: today))
  }

  private mutating func load(_ month: Month) -> [Effect] {
    report = ReportState(month)
    return [.loadReport(month)]
  }

  mutating func receive(_ figures: Report, _ problems: [ReportProblem]) {
    guard figures.month == report?.month else { return }
    report?.receive(figures.lines(problems, rules))
  }

  /// ←→ change the month; none lies in the future.
  mutating func pressReport(_ key: Key) -> [Effect] {
    guard let month = report?.month else { return [] }
    switch key {
    case .left: return load(month.previous)
    case .right where month < Month(of: today): return load(month.next)
    default:
      let area = mainArea
      report?.press(key, in: area)
      return []
    }
  }
}

import Domain
import Ledger
import TUI

/// One person's way 失业—服务—就业 on a page (本人轨迹).
struct PersonLoopState: Equatable, Sendable {
  let dossiers: [Dossier]
  let loop: PersonLoop
  private(set) var cursor = ListCursor()

  init(_ dossiers: [Dossier]) {
    self.dossiers = dossiers
    loop = PersonLoop(dossiers)
  }

  /// Newest first on the page.
  var selected: PersonLoop.Step? {
    let steps = loop.steps
    return steps.indices.contains(cursor.selected) ? steps[steps.count - 1 - cursor.selected] : nil
  }

  mutating func press(_ key: Key, height: Int) {
    _ = cursor.press(key, count: loop.steps.count, height: height)
  }

  func draw(on canvas: inout Canvas, in area: Rect, _ context: BoardContext) {
    let head = area.line(0)
    canvas.fill(head, .title)
    let name = Mask.name(dossiers.last?.answers[text: "name"] ?? "")
    canvas.write(
      " 本人轨迹 · \(name) · \(loop.state.title) · 办件 \(dossiers.count) 件", in: head, row: 0, .title)
    let state = area.line(1)
    let advice = advice(context)
    let flags = dossiers.last.map { context.flagTitles($0) } ?? ""
    canvas.write(
      " 失业 → 服务 → 就业：现在\(loop.state.title)" + (advice.isEmpty ? "" : " · \(advice)")
        + (flags.isEmpty ? "" : " · \(flags)"), in: state, row: 0,
      advice.isEmpty ? .strong : .warn)
    let table = Table([
      Table.Column("时间", .fixed(16)), Table.Column("环节", .fixed(4)),
      Table.Column("内容", .flexible(weight: 2)), Table.Column("结果", .fixed(16)),
      Table.Column("记录", .flexible(weight: 1)),
    ])
    let list = area.split(rows: 2).rest
    let steps = loop.steps
    table.drawList(on: &canvas, in: list, cursor: cursor, count: steps.count) {
      let step = steps[steps.count - 1 - $0]
      return row(step, context)
    }
    if steps.isEmpty { canvas.write(" 本机还没有办结的事项和服务记录", in: list, row: 1, .muted) }
  }

  private func row(_ step: PersonLoop.Step, _ context: BoardContext) -> Table.Row {
    let time = "\(step.at.day.text(in: context.today.year)) \(step.at.clock)"
    switch step.content {
    case .result(let title, let meaning):
      let stage =
        switch meaning {
        case .unemploymentRegistration: "失业"
        case .employmentRegistration, .unemploymentCancellation: "就业"
        default: "服务"
        }
      return Table.Row([time, stage, title, "准予", reason(step, meaning, context)])
    case .service(let service):
      let title = service.title + (service.method.isEmpty ? "" : "（\(service.method)）")
      return Table.Row(
        [time, "服务", title, service.result.title, service.note],
        styles: [3: service.result == .done ? .plain : .warn])
    }
  }

  /// Why the registration was cancelled, in the words of the code table.
  private func reason(
    _ step: PersonLoop.Step, _ meaning: Matter.Meaning?, _ context: BoardContext
  ) -> String {
    guard meaning == .unemploymentCancellation,
      let dossier = dossiers.first(where: { $0.id == step.dossier }),
      let field = context.rules.catalogue.theme(of: dossier)?.field("cancellationReason")?.field,
      let table = field.table(context.rules.book)
    else { return "" }
    let code = dossier.answers[text: "cancellationReason"]
    return table.entries.first { $0.code == code }?.text ?? ""
  }

  /// What records propose for somebody still without work. Source: W1-16.
  private func advice(_ context: BoardContext) -> String {
    guard loop.state == .unemployed || loop.state == .served else { return "" }
    let titles = dossiers.flatMap { dossier -> [String] in
      guard let theme = context.rules.catalogue.theme(of: dossier) else { return [] }
      return FollowUpDue.all(theme, dossier).compactMap { due in
        due.proposal.flatMap { theme.matter($0.matter) }.map { "建议\($0.title)" }
      }
    }
    return titles.joined(separator: "、")
  }
}

extension PersonLoop.State {
  var title: String {
    switch self {
    case .unknown: "未登记"
    case .unemployed: "失业"
    case .served: "服务中"
    case .employed: "就业"
    case .cancelled: "已注销"
    }
  }
}

extension BoardContext {
  /// The marks that hold today, for a head line.
  func flagTitles(_ dossier: Dossier) -> String {
    guard let theme = rules.catalogue.theme(of: dossier) else { return "" }
    return dossier.flags(theme, on: today).map(\.title).joined(separator: " ")
  }
}

extension DeskState {
  /// Enter opens the dossier of the chosen line.
  mutating func pressPersonLoop(_ key: Key) -> [Effect] {
    if key == .enter {
      return personLoop?.selected.map { open(dossier: $0.dossier) } ?? []
    }
    let height = max(1, mainArea.rows - 3)
    personLoop?.press(key, height: height)
    return []
  }

  mutating func receive(person dossiers: [Dossier]) {
    personLoop = PersonLoopState(dossiers)
    show(.personLoop)
  }
}

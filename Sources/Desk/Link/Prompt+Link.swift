import Domain
import Ledger

extension Prompt {
  /// What central refused: what it was, whose, why.
  static func attention(_ attention: Attention, _ context: BoardContext) -> Prompt {
    var prompt = Prompt(.attention(attention), title: attention.outcome.words)
    if let operation = attention.operation {
      prompt.lines = [
        "\(operation.kind.title)，\(context.accountName(operation.clerk))，"
          + "\(operation.at.day.text(in: context.today.year)) \(operation.at.clock)"
      ]
    }
    prompt.lines += [attention.reasonWords] + attention.valueLines(context)
    switch attention.outcome {
    case .renumbered: prompt.options = ["换新号，重打回执", "以后再说"]
    case .unreadable: prompt.options = ["知道了", "以后再说"]
    case .rejected, .held:
      let isAcceptance = attention.operation?.kind == .dossierAccept
      prompt.options = ["知道了，不再提醒", isAcceptance ? "取回成表单，改后再受理" : "打开办件", "以后再说"]
    }
    return prompt
  }

  /// Two edits that met, with both values, authors and times.
  static func conflict(
    _ conflict: Conflict, _ dossier: Dossier, _ context: BoardContext
  ) -> Prompt {
    var prompt = Prompt(.conflict(conflict, dossier: dossier.id), title: "冲突：两处都改了")
    prompt.lines = [
      "办件 \(dossier.shownNumber)；后到的一笔理由：\(conflict.reason)"
    ]
    let theme = context.rules.catalogue.theme(dossier.theme)
    for side in conflict.sides {
      let title = theme?.field(side.key)?.field.label ?? side.key
      let by = side.theirEdit.map {
        "\(context.accountName($0.by)) \($0.at.day.text(in: context.today.year)) \($0.at.clock)"
      }
      prompt.lines += [
        "\(title)",
        "  后到：\(side.mine.words)（\(context.accountName(conflict.by)) \(conflict.at.day.text(in: context.today.year)) \(conflict.at.clock)）",
        "  现有：\(side.theirs.words)（\(by ?? "受理时所填")）",
      ]
    }
    prompt.options = ["用后到的", "保留现有的"]
    if conflict.sides.count == 1, case .text = conflict.sides[0].mine ?? .text("") {
      prompt.options.append("改写成下面的内容")
      prompt.entry = EntryField(limit: 200)
      prompt.entryLabel = "改写"
      prompt.needsChoice = true
      prompt.isTextOptional = true
    }
    return prompt
  }

  static func duplicate(_ duplicate: Duplicate, _ dossier: Dossier) -> Prompt {
    var prompt = Prompt(.duplicate(duplicate.number, dossier: dossier.id), title: "疑似重复")
    prompt.lines = [
      "\(dossier.shownNumber) 与大厅 \(duplicate.hall) 的 \(duplicate.number) 是同一人的同一事项，"
        + "那一件在前。机器不合并，请核对。"
    ]
    prompt.options = ["两件都保留（写明理由）", "打开本件（误受理的按 F10 73 作废）"]
    prompt.entry = EntryField(limit: 200)
    prompt.entryLabel = "保留的理由"
    prompt.needsChoice = true
    return prompt
  }
}

extension Attention {
  /// What the refused edit wanted, answer by answer.
  fileprivate func valueLines(_ context: BoardContext) -> [String] {
    guard case .amend(let changes, let reason) = operation?.act else { return [] }
    return ["理由：\(reason)"]
      + changes.map { "  \($0.key)：\($0.old.words) → \($0.new.words)" }
  }
}

extension Answer? {
  /// An answer on one line.
  var words: String {
    switch self {
    case nil: "（空）"
    case .text(let text): text
    case .rows(let rows):
      rows.map { row in row.sorted { $0.key < $1.key }.map(\.value).joined(separator: " ") }
        .joined(separator: "；")
    }
  }
}

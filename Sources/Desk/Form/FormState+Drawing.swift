import Domain
import TUI

extension FormState {
  /// The form, the list of codes while one is chosen, and what to know about
  /// the field under the caret.
  func draw(on canvas: inout Canvas, in area: Rect, _ context: FormContext) {
    let (head, body) = area.split(rows: 1)
    drawHead(on: &canvas, in: head, context)
    let (upper, hints) = body.split(rows: -2)
    drawHints(on: &canvas, in: hints, context)
    let showsMatches = entry.table != nil && (entry.isFreshOrEmpty || !entry.matches.isEmpty)
    let height = showsMatches ? min(entry.matches.count, upper.rows / 3, EntryField.matchRows) : 0
    let (list, matches) = upper.split(rows: upper.rows - height - (height > 0 ? 1 : 0))
    drawLines(on: &canvas, in: list, context)
    if height > 0 {
      let (rule, rest) = matches.split(rows: 1)
      canvas.horizontalLine(at: rule.origin, length: rule.columns)
      canvas.write(
        " \(entry.table?.title ?? "")：代码、汉字、首字母或全拼 ", at: rule.origin, .muted, clip: rule)
      entry.drawMatches(on: &canvas, in: rest)
    }
  }

  private func drawHead(on canvas: inout Canvas, in area: Rect, _ context: FormContext) {
    let (done, total) = progress(context)
    let count = " \(done)/\(total) "
    canvas.fill(area, .title)
    let (left, right) = area.split(columns: -Width.columns(of: count))
    let origin = channel == .counter ? "" : " · \(channel.title)"
    canvas.write(" \(ticket.number) \(theme.title)\(origin)", in: left, row: 0, .title)
    canvas.write(count, in: right, row: 0, done == total ? .good : .title)
  }

  /// Two lines: the finding, or what the field means; then who this may be.
  private func drawHints(on canvas: inout Canvas, in area: Rect, _ context: FormContext) {
    if let remark {
      canvas.write(remark.text, in: area, row: 0, remark.style)
    } else if let refusal = refused[focus] {
      let isHidden = field(focus, context).map { self.isHidden(focus, $0.field) } ?? false
      canvas.write(isHidden ? FormState.hiddenReason : refusal.reason, in: area, row: 0, .alert)
    } else if let preview = preview(context) {
      canvas.write(preview, in: area, row: 0, .good)
    } else {
      canvas.write(hint(context), in: area, row: 0, .muted)
    }
    let differing = cardDifferences(context)
    if differing.isEmpty {
      canvas.write(personLine, in: area, row: 1, .link)
    } else {
      canvas.write(DeskState.words(differing), in: area, row: 1, .warn)
    }
  }

  /// Of a refused number whose reason would show it.
  static let hiddenReason = "没有通过检查，请重新录入"

  /// What a typed date or rare character means.
  private func preview(_ context: FormContext) -> String? {
    if let rare = RareCharacters.note(entry.text) { return rare }
    guard let (field, facts) = field(focus, context), case .date = field.kind,
      !entry.editor.isEmpty,
      case .value(let value, _) = field.normalised(entry.text, facts, context.book),
      let day = Day(value)
    else { return nil }
    return "\(value) " + day.text(today: context.today, calendar: context.rules.calendar)
  }

  private func hint(_ context: FormContext) -> String {
    switch focus {
    case .none: return ""
    case .question: return "按数字选择；F1 说明"
    case .matter: return "按事项代码增减，空格增减本项，Enter 往下"
    case .material: return "1 已收，0 未收；缺的写入一次性告知书"
    case .field:
      guard let (field, _) = field(focus, context) else { return "" }
      let example = field.help.example.map { "，如 \($0)" } ?? ""
      return field.help.meaning + example
    }
  }

  private var personLine: String {
    guard let known else { return "" }
    if !known.dossiers.isEmpty, let newest = known.dossiers.first {
      let matters = newest.proceedings.map(\.title).joined(separator: "、")
      return "本人在本机有 \(known.dossiers.count) 件，最近 \(newest.acceptedAt.day) \(matters)"
    }
    guard !known.lookAlikes.isEmpty else { return "" }
    let alike = known.lookAlikes.prefix(3).map {
      "\(Mask.name($0.name)) \(Mask.number($0.idNumber))"
    }
    return "相似的人：" + alike.joined(separator: "；")
  }
}

/// Characters that few fonts have (生僻字): named by their code, so that a
/// clerk can check one that shows as 〓.
enum RareCharacters {
  static func note(_ text: String) -> String? {
    let rare = text.unicodeScalars.filter {
      $0.value >= 0x2A700 || (0xE000...0xF8FF).contains($0.value)
    }
    guard !rare.isEmpty else { return nil }
    let codes = rare.map { "U+" + String($0.value, radix: 16, uppercase: true) }
    return "生僻字 " + codes.joined(separator: " ") + "（显示为〓时原字仍完整保存）"
  }
}

import Domain
import TUI

/// One line of the form as it is drawn.
private enum FormLine {
  case heading(String)
  case note(String)
  case choice(text: String, isChosen: Bool)
  case item(FormItem)
}

extension FormState {
  private func lines(_ context: FormContext) -> [FormLine] {
    var lines: [FormLine] = []
    var section = ""
    var hasMatters = false
    var hasMaterials = false
    for item in items(context) {
      switch item {
      case .field(let key, let row, _):
        let mark = key + "/" + String(row ?? 0)
        if section != mark {
          section = mark
          lines.append(.heading(heading(key, row, context)))
        }
      case .question(let key):
        section = ""
        guard let question = theme.questions.first(where: { $0.key == key }) else { continue }
        lines.append(.item(item))
        for (number, choice) in zip(1..., question.choices) {
          let isChosen = choices[key]?.contains(choice.key) ?? false
          lines.append(.choice(text: "\(number) \(choice.text)", isChosen: isChosen))
        }
        continue
      case .matter:
        if !hasMatters { lines.append(.heading("办理事项")) }
        hasMatters = true
      case .material:
        if !hasMaterials { lines.append(.heading("材料")) }
        hasMaterials = true
      case .none: continue
      }
      lines.append(.item(item))
    }
    if !hasMaterials, !matters.isEmpty {
      lines.append(.heading("材料"))
      lines.append(.note("所选事项不需要申请人提供材料"))
    }
    return lines
  }

  private func heading(_ key: String, _ row: Int?, _ context: FormContext) -> String {
    guard let section = theme.section(key), let repeats = section.repeats, let row else {
      return theme.section(key)?.title ?? key
    }
    let least = section.minimum(facts(context)).map { "，至少 \($0.count) 条" } ?? ""
    let more = "（Ins 增加\(least)，最多 \(repeats.maximum) 条）"
    return "\(section.title) 第 \(row + 1) 条" + (row == 0 ? more : "")
  }

  func drawLines(on canvas: inout Canvas, in area: Rect, _ context: FormContext) {
    let lines = lines(context)
    let place =
      lines.firstIndex { if case .item(let item) = $0 { item == focus } else { false } } ?? 0
    // The line under the caret stays in the middle third, the beginning and the
    // end of the form at the edges.
    let top = max(0, min(lines.count - area.rows, place - area.rows / 2))
    for (row, line) in lines.dropFirst(top).prefix(area.rows).enumerated() {
      draw(line, on: &canvas, in: area.line(row), context)
    }
    if lines.count > area.rows, area.rows > 0 {
      let rest = lines.count - top - area.rows
      let mark = rest > 0 ? "↓\(rest)" : "完"
      canvas.write(
        mark, at: Point(column: area.right - Width.columns(of: mark), row: area.bottom - 1),
        .muted, clip: area)
    }
  }

  private func draw(
    _ line: FormLine, on canvas: inout Canvas, in area: Rect, _ context: FormContext
  ) {
    switch line {
    case .heading(let text): canvas.write("─ " + text, in: area, row: 0, .strong)
    case .note(let text): canvas.write("  " + text, in: area, row: 0, .muted)
    case .choice(let text, let isChosen):
      canvas.write(
        (isChosen ? "    √ " : "      ") + text, in: area, row: 0, isChosen ? .good : .plain)
    case .item(let item): draw(item, on: &canvas, in: area, context)
    }
  }

  private func draw(
    _ item: FormItem, on canvas: inout Canvas, in area: Rect, _ context: FormContext
  ) {
    let isActive = item == focus
    switch item {
    case .none: return
    case .question(let key):
      let question = theme.questions.first { $0.key == key }
      let hint = question?.allowsSeveral == true ? "（可多选，Enter 往下）" : ""
      canvas.write(
        "? " + (question?.text ?? key) + hint, in: area, row: 0, isActive ? .selected : .strong)
      if isActive { canvas.placeCaret(area.origin) }
    case .matter(let key): drawMatter(key, isActive, on: &canvas, in: area, context)
    case .material(let key):
      let isThere = present.contains(key)
      let title = theme.material(key)?.title ?? key
      canvas.write(
        "  [\(isThere ? "√" : " ")] \(title)", in: area, row: 0,
        isActive ? .selected : isThere ? .good : .warn)
      if isActive { canvas.placeCaret(Point(column: area.left + 3, row: area.top)) }
    case .field: drawField(item, isActive, on: &canvas, in: area, context)
    }
  }

  private func drawMatter(
    _ key: String, _ isActive: Bool, on canvas: inout Canvas, in area: Rect,
    _ context: FormContext
  ) {
    guard let matter = theme.matter(key) else { return }
    let isChosen = matters.contains(key)
    let department = context.rules.departmentName(matter.department)
    let style: Style = isActive ? .selected : isChosen ? .good : .muted
    let (left, right) = area.split(columns: -22)
    if isActive { canvas.fill(area, .selected) }
    canvas.write(
      "  [\(isChosen ? "√" : " ")] \(matter.code) \(matter.title)", in: left, row: 0, style)
    canvas.write(
      "\(department) \(matter.limits.promised.text)", in: right, row: 0,
      isActive ? .selected : .muted)
    if isActive { canvas.placeCaret(Point(column: area.left + 3, row: area.top)) }
  }

  private func drawField(
    _ item: FormItem, _ isActive: Bool, on canvas: inout Canvas, in area: Rect,
    _ context: FormContext
  ) {
    guard let (field, facts) = field(item, context) else { return }
    let isRequired = field.required.holds(in: facts)
    let (left, right) = area.split(columns: min(18, area.columns / 3))
    canvas.write(
      (isRequired ? " *" : "  ") + field.label, in: left, row: 0, isActive ? .strong : .label)
    if isActive {
      entry.draw(
        on: &canvas, in: right, hasCaret: true,
        style: refused[item] == nil ? .fieldActive : .fieldInvalid)
      return
    }
    if let refusal = refused[item] {
      canvas.write("\(refusal.text)  ！\(refusal.reason)", in: right, row: 0, .fieldInvalid)
      return
    }
    let value = value(item)
    let isDerived = field.derivedValue(facts) != nil
    canvas.write(
      field.shown(value, context.book), in: right, row: 0, isDerived ? .muted : .field)
  }
}

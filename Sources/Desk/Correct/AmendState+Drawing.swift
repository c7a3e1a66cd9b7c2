import Domain
import TUI

extension AmendState {
  func draw(on canvas: inout Canvas, about: String?, _ context: FormContext) {
    let title = adding.isEmpty ? "更正内容" : "增办事项：先补填需要的内容"
    let box = canvas.openBox(Size(columns: 78, rows: AmendState.listRows + 9), title: title)
    let (top, inner) = box.split(rows: 1)
    if let about { canvas.write(about, in: top, row: 0, .strong) }
    let (head, rest) = inner.split(rows: 1)
    let (list, below) = rest.split(rows: AmendState.listRows)
    if stage == .list {
      let (label, entry) = head.split(columns: 6)
      canvas.write("筛选", in: label, row: 0, .label)
      filter.draw(on: &canvas, in: entry, hint: "字段名称的一部分")
    } else {
      canvas.write("改了 \(changes.count) 项，还没有写入", in: head, row: 0, .muted)
    }
    if case .value(_, let entry) = stage, entry.table != nil {
      entry.drawMatches(on: &canvas, in: list)
    } else {
      drawItems(on: &canvas, in: list, context)
    }
    drawBelow(on: &canvas, in: below, context)
  }

  private func drawItems(on canvas: inout Canvas, in area: Rect, _ context: FormContext) {
    let items = items(context)
    for (row, index) in cursor.visible(count: items.count, height: area.rows).enumerated() {
      let item = items[index]
      let isChanged = value(item, in: before) != value(item, in: after)
      let style: Style = index == cursor.selected ? .selected : isChanged ? .strong : .plain
      if index == cursor.selected { canvas.fill(area.line(row), .selected) }
      let (left, right) = area.line(row).split(columns: 28)
      canvas.write(
        (isChanged ? "* " : "  ") + item.label + item.field.label, in: left, row: 0, style)
      let old = shown(item, in: before, context)
      canvas.write(
        isChanged ? " \(old) → \(shown(item, in: after, context))" : " \(old)", in: right, row: 0,
        style)
    }
    if items.isEmpty { canvas.write("没有这样的字段", in: area, row: 0, .warn) }
  }

  /// The field or the reason that is being typed, a finding, the keys.
  private func drawBelow(on canvas: inout Canvas, in area: Rect, _ context: FormContext) {
    let keys: String
    switch stage {
    case .list:
      let error = newErrors(context).first?.text
      canvas.write(error.map { "还须改：\($0)" } ?? "", in: area, row: 1, .warn)
      keys = "Enter 改这一项 · Ins、Del 增减一条 · F9 更正（已改 \(changes.count) 项）· Esc 放弃"
    case .value(let item, let entry):
      canvas.write(
        "\(item.label)\(item.field.label)　原来 \(shown(item, in: before, context))", in: area,
        row: 0, .label)
      entry.draw(
        on: &canvas, in: area.line(1), hasCaret: true, style: .fieldActive, hint: "新的内容")
      keys = "Enter 确定 · Esc 不改这一项"
    case .reason(let entry):
      canvas.write("原因；此前打印的文书随之作废", in: area, row: 0, .label)
      entry.draw(on: &canvas, in: area.line(1), hasCaret: true, style: .fieldActive)
      keys = "Enter 更正 · Esc 回到列表"
    }
    if let finding {
      for (row, line) in Width.wrap(finding, columns: area.columns).prefix(2).enumerated() {
        canvas.write(line, in: area, row: 2 + row, .alert)
      }
    }
    canvas.write(keys, in: area, row: area.rows - 1, .muted)
  }
}

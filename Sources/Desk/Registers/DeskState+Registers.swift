import Domain
import Ledger
import TUI

extension DeskState {
  /// Themes that keep any register, in the order of the region.
  private var registerThemes: [Theme] {
    rules.catalogue.themes.filter { !RegisterChoice.all($0).isEmpty }
  }

  private var registersTheme: Theme? {
    registerThemes.first { $0.key == registers.theme } ?? registerThemes.first
  }

  private var registerChoices: [RegisterChoice] {
    registersTheme.map(RegisterChoice.all) ?? []
  }

  private var openChoice: RegisterChoice? {
    registerThemes.flatMap(RegisterChoice.all).first { $0.list == registers.open }
  }

  mutating func showRegisters() -> [Effect] {
    if screen == .dossier, let page = dossier { registers.theme = page.dossier.theme }
    show(.registers)
    return [.countRegisters(registerChoices.map(\.list))]
  }

  mutating func pressRegisters(_ key: Key) -> [Effect] {
    let all = registerChoices
    switch key {
    case .left, .right:
      let themes = registerThemes
      guard let index = themes.firstIndex(where: { $0.key == registersTheme?.key }),
        themes.indices.contains(index + (key == .left ? -1 : 1))
      else { return [] }
      registers.theme = themes[index + (key == .left ? -1 : 1)].key
      registers.cursor = ListCursor()
      return [.countRegisters(registerChoices.map(\.list))]
    case .enter:
      guard all.indices.contains(registers.cursor.selected) else { return [] }
      registers.show(all[registers.cursor.selected].list)
      show(.register)
      return [.loadRegister(registers.query)]
    default:
      _ = registers.cursor.press(key, count: all.count, height: listHeight)
      return []
    }
  }

  mutating func pressRegister(_ key: Key) -> [Effect] {
    if key == .enter { return registers.window.selected.map { open(dossier: $0.dossier) } ?? [] }
    return registers.press(key, height: listHeight) ? [.loadRegister(registers.query)] : []
  }

  mutating func receive(_ page: RegisterPage) -> [Effect] {
    if registers.takePrinting() { return registerPaper(page).map { show($0) } ?? [] }
    return registers.receive(page, height: listHeight) ? [.loadRegister(registers.query)] : []
  }

  // MARK: Drawing

  func drawRegisters(on canvas: inout Canvas, in area: Rect) {
    canvas.fill(area.line(0), .title)
    let title = registersTheme?.title ?? "本机的“一件事”都没有台账"
    canvas.write(" 台账 · \(title)", in: area, row: 0, .title)
    let several = registerThemes.count > 1 ? " · ← → 换一件事" : ""
    canvas.write(" Enter 打开 · 在办件页按 F10 80 记台账\(several)", in: area, row: 1, .muted)
    let table = Table([
      Table.Column("名称", .fixed(20)), Table.Column("在办", .fixed(6), isRightAligned: true),
      Table.Column("共", .fixed(6), isRightAligned: true),
      Table.Column("说明", .flexible(weight: 1)), Table.Column("条款", .fixed(12)),
    ])
    let all = registerChoices
    table.drawList(
      on: &canvas, in: area.split(rows: 2).rest, cursor: registers.cursor, count: all.count
    ) {
      let choice = all[$0]
      let count = registers.counts[choice.list]
      return Table.Row(
        [
          choice.title, count.map { "\($0.open)" } ?? "", count.map { "\($0.total)" } ?? "",
          choice.note, choice.clauses.joined(separator: "、"),
        ], styles: [3: .muted, 4: .muted])
    }
  }

  func drawRegister(on canvas: inout Canvas, in area: Rect) {
    guard let choice = openChoice else { return }
    canvas.fill(area.line(0), .title)
    let count = registers.count
    let counts = choice.register == nil ? "共 \(count.total)" : "在办 \(count.open) · 共 \(count.total)"
    canvas.write(" \(choice.title) · \(counts) · Enter 办件 · F11 打印", in: area, row: 0, .title)
    let list = area.split(rows: 1).rest
    let table = Table(
      choice.columns.map { column in
        Table.Column(
          column.title,
          column.width.map { Table.Column.Width.fixed($0) } ?? .flexible(weight: 1))
      })
    let context = boardContext
    table.drawList(
      on: &canvas, in: list, cursor: registers.window.cursor, count: registers.window.total
    ) {
      guard let row = registers.window.row($0) else { return Table.Row([]) }
      let cells = choice.cells(row, context)
      if registers.window.left[$0] != nil {
        return Table.Row([LeftRow.mark + cells[0]] + cells.dropFirst(), .muted)
      }
      return Table.Row(cells, styles: [0: row.style(on: context.today), 1: .mask])
    }
    if registers.window.total == 0 {
      canvas.write(" 还没有记录", in: list, row: 1, .muted)
    }
  }

  // MARK: Paper

  /// The whole list for 80 columns, with names masked as on the screen.
  private func registerPaper(_ page: RegisterPage) -> Paper? {
    guard let choice = openChoice else { return nil }
    let context = boardContext
    let reference = Reference(
      kind: "台账", title: choice.title, columns: choice.columns.map(\.title),
      rows: page.rows.map { choice.cells($0, context) },
      note: "在办 \(page.count.open)，共 \(page.count.total)", clauses: choice.clauses)
    var layout = PaperLayout()
    layout.title(choice.title)
    layout.text("主    题：\(registersTheme?.title ?? "")")
    layout.rule()
    for line in reference.lines(columns: Paper.columns) { layout.text(line.text) }
    layout.rule()
    layout.text("\(station?.hallTitle ?? "")  \(account?.name ?? "")  \(today.fullText)")
    return Paper(
      kind: .list, dossier: "", number: "", matter: nil, title: choice.title, lines: layout.lines)
  }
}

extension RegisterChoice {
  /// Titles of the columns; nil shares what the others leave.
  var columns: [(title: String, width: Int?)] {
    guard let register else {
      return [("政策", nil), ("姓名", 6), ("电话", 11), ("符合之日", 12), ("办件号", 20)]
    }
    return [("状态", 8), ("姓名", 6)]
      + register.fields.map { ($0.label, $0.kind == .date ? 12 : nil) }
      + (register.results.isEmpty ? [] : [("结果", nil)])
  }

  func cells(_ row: RegisterRow, _ context: BoardContext) -> [String] {
    let year = context.today.year
    switch row.content {
    case .policy(_, let title, let since):
      return [
        title, Mask.name(row.name), Mask.phone(row.phone), since.day.text(in: year), row.number,
      ]
    case .entry(let entry):
      let values = register?.cells(entry.values, in: year) ?? []
      let result = entry.closing.map { $0.result + ($0.note.isEmpty ? "" : "：\($0.note)") }
      return [entry.state(on: context.today), Mask.name(row.name)] + values
        + (register?.results.isEmpty == true ? [] : [result ?? ""])
    }
  }
}

extension RegisterRow {
  func style(on today: Day) -> Style {
    guard case .entry(let entry) = content, entry.isOpen else { return .plain }
    return entry.isLate(on: today) ? .alert : entry.marks ? .warn : .strong
  }
}

extension RegisterEntry {
  func isLate(on today: Day) -> Bool { isOpen && due.map { $0 < today } ?? false }

  /// `逾期3天`, `在办`, `已结`.
  func state(on today: Day) -> String {
    guard isOpen else { return closing?.isVoid == true ? "作废" : "已结" }
    guard let due, isLate(on: today) else { return "在办" }
    return "逾期\(today.number - due.number)天"
  }
}

extension Register {
  /// Cells as they are shown: days in the words of the other lists.
  func cells(_ values: [String: String], in year: Int) -> [String] {
    zip(fields, cells(values)).map { field, value in
      field.kind == .date ? Day(value)?.text(in: year) ?? value : value
    }
  }
}

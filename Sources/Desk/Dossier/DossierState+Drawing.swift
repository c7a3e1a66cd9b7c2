import Domain
import Ledger
import TUI

extension DossierState {
  typealias Line = (text: String, style: Style)

  /// Rows above the part that turns: three of the head, then the proceedings
  /// with their header.
  private func rowsAbove(_ area: Rect) -> Int { 3 + proceedingRows(area) + 1 }

  /// As many as fit with eight rows left for what is below.
  private func proceedingRows(_ area: Rect) -> Int {
    max(1, min(dossier.proceedings.count, area.rows - 12))
  }

  /// Rows of the part that turns, the last row is the foot.
  func bodyHeight(in area: Rect) -> Int { max(0, area.rows - rowsAbove(area) - 1) }

  func draw(on canvas: inout Canvas, in area: Rect, _ context: BoardContext) {
    let (head, rest) = area.split(rows: 3)
    drawHead(on: &canvas, in: head, context)
    let (list, below) = rest.split(rows: proceedingRows(area) + 1)
    drawProceedings(on: &canvas, in: list, context)
    let (body, foot) = below.split(rows: -1)
    let lines = lines(context, columns: body.columns)
    for (row, line) in lines.dropFirst(top).prefix(body.rows).enumerated() {
      canvas.write(line.text, in: body, row: row, line.style)
    }
    let hidden = max(0, lines.count - top - body.rows)
    let more = hidden > 0 ? " → 还有 \(hidden) 行 ·" : top > 0 ? " ← 回前页 ·" : ""
    canvas.write("\(more) ↑↓ 选事项 · PgUp/PgDn 名单的上一行、下一行", in: foot, row: 0, .muted)
  }

  private func drawHead(on canvas: inout Canvas, in area: Rect, _ context: BoardContext) {
    let number = " \(dossier.number) "
    let title = area.line(0)
    canvas.fill(title, .title)
    let (left, right) = title.split(columns: -Width.columns(of: number))
    canvas.write(" 办件 · \(dossier.themeTitle)", in: left, row: 0, .title)
    canvas.write(number, in: right, row: 0, .title)
    let person = " " + personLine
    canvas.write(person, in: area, row: 1, isUnmasked ? .strong : .mask)
    let marks = area.line(1).split(columns: Width.columns(of: person) + 2).rest
    canvas.write(context.flagTitles(dossier), in: marks, row: 0, .warn)
    if !marked.isEmpty {
      let text = " ★ " + marked.joined(separator: " ")
      canvas.write(
        text, in: area.line(1).split(columns: -Width.columns(of: text)).rest, row: 0, .alert)
    }
    let day = dossier.acceptedAt.day
    if let reason = dossier.voided {
      canvas.write(" 整个办件已作废：\(reason)", in: area, row: 2, .alert)
      return
    }
    let accepted =
      " \(day.text(in: context.today.year)) \(dossier.acceptedAt.clock) 受理"
      + " · \(dossier.channel.title) · \(dossier.counter)号窗口"
      + " · \(context.accountName(dossier.clerk))" + (dossier.isClosed ? " · 全部办结" : "")
    canvas.write(accepted, in: area, row: 2, .plain)
  }

  private var personLine: String {
    let answers = dossier.answers
    let (name, number) = (answers[text: "name"], answers[text: "idNumber"])
    let phone = answers[text: "phone"]
    if isUnmasked { return "\(name)  \(number)  \(phone)  （全号，已留记录）" }
    return "\(Mask.name(name))  \(Mask.number(number))  \(Mask.phone(phone))"
  }

  private func drawProceedings(
    on canvas: inout Canvas, in area: Rect, _ context: BoardContext
  ) {
    let table = Table([
      Table.Column("灯", .fixed(2)), Table.Column("状态", .fixed(10)),
      Table.Column("事项", .flexible(weight: 1)), Table.Column("部门", .fixed(8)),
      Table.Column("环节", .fixed(6)), Table.Column("到期", .fixed(19)),
      Table.Column("轮到", .fixed(6)),
    ])
    let proceedings = dossier.proceedings
    table.drawList(on: &canvas, in: area, cursor: cursor, count: proceedings.count) {
      let proceeding = proceedings[$0]
      let due = DueMark(proceeding, context)
      let step = proceeding.state.isFinal ? "" : proceeding.currentStep?.title ?? ""
      return Table.Row(
        [
          due.light.symbol, proceeding.state.words, proceeding.title,
          context.officeName(proceeding.department, of: dossier.division(of: proceeding)), step,
          due.text,
          proceeding.turn,
        ],
        styles: [
          0: due.style, 1: proceeding.state.style, 5: due.style,
          6: proceeding.needsTelling ? .alert : .plain,
        ])
    }
  }

  // MARK: The part that turns

  func lines(_ context: BoardContext, columns: Int) -> [Line] {
    var all: [Line] = dossier.doubts.sorted().map { (" 存疑：" + $0.words, .alert) }
    if let selected { all += proceedingLines(selected, context) }
    all += serviceLines(context) + entryLines(context) + materialLines(context) + paperLines
    all += ratingLines
    all.append(("办理过程", .strong))
    all += dossier.events.reversed().map { (" " + words($0, context), .plain) }
    return all.flatMap { line in
      Width.wrap(line.text, columns: columns).map { ($0, line.style) }
    }
  }

  private func proceedingLines(_ proceeding: Proceeding, _ context: BoardContext) -> [Line] {
    var all: [Line] = [(proceeding.title, .strong)]
    let clock = proceeding.clock
    var limits = " 承诺时限 \(clock.promised.text)"
    if let due = clock.due {
      let day = due.text(
        today: context.today, calendar: context.rules.calendar, isProvisional: clock.isProvisional)
      limits += "，\(day)到期"
    }
    limits += " · 法定时限 \(clock.statutory.text)"
    all.append((limits, .plain))
    let names = proceeding.steps.map {
      "\($0.title)（\(context.officeName($0.department, of: dossier.division(of: proceeding)))）"
    }
    all.append((" 环节 " + (names.isEmpty ? "即办，随受理办结" : names.joined(separator: " > ")), .plain))
    if let mode = proceeding.verification { all.append((" 核验方式 \(mode.title)", .plain)) }
    let awaited = proceeding.waitsFor.compactMap { dossier.proceeding($0)?.title }
    if proceeding.state == .waiting {
      all.append((" 等待 \(awaited.joined(separator: "、")) 的结果", .muted))
    }
    if proceeding.needsScreening, !proceeding.state.isFinal {
      all.append((" 由本厅预审，通过后才转部门", .muted))
    }
    if let received = proceeding.receivedAt {
      all.append(
        (" 部门 \(received.day.text(in: context.today.year)) \(received.clock) 签收", .plain))
    } else if proceeding.state == .reviewing {
      all.append((" 部门还没有签收", .muted))
    }
    if let reason = proceeding.reason {
      all.append((" 原因 \(reason)", proceeding.state == .declined ? .alert : .warn))
    }
    let label = proceeding.state == .incomplete ? "缺" : "补正"
    for (index, item) in proceeding.items.enumerated() {
      all.append((" \(label) \(index + 1). \(item)", .warn))
    }
    if proceeding.needsTelling {
      all.append(
        (" 须告知申请人；告知后按 F10 56" + (dossier.channel.returnWords.map { "。" + $0 } ?? ""), .alert))
    }
    return all
  }

  private func materialLines(_ context: BoardContext) -> [Line] {
    guard !dossier.materials.isEmpty else { return [] }
    return [("材料", .strong)]
      + dossier.materials.flatMap { material -> [Line] in
        let copies = material.isPresent ? " 已收 \(material.copies) 份" : " 未收"
        let need = material.isRequired ? "" : "（非必需）"
        let note = material.note.isEmpty ? "" : " \(material.note)"
        let line: Line = (
          " " + (material.isPresent ? "+ " : "? ") + material.title + need + copies + note,
          material.isPresent ? .plain : material.isRequired ? .warn : .muted
        )
        return [line] + scanLines(material, context)
      }
  }

  private var paperLines: [Line] {
    guard !dossier.papers.isEmpty else { return [] }
    return [("文书", .strong)]
      + dossier.papers.enumerated().map { index, record in
        let about = record.matter.flatMap { dossier.proceeding($0)?.title }.map { " \($0)" } ?? ""
        return (
          " \(dossier.paperNumber(index)) \(record.kind.title)\(about) 第\(record.copy)份"
            + " \(record.at.day) \(record.at.clock)" + (record.isVoid ? " 作废" : ""),
          record.isVoid ? .muted : .plain
        )
      }
  }

  private var ratingLines: [Line] {
    guard let rating = dossier.rating else { return [] }
    let note = rating.note.isEmpty ? "" : "：\(rating.note)"
    return [("评价 \(rating.grade.title)\(note)", rating.grade.isBad ? .alert : .plain)]
  }

  /// `03-13 09:05 李窗口 补正（就业援助）：缺少证明`.
  private func words(_ event: DossierEvent, _ context: BoardContext) -> String {
    let about = event.matter.map { "（\(dossier.proceeding($0)?.title ?? $0)）" } ?? ""
    let detail = event.detailWords
    return "\(event.at.day.text(in: context.today.year)) \(event.at.clock)"
      + " \(context.accountName(event.by)) \(event.kind.title)\(about)"
      + (detail.isEmpty ? "" : "：\(detail)")
  }
}

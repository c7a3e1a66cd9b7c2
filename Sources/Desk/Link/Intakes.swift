import Domain
import Ledger
import TUI

/// Applications from portals that wait for a window (网上来件).
extension ListRows<Intake> {
  func draw(on canvas: inout Canvas, in area: Rect, _ context: BoardContext) {
    canvas.fill(area.line(0), .title)
    canvas.write(" 网上来件 · \(present.count) 件待受理 · Enter 受理或退回", in: area, row: 0, .title)
    let table = Table([
      Table.Column("收到", .fixed(14)), Table.Column("渠道", .fixed(10)),
      Table.Column("姓名", .fixed(8)), Table.Column("对方编号", .fixed(18)),
      Table.Column("主题", .flexible(weight: 1)),
    ])
    let list = area.split(rows: 1).rest
    table.drawList(on: &canvas, in: list, cursor: cursor, count: rows.count) {
      let row = rows[$0]
      let day = row.receivedAt.day
      let shown = day == context.today ? "今天" : day.text(in: context.today.year)
      let hasLeft = left.contains(row.id)
      return Table.Row(
        [
          "\(shown) \(row.receivedAt.clock)", row.channel.title,
          Mask.name(row.answers[text: "name"]), row.reference,
          hasLeft ? "已受理或退回" : context.rules.catalogue.theme(row.theme)?.title ?? row.theme,
        ], hasLeft ? .muted : .plain, styles: hasLeft ? [:] : [2: .mask])
    }
    if rows.isEmpty { canvas.write(" 没有等待受理的网上来件", in: list, row: 1, .muted) }
  }
}

extension Prompt {
  static func intake(_ intake: Intake) -> Prompt {
    var prompt = Prompt(.intake(intake), title: "网上来件")
    prompt.lines = ["\(intake.channel.title)的申请 \(intake.reference)。内容和材料由窗口逐项核对。"]
    prompt.options = ["打开表单受理", "退回（写明原因）"]
    prompt.entry = EntryField(limit: Limits.words.characters)
    prompt.entryLabel = "退回的原因"
    prompt.needsChoice = true
    prompt.textOption = 1
    return prompt
  }
}

extension DeskState {
  mutating func pressIntakes(_ key: Key) -> [Effect] {
    guard key == .enter else {
      intakes.press(key, height: Table.height(in: mainArea.split(rows: 1).rest))
      return []
    }
    if intakes.hasLeft {
      say("这一件已受理或退回", .warn)
      return [.beep]
    }
    overlay = intakes.selected.map { .prompt(.intake($0)) }
    return []
  }

  mutating func confirm(_ intake: Intake, _ prompt: Prompt) -> [Effect] {
    if prompt.choice == 0 { return takeIn(intake) }
    if prompt.text.allSatisfy(\.isWhitespace) { return ask(prompt, again: "请填写退回的原因") }
    sayWhenDone("已退回，原因随结果送回\(intake.channel.title)")
    return [.act(dossier: intake.id, .returnIntake(reason: prompt.text)), .loadIntakes]
  }

  /// A ticket for somebody who is not here: its form opens with what the portal
  /// took in.
  private mutating func takeIn(_ intake: Intake) -> [Effect] {
    guard rules.catalogue.theme(intake.theme) != nil,
      let ticketClass = rules.region.queue.classes.first
    else {
      say("本机没有“\(intake.theme)”的主题包，不能受理", .warn)
      return [.beep]
    }
    if let current = queue.current(at: station?.counter ?? "") {
      say("先提交或暂挂当前的 \(current.number) 号", .warn)
      return [.beep]
    }
    if let silentReason {
      say(silentReason, .warn)
      return [.beep]
    }
    return takeTicket(ticketClass, for: Errand(.intake(intake)))
  }

  /// The form as the portal took it in, journalled at once.
  mutating func open(_ intake: Intake, on ticket: Ticket, isAside: Bool) -> [Effect] {
    let (today, book) = (today, rules.book)
    return open(intake.theme, on: ticket, from: "网上来件 \(intake.reference)", isAside) { form in
      form.answers = form.theme.normalised(intake.answers, today: today, book)
      form.matters = Set(intake.matters).intersection(form.theme.matters.map(\.key))
      form.channel = intake.channel
      form.intake = intake.id
    }
  }
}

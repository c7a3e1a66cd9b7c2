import Domain
import Ledger
import TUI

extension Dossier {
  /// A paper about this dossier, laid out for 80 columns.
  ///
  /// - Parameter matter: the only proceeding it is about; nil for all that it
  ///   fits.
  func paper(_ kind: PaperKind, matter: String?, _ context: BoardContext) -> Paper {
    var layout = PaperLayout()
    layout.title(kind.title)
    head(&layout, context)
    let chosen = proceedings.filter { matter == nil || $0.matter == matter }
    switch kind {
    case .receipt: receipt(chosen, &layout, context)
    case .missingMaterials: missingMaterials(&layout, context)
    case .correction: correction(chosen, &layout)
    case .refusal: refusal(chosen, &layout, context)
    case .result: result(chosen, &layout, context)
    case .guide: guide(chosen, &layout, context)
    case .dueDate: dueDate(chosen, &layout, context)
    case .list: break
    }
    foot(&layout, context)
    return Paper(kind: kind, dossier: id, matter: matter, title: kind.title, lines: layout.lines)
  }

  /// Papers that have something to say now, for F11.
  func papersNow(_ context: BoardContext) -> [PaperKind] {
    PaperKind.allCases.filter { kind in
      switch kind {
      case .receipt: true
      case .missingMaterials: proceedings.contains { $0.state == .incomplete }
      case .correction: proceedings.contains { $0.state == .asked }
      case .refusal: proceedings.contains { $0.state == .declined }
      case .result: proceedings.contains(where: \.state.isFinal)
      case .guide: context.rules.catalogue.theme(theme) != nil
      case .dueDate: true
      case .list: false
      }
    }
  }

  // MARK: Parts

  private func head(_ layout: inout PaperLayout, _ context: BoardContext) {
    layout.text("办件号：\(number)")
    layout.text("申请人：\(answers[text: "name"])    证件号码：\(Mask.number(answers[text: "idNumber"]))")
    layout.text("主题：\(themeTitle)")
    layout.text("收件：\(acceptedAt.day.fullText) \(acceptedAt.clock)  \(counter)号窗口")
    layout.rule()
  }

  private func foot(_ layout: inout PaperLayout, _ context: BoardContext) {
    layout.rule()
    let hall = context.station?.hallTitle ?? ""
    layout.text("\(hall)（盖章）    经办：\(context.account?.name ?? "")    \(context.today.fullText)")
    layout.text("凭办件号可在本窗口查询进度。")
  }

  private func receipt(
    _ chosen: [Proceeding], _ layout: inout PaperLayout, _ context: BoardContext
  ) {
    layout.text("已收到您的申请，各事项如下：")
    for (index, proceeding) in chosen.enumerated() {
      layout.item(index + 1, proceeding.title)
      let department = context.rules.region.department(proceeding.department)?.title ?? ""
      layout.text("\(department)；\(proceeding.promiseWords)", indent: 5)
    }
    let present = materials.filter(\.isPresent)
    if !present.isEmpty {
      layout.heading("收到的材料：")
      for (index, material) in present.enumerated() {
        layout.item(index + 1, "\(material.title)  \(material.copies)份")
      }
    }
  }

  /// Everything that is missing, at once. Source: N0-02, N0-49.
  private func missingMaterials(_ layout: inout PaperLayout, _ context: BoardContext) {
    layout.text("您申请的下列事项还缺材料，收齐之日受理并开始计算时限。需要补交的全部材料：")
    let rules = context.rules.catalogue.theme(theme)
    for (index, material) in materials.filter({ !$0.isPresent && $0.isRequired }).enumerated() {
      let rule = rules?.material(material.rule)
      let copies = rule.map { "  \($0.copies)份" } ?? ""
      layout.item(index + 1, material.title + copies)
      if let alternatives = rule?.alternatives, !alternatives.isEmpty {
        layout.text("下列任一种：" + alternatives.joined(separator: "、"), indent: 5)
      }
      if let note = rule?.note { layout.text(note, indent: 5) }
      let titles = material.matters.compactMap { proceeding($0)?.title }
      layout.text("用于：" + titles.joined(separator: "、"), indent: 5)
    }
    let others = proceedings.filter { $0.state != .incomplete }
    if !others.isEmpty {
      layout.heading("不缺材料的事项照常办理：")
      for (index, proceeding) in others.enumerated() {
        layout.item(index + 1, "\(proceeding.title)：\(proceeding.promiseWords)")
      }
    }
  }

  private func correction(_ chosen: [Proceeding], _ layout: inout PaperLayout) {
    layout.text("您申请的下列事项需要补正。以下为全部补正内容，补正期间不计入办理时限：")
    for proceeding in chosen where proceeding.state == .asked {
      layout.heading(proceeding.title)
      for (index, item) in proceeding.items.enumerated() { layout.item(index + 1, item) }
    }
  }

  private func refusal(
    _ chosen: [Proceeding], _ layout: inout PaperLayout, _ context: BoardContext
  ) {
    layout.text("您申请的下列事项不予办理：")
    for proceeding in chosen where proceeding.state == .declined {
      layout.heading(proceeding.title)
      layout.text("原因：\(proceeding.reason ?? "")", indent: 2)
      let title = context.rules.region.department(proceeding.department)?.title ?? ""
      layout.text("决定部门：\(title)", indent: 2)
    }
    layout.heading("如有异议，可向决定部门陈述、申辩，或者依法申请行政复议、提起行政诉讼。")
    layout.text("其他事项不受影响，照常办理。")
  }

  private func result(
    _ chosen: [Proceeding], _ layout: inout PaperLayout, _ context: BoardContext
  ) {
    layout.text("您申请的事项办理情况如下：")
    for (index, proceeding) in chosen.enumerated() {
      layout.item(index + 1, proceeding.title)
      if let at = proceeding.finishedAt {
        let reason = proceeding.reason.map { "，原因：\($0)" } ?? ""
        layout.text("\(at.day.fullText) \(proceeding.state.title)\(reason)", indent: 5)
      } else {
        layout.text("\(proceeding.state.title)；\(proceeding.promiseWords)", indent: 5)
      }
    }
  }

  private func guide(
    _ chosen: [Proceeding], _ layout: inout PaperLayout, _ context: BoardContext
  ) {
    guard let theme = context.rules.catalogue.theme(theme) else { return }
    for paragraph in theme.guide { layout.text(paragraph) }
    for proceeding in chosen {
      guard let matter = theme.matter(proceeding.matter) else { continue }
      layout.heading("\(matter.code) \(matter.title)")
      layout.text("办理机构：\(matter.handler)", indent: 2)
      layout.text("承诺时限：\(matter.limits.words)", indent: 2)
      for paragraph in matter.guide { layout.text(paragraph, indent: 2) }
    }
    layout.blank()
    layout.text("依据：\(theme.document.number)《\(theme.document.title)》")
  }

  private func dueDate(
    _ chosen: [Proceeding], _ layout: inout PaperLayout, _ context: BoardContext
  ) {
    for proceeding in chosen {
      layout.heading(proceeding.title)
      for line in proceeding.dueExplanation(context) { layout.text(line, indent: 2) }
    }
  }
}

extension Proceeding {
  /// `5个工作日，2026年3月20日前办结`.
  fileprivate var promiseWords: String {
    if state.isFinal { return state.title }
    if clock.accepted == nil { return "\(clock.promised.text)，收齐材料后起算" }
    guard let due = clock.due else { return clock.promised.text }
    return "\(clock.promised.text)，\(due.fullText)前办结" + (clock.isProvisional ? "（暂定）" : "")
  }

  /// Day by day how the due day comes about.
  func dueExplanation(_ context: BoardContext) -> [String] {
    let calendar = context.rules.calendar
    guard let deadline = clock.deadline(calendar) else {
      return ["缺必需的材料，还没有受理，时限（\(clock.promised.text)）没有起算。"]
    }
    var lines = deadline.explanation(calendar: calendar)
    if let due = clock.due, let now = deadline.due, due != now {
      lines.append("受理时定为\(due.fullText)，工作日历更新后按上面推算；以受理时告知的为准。")
    }
    return lines
  }
}

extension Matter.Limits {
  /// The promise, by how facts are verified where that decides it.
  var words: String {
    let modes = VerificationMode.allCases.compactMap { mode in
      byVerification[mode].map { "\(mode.title)\($0.text)" }
    }
    let base = modes.isEmpty ? promised.text : modes.joined(separator: "，")
    return base + (excludes.map { "（不含\($0)）" } ?? "")
  }
}

import Domain
import Ledger
import TUI

extension Dossier {
  /// What the templates may ask for; names as in `NoticeKind`.
  ///
  /// - Parameter form: whose sections are printed; nil for all.
  func values(
    _ kind: NoticeKind, _ chosen: [Proceeding], _ form: ApplicationForm?, _ context: BoardContext
  ) -> NoticeValues {
    let proceedings = chosen.filter { kind.concerns($0) }
    let theme = context.rules.catalogue.theme(of: self)
    let corrections = proceedings.filter { $0.state == .asked }.flatMap(\.items)
    var texts = texts(theme, context)
    texts["formTitle"] = form?.title ?? NoticeKind.application.title
    // An employer's code is public, and its file needs all of it.
    if kind == .voucher { texts["applicantNumber"] = answers[text: "idNumber"] }
    let sections = theme.map { printedSections(kind, form, $0, context) } ?? []
    return NoticeValues(
      texts: texts,
      lists: [
        "matters": proceedings.map { row($0, theme?.matter($0.matter), context) },
        "materials": materialRows(kind, proceedings, theme),
        "corrections": corrections.enumerated().map { ["number": "\($0 + 1)", "text": $1] },
        "pushes": pushes.map(\.row),
        "guide": (theme?.guide ?? []).map { ["text": $0] },
        "fields": sections.flatMap { fieldRows($0, context) },
        "promises": sections.flatMap { promiseRows($0, context) },
      ])
  }

  private func texts(_ theme: Theme?, _ context: BoardContext) -> [String: String] {
    [
      "hall": context.station?.hallTitle ?? "", "hallPhone": context.station?.phone ?? "",
      "counter": "\(counter)号",
      "clerk": context.account?.name ?? "", "printedAt": context.today.fullText,
      "dossierNumber": number, "paperNumber": nextPaperNumber,
      "voids": voidPaperNumbers.joined(separator: "、"),
      "theme": themeTitle, "document": theme?.document.number ?? "",
      "catalogueVersion": themeVersion, "applicant": answers[text: "name"],
      "applicantNumber": Mask.number(answers[text: "idNumber"]),
      "phone": Mask.phone(answers[text: "phone"]), "acceptedOn": acceptedAt.day.fullText,
      "remedy": "如有异议，可以向作出决定的部门陈述、申辩，或者依法申请行政复议、提起行政诉讼。",
    ]
  }

  private func row(
    _ proceeding: Proceeding, _ matter: Matter?, _ context: BoardContext
  ) -> [String: String] {
    let region = context.rules.region
    let finished = proceeding.finishedAt.map { $0.day.fullText + " " } ?? ""
    var row = [
      "code": matter?.code ?? "", "title": proceeding.title,
      "department": region.department(proceeding.department)?.title ?? proceeding.department,
      "handler": matter?.handler ?? "",
      "limit": matter?.limits.words ?? proceeding.clock.promised.text,
      "due": proceeding.dueWords, "state": proceeding.state.title,
      "outcome": proceeding.state.isFinal ? finished + proceeding.state.title : proceeding.dueWords,
      "reason": proceeding.reason ?? "",
    ]
    if case .field(let key) = matter?.place {
      row["place"] = region.division(answers[text: key])?.name
    }
    return row
  }

  private func materialRows(
    _ kind: NoticeKind, _ proceedings: [Proceeding], _ theme: Theme?
  ) -> [[String: String]] {
    let matters = Set(proceedings.map(\.matter))
    let rows = materials.filter { material in
      switch kind {
      case .notification: !material.isPresent && material.isRequired
      case .receipt: material.isPresent
      default: material.matters.contains(where: matters.contains)
      }
    }
    return rows.enumerated().map { index, material in
      let rule = theme?.material(material.rule)
      let titles = material.matters.compactMap { proceeding($0)?.title }
      return [
        "number": "\(index + 1)", "title": material.title,
        "copies": "\(material.isPresent ? material.copies : rule?.copies ?? 1)",
        "forms": (rule?.alternatives ?? []).joined(separator: "、"),
        "note": rule?.note ?? material.note, "matters": titles.joined(separator: "、"),
        "state": material.isPresent ? "已收" : "未收",
      ]
    }
  }

  // MARK: The application form

  private func facts(_ context: BoardContext) -> Facts {
    Facts(answers: answers, matters: Set(proceedings.map(\.matter)), today: context.today)
  }

  /// The sections of the form that have something to say; of a voucher the
  /// lists alone, such as the people that it is about.
  private func printedSections(
    _ kind: NoticeKind, _ form: ApplicationForm?, _ theme: Theme, _ context: BoardContext
  ) -> [Section] {
    theme.visibleSections(facts(context)).filter { section in
      if kind == .voucher { return section.repeats != nil }
      guard let form, !form.sections.isEmpty else { return true }
      return form.sections.contains(section.key)
    }
  }

  /// The answers of a section; the first one carries its heading.
  private func fieldRows(_ section: Section, _ context: BoardContext) -> [[String: String]] {
    let facts = facts(context)
    let rows: [Answers.Row?] =
      section.repeats == nil ? [nil] : answers[rows: section.key].map { $0 }
    var printed = rows.enumerated().flatMap { index, row -> [[String: String]] in
      let facts = facts.inRow(row)
      return section.visibleFields(facts).compactMap { field in
        let value = facts.text(field.key)
        if case .promise = field.kind { return nil }
        if value.isEmpty { return nil }
        let number = row == nil ? "" : "\(index + 1)"
        return [
          "section": section.title, "heading": "", "label": field.label + number,
          "value": field.shown(value, context.rules.book),
        ]
      }
    }
    if !printed.isEmpty { printed[0]["heading"] = section.title }
    return printed
  }

  private func promiseRows(_ section: Section, _ context: BoardContext) -> [[String: String]] {
    section.visibleFields(facts(context)).flatMap { field -> [[String: String]] in
      guard case .promise(let texts) = field.kind else { return [] }
      return texts.map { ["text": $0] }
    }
  }
}

extension NoticeKind {
  /// Whether a paper of this kind lists the proceeding.
  fileprivate func concerns(_ proceeding: Proceeding) -> Bool {
    switch self {
    case .correction: proceeding.state == .asked
    case .refusal: proceeding.state == .declined
    case .hold: proceeding.state == .held
    case .voucher: proceeding.state == .approved
    case .notification, .receipt, .result, .guide, .application, .dueDate, .list: true
    }
  }
}

extension Proceeding {
  /// `2026年3月20日前办结`, `收齐材料后起算`.
  fileprivate var dueWords: String {
    if state.isFinal { return state.title }
    if clock.accepted == nil { return "收齐材料后起算" }
    guard let due = clock.due else { return clock.pauses.isEmpty ? "" : "恢复后另行告知" }
    return "\(due.fullText)前办结" + (clock.isProvisional ? "（暂定）" : "")
  }
}

extension TrainingPush {
  fileprivate var row: [String: String] {
    [
      "course": course, "institution": institution, "place": place, "phone": phone,
      "starts": starts.isEmpty ? "开班时间请电话咨询" : starts,
    ]
  }
}

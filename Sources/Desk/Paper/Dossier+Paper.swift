import Domain
import Ledger
import TUI

extension Dossier {
  /// A paper about this dossier, laid out for 80 columns by its template.
  ///
  /// - Parameter matter: the only proceeding it is about; nil for all that it
  ///   fits.
  func paper(
    _ kind: NoticeKind, matter: String?, form: ApplicationForm? = nil, _ context: BoardContext
  ) -> Paper {
    let chosen = proceedings.filter { matter == nil || $0.matter == matter }
    let lines: [String]
    if kind == .dueDate {
      lines = dueDateLines(chosen, context)
    } else if let template = context.rules.notices[kind] {
      lines = template.render(
        values(kind, chosen, form, context), width: Paper.columns, columns: Width.columns)
    } else {
      lines = ["本机没有“\(kind.title)”的样式（\(kind.fileName)），请联系管理员。"]
    }
    return Paper(
      kind: kind, dossier: id, number: number, matter: matter,
      title: form?.title ?? kind.title, lines: lines)
  }

  /// The same with one application for each form that the document names.
  func paperChoices(_ context: BoardContext) -> [PaperChoice] {
    let forms = context.rules.catalogue.theme(of: self)?.forms ?? []
    return papersNow(context).flatMap { kind -> [PaperChoice] in
      kind == .application && !forms.isEmpty
        ? forms.map { PaperChoice(kind: kind, form: $0) } : [PaperChoice(kind: kind, form: nil)]
    }
  }

  /// Papers that have something to say now, for F11.
  func papersNow(_ context: BoardContext) -> [NoticeKind] {
    NoticeKind.allCases.filter { kind in
      switch kind {
      case .receipt: proceedings.contains { $0.clock.accepted != nil }
      case .notification: proceedings.contains { $0.state == .incomplete || $0.state == .asked }
      case .correction: proceedings.contains { $0.state == .asked }
      case .hold: proceedings.contains { $0.state == .held }
      case .refusal: proceedings.contains { $0.state == .declined }
      case .result: proceedings.contains(where: \.state.isFinal)
      case .voucher:
        context.rules.catalogue.theme(of: self)?.applicant == .employer
          && proceedings.contains { $0.state == .approved }
      case .guide, .application: context.rules.catalogue.theme(of: self) != nil
      case .dueDate: true
      case .list: false
      }
    }
  }

  private func dueDateLines(_ chosen: [Proceeding], _ context: BoardContext) -> [String] {
    var layout = PaperLayout()
    layout.title(NoticeKind.dueDate.title)
    layout.text("编    号：\(number)")
    layout.text("文 书 号：\(nextPaperNumber)")
    layout.text("申 请 人：\(answers[text: "name"])")
    layout.rule()
    for proceeding in chosen {
      layout.heading(proceeding.title)
      for line in proceeding.dueExplanation(context) { layout.text(line, indent: 2) }
    }
    layout.rule()
    layout.text("\(context.station?.hallTitle ?? "")    \(context.today.fullText)")
    return layout.lines
  }
}

/// One line of the list that F11 offers (可打印的文书).
struct PaperChoice: Equatable, Sendable {
  let kind: NoticeKind
  /// Which of the theme's forms, for an application.
  let form: ApplicationForm?

  var title: String { form?.title ?? kind.title }
}

extension Proceeding {
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

import Domain
import Ledger
import TUI

/// Writes down one service or follow-up (服务回访): what, how, with what result,
/// each by one digit, then Enter. Nothing is chosen beforehand.
struct ServiceForm: Equatable, Sendable {
  let dossier: String
  let subjects: [Subject]
  private var subject: Int?
  private var method: Int?
  private var result: Int?
  /// Chosen by arrows, not yet taken.
  private var cursor: Int?
  private var entry = EntryField(limit: Limits.words.characters)
  private var finding: String?

  /// What can be written down.
  struct Subject: Equatable, Sendable {
    let title: String
    /// Key of the theme's rule; nil for a service by itself.
    var rule: String?
    var methods: [String] = []
    /// What the note should say.
    var records: [String] = []
    /// Beside the title: until when, or what records have met.
    var remark = ""
    /// To be decided on, rather than written down.
    var proposal: FollowUpDue?
  }

  /// What was decided.
  enum Answer: Equatable, Sendable {
    case service(Service)
    case proposal(FollowUpDue)
  }

  private enum Part { case subject, method, result, note }

  init(dossier: String, subjects: [Subject], rule: String? = nil) {
    self.dossier = dossier
    self.subjects = subjects
    if let rule { subject = subjects.firstIndex { $0.rule == rule && $0.proposal == nil } }
  }

  /// What is being typed right now.
  var typed: String { entry.text }

  private var chosen: Subject? { subject.map { subjects[$0] } }

  private var part: Part {
    guard let chosen else { return .subject }
    if chosen.proposal != nil { return .note }
    if method == nil, !chosen.methods.isEmpty { return .method }
    return result == nil ? .result : .note
  }

  private var options: [String] {
    switch part {
    case .subject: subjects.map { $0.title + ($0.remark.isEmpty ? "" : "  \($0.remark)") }
    case .method: chosen?.methods ?? []
    case .result: Service.Result.allCases.map(\.title)
    case .note: []
    }
  }

  // MARK: Keys

  /// The answer, once it is complete and confirmed.
  mutating func press(_ key: Key) -> Answer? {
    finding = nil
    switch key {
    case .enter: return confirm()
    case .up, .down:
      guard !options.isEmpty else { return nil }
      let next = cursor.map { $0 + (key == .up ? -1 : 1) } ?? (key == .up ? options.count - 1 : 0)
      cursor = max(0, min(options.count - 1, next))
    case .backspace where part != .note || entry.text.isEmpty: takeBack()
    default:
      if part == .note {
        if chosen?.proposal == nil { _ = entry.press(key) }
      } else if let digit = key.digit {
        // The tenth is 0.
        let index = digit == 0 ? 9 : digit - 1
        if options.indices.contains(index) { choose(index) }
      }
    }
    return nil
  }

  mutating func paste(_ text: String) {
    if part == .note, chosen?.proposal == nil { entry.paste(text) }
  }

  private mutating func choose(_ index: Int) {
    switch part {
    case .subject: subject = index
    case .method: method = index
    case .result: result = index
    case .note: break
    }
    cursor = nil
  }

  private mutating func takeBack() {
    cursor = nil
    if result != nil {
      result = nil
    } else if method != nil {
      method = nil
    } else {
      subject = nil
    }
  }

  private mutating func confirm() -> Answer? {
    if let cursor {
      choose(cursor)
      return nil
    }
    guard part == .note, let chosen else {
      finding = "请先按数字选择"
      return nil
    }
    if let proposal = chosen.proposal { return .proposal(proposal) }
    guard let result else { return nil }
    if let unsafe = SafeText.finding(in: entry.text) {
      finding = unsafe.message
      return nil
    }
    return .service(
      Service(
        followUp: chosen.rule, title: chosen.title, method: method.map { chosen.methods[$0] } ?? "",
        result: Service.Result.allCases[result], note: entry.text))
  }

  // MARK: Drawing

  func draw(on canvas: inout Canvas, about: String?) {
    let head = answered.flatMap { Width.wrap($0, columns: 66) }
    let options = options
    let isNote = part == .note && chosen?.proposal == nil
    let hints = isNote ? hints.flatMap { Width.wrap($0, columns: 66) } : []
    let rows = head.count + hints.count + options.count + (isNote ? 2 : 0) + (about == nil ? 3 : 4)
    let inner = canvas.openBox(Size(columns: 72, rows: rows), title: "服务回访")
    var row = 0
    if let about {
      canvas.write(about, in: inner, row: row, .mask)
      row += 1
    }
    for line in head {
      canvas.write(line, in: inner, row: row, .strong)
      row += 1
    }
    canvas.placeCaret(Point(column: inner.left, row: inner.top + row))
    for (index, option) in options.enumerated() {
      let isChosen = index == cursor
      let digit = index < 9 ? "\(index + 1)" : index == 9 ? "0" : " "
      if isChosen {
        canvas.fill(inner.line(row), .selected)
        canvas.placeCaret(Point(column: inner.left, row: inner.top + row))
      }
      canvas.write(" \(digit) \(option)", in: inner, row: row, isChosen ? .selected : .plain)
      row += 1
    }
    for line in hints {
      canvas.write(line, in: inner, row: row, .muted)
      row += 1
    }
    if isNote {
      canvas.write("记录内容（可空）", in: inner, row: row, .label)
      entry.draw(on: &canvas, in: inner.line(row + 1), hasCaret: true, style: .fieldActive)
      row += 2
    }
    canvas.write(finding ?? foot, in: inner, row: row, finding == nil ? .muted : .alert)
  }

  private var answered: [String] {
    guard let chosen else { return ["记录哪一项？"] }
    var lines = [chosen.title + (chosen.remark.isEmpty ? "" : "  \(chosen.remark)")]
    if let proposal = chosen.proposal {
      lines.append("依据的记录：\(proposal.evidence.map(\.monthDayText).joined(separator: "、"))。")
      lines.append("办不办由您决定：Enter 打开已填好的表单，复核后才受理。")
    }
    if let method { lines.append("方式 \(chosen.methods[method])") }
    if let result { lines.append("结果 \(Service.Result.allCases[result].title)") }
    return lines
  }

  private var hints: [String] {
    guard let records = chosen?.records, !records.isEmpty else { return [] }
    return ["应记：" + records.joined(separator: "、")]
  }

  private var foot: String {
    switch part {
    case .subject: "按数字选择 · Esc 取消"
    case .method: "怎样联系？按数字选择 · 退格回上一步 · Esc 取消"
    case .result: "结果如何？按数字选择 · 退格回上一步 · Esc 取消"
    case .note: chosen?.proposal == nil ? "Enter 记下 · 退格回上一步 · Esc 取消" : "Enter 打开表单 · Esc 取消"
    }
  }
}

extension ServiceForm.Subject {
  /// Proposals first, then what is due, then the services of the theme.
  static func all(
    _ theme: Theme, _ dossier: Dossier, today: Day, _ standing: PersonStanding = PersonStanding()
  ) -> [ServiceForm.Subject] {
    let due = FollowUpDue.all(theme, dossier).filter { standing.ending(of: $0) == nil }
    let proposals = due.compactMap { due -> Self? in
      guard let proposal = due.proposal, let matter = theme.matter(proposal.matter) else {
        return nil
      }
      return Self(title: "建议：\(matter.title)", remark: due.title, proposal: due)
    }
    let regular = due.compactMap { due in
      theme.followUp(due.rule).flatMap { followUp in
        due.proposal == nil
          ? Self(followUp, remark: "\(due.due.text(in: today.year))前") : nil
      }
    }
    return proposals + regular + services(theme)
  }

  init(_ followUp: FollowUp, remark: String) {
    self.init(
      title: followUp.title, rule: followUp.key, methods: followUp.methods,
      records: followUp.records, remark: remark)
  }

  private static func services(_ theme: Theme) -> [Self] {
    (theme.list("services")?.rows ?? []).compactMap { row in
      row.first.map { Self(title: $0, records: row.count > 1 ? [row[row.count - 1]] : []) }
    }
  }
}

extension Theme {
  func followUp(_ key: String) -> FollowUp? { followUps.first { $0.key == key } }
}

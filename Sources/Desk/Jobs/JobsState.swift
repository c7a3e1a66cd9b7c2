import Domain
import Ledger
import TUI

/// The jobs that fit one applicant (岗位匹配), the best first.
struct JobsState: Equatable, Sendable {
  /// Id of the dossier that a recommendation is written into; nil for a form
  /// that is not accepted yet.
  let dossier: String?
  let name: String
  let matches: [JobMatch]
  private(set) var cursor = ListCursor()

  init(dossier: String?, name: String, matches: [JobMatch]) {
    self.dossier = dossier
    self.name = name
    self.matches = matches
  }

  var selected: JobMatch? {
    matches.indices.contains(cursor.selected) ? matches[cursor.selected] : nil
  }

  mutating func press(_ key: Key, height: Int) {
    _ = cursor.press(key, count: matches.count, height: height)
  }
}

extension DeskState {
  /// Title of the service that a recommendation is written down as.
  static let recommendation = "岗位推荐"

  /// Why jobs cannot be matched here; nil when they can. Only for people who
  /// registered for work (W1-08).
  var jobsReason: String? {
    guard rules.catalogue.jobs != nil else { return "本机没有岗位信息（jobs 资料）" }
    switch screen {
    case .dossier:
      let isRegistered = dossier?.dossier.proceedings.contains {
        $0.meaning == .jobService && $0.state != .voided && $0.state != .withdrawn
      }
      return isRegistered == true ? nil : "没有求职登记：先办“就业服务”或“个人求职登记”"
    case .form:
      guard let form, let matter = form.theme.matter(meaning: .jobService) else {
        return "这件事没有求职登记"
      }
      return form.matters.contains(matter.key) ? nil : "没有选“\(matter.title)”，不能匹配岗位"
    case .jobs: return "已经在岗位匹配"
    default: return "先打开一张表单或一件办件"
    }
  }

  mutating func showJobs() {
    let answers: Answers
    var id: String?
    if screen == .dossier, let page = dossier {
      (answers, id) = (page.dossier.answers, page.dossier.id)
    } else {
      answers = form?.answers ?? Answers()
    }
    let matches = rules.catalogue.jobs?.matches(
      for: answers[rows: "jobWishes"], education: answers[text: "education"], today: today,
      rules.book)
    jobs = JobsState(dossier: id, name: answers[text: "name"], matches: matches ?? [])
    show(.jobs)
  }

  mutating func pressJobs(_ key: Key) -> [Effect] {
    guard key == .enter else {
      let height = jobsHeight
      jobs?.press(key, height: height)
      return []
    }
    guard let page = jobs, let match = page.selected else { return [] }
    guard let id = page.dossier else {
      say("受理以后在办件页匹配，才能记下推荐", .warn)
      return [.beep]
    }
    overlay = .prompt(.recommend(match.job, dossier: id))
    return []
  }

  /// What was recommended is a service of the dossier (W1-07, G2-29).
  mutating func confirmRecommendation(_ prompt: Prompt, dossier: String) -> [Effect] {
    guard prompt.choice == 0, let job = jobs?.selected?.job else { return [] }
    let note = ["\(job.code) \(job.employer) \(job.title)", prompt.text].filter { !$0.isEmpty }
    sayWhenDone("已记下推荐：\(job.employer) \(job.title)")
    let service = Service(
      followUp: nil, title: DeskState.recommendation, result: .done,
      note: note.joined(separator: "；"))
    return [.act(dossier: dossier, .serve(service))]
  }

  // MARK: Drawing

  private var jobsHeight: Int { max(1, mainArea.rows - 3 - JobsState.detailRows) }

  func drawJobs(on canvas: inout Canvas, in area: Rect) {
    guard let page = jobs, let directory = rules.catalogue.jobs else { return }
    canvas.fill(area.line(0), .title)
    canvas.write(
      " 岗位匹配 · \(Mask.name(page.name)) · 合适的 \(page.matches.count) 个", in: area, row: 0, .title)
    canvas.write(" \(directory.title) · 版本 \(directory.version)", in: area, row: 1, .muted)
    let (list, detail) = area.split(rows: 2).rest.split(rows: -JobsState.detailRows)
    let table = Table([
      Table.Column("岗位", .flexible(weight: 2)), Table.Column("单位", .flexible(weight: 2)),
      Table.Column("地区", .fixed(8)), Table.Column("月薪", .fixed(11)),
      Table.Column("名额", .fixed(4), isRightAligned: true), Table.Column("截止", .fixed(10)),
    ])
    table.drawList(on: &canvas, in: list, cursor: page.cursor, count: page.matches.count) {
      let job = page.matches[$0].job
      return Table.Row([
        job.title, job.employer, rules.region.division(job.division)?.name ?? job.division,
        "\(job.wage.lowerBound)-\(job.wage.upperBound)", "\(job.seats)",
        job.validUntil.description,
      ])
    }
    guard let match = page.selected else {
      canvas.write(" 没有合适的岗位：职业不同类、已满或已过期的不列出", in: list, row: 1, .muted)
      return
    }
    let lines = ["为什么：" + match.reasons.joined(separator: "；"), "联系：\(match.job.contact)"]
    for (row, line) in lines.flatMap({ Width.wrap($0, columns: detail.columns - 2) })
      .prefix(max(0, detail.rows - 1)).enumerated()
    {
      canvas.write(" " + line, in: detail, row: row, .plain)
    }
    let hint = page.dossier == nil ? " F11 打印 · F3 返回" : " Enter 记下推荐 · F11 打印 · F3 返回"
    canvas.write(hint, in: detail, row: detail.rows - 1, .muted)
  }

  // MARK: Paper

  func jobsPaper() -> Paper? {
    guard let page = jobs, let directory = rules.catalogue.jobs else { return nil }
    var layout = PaperLayout()
    layout.title("岗位推荐清单")
    layout.text("求 职 人：\(Mask.name(page.name))        日    期：\(today.fullText)")
    layout.text("岗位信息：\(directory.title)  版本 \(directory.version)")
    layout.rule()
    for (index, match) in page.matches.enumerated() {
      let job = match.job
      let place = rules.region.division(job.division)?.name ?? job.division
      layout.text("\(index + 1). \(job.title)  \(job.employer)  \(place)")
      layout.text(
        "月薪 \(job.wage.lowerBound)-\(job.wage.upperBound)元，招\(job.seats)人，"
          + "截止\(job.validUntil.fullText)，联系：\(job.contact)", indent: 3)
      layout.text("推荐理由：\(match.reasons.joined(separator: "；"))", indent: 3)
    }
    if page.matches.isEmpty { layout.text("没有合适的岗位。") }
    layout.rule()
    layout.text("\(station?.hallTitle ?? "")  \(account?.name ?? "")")
    return Paper(
      kind: .list, dossier: "", number: "", matter: nil, title: "岗位推荐清单", lines: layout.lines)
  }
}

extension JobsState {
  /// Rows below the list: why the chosen one fits, and the keys.
  static let detailRows = 5
}

extension Prompt {
  static func recommend(_ job: JobDirectory.Job, dossier: String) -> Prompt {
    var prompt = Prompt(.recommend(dossier: dossier), title: "推荐岗位")
    prompt.lines = ["\(job.title)，\(job.employer)。记入办件的服务记录，以后回访求职结果。"]
    prompt.options = ["已向本人推荐，记下", "返回"]
    prompt.entry = EntryField(limit: Limits.words.characters)
    prompt.entryLabel = "备注（可空）"
    prompt.isTextOptional = true
    return prompt
  }
}

import Domain
import Ledger
import TUI

extension Proceeding.State {
  var title: String {
    switch self {
    case .incomplete: "待补材料"
    case .screening: "预审中"
    case .waiting: "等待前置"
    case .reviewing: "办理中"
    case .asked: "补正中"
    case .held: "特别程序"
    case .approved: "已办结"
    case .declined: "不予"
    case .withdrawn: "已撤回"
    case .voided: "已作废"
    }
  }

  /// One ASCII sign, because the width of other signs differs between fonts:
  /// `>` lies with the department, `<` with the applicant.
  var symbol: String {
    switch self {
    case .incomplete: "?"
    case .screening: "@"
    case .waiting: "~"
    case .reviewing: ">"
    case .asked: "<"
    case .held: "="
    case .approved: "+"
    case .declined: "x"
    case .withdrawn: "-"
    case .voided: "/"
    }
  }

  var style: Style {
    switch self {
    case .reviewing, .screening: .plain
    case .waiting, .held, .withdrawn, .voided: .muted
    case .incomplete, .asked: .warn
    case .approved: .good
    case .declined: .alert
    }
  }

  /// `> 办理中`.
  var words: String { "\(symbol) \(title)" }

  /// Whose move it is.
  func turn(needsTelling: Bool) -> String {
    if needsTelling { return "窗口" }
    return switch self {
    case .incomplete, .asked: "申请人"
    case .screening: "预审"
    case .waiting, .reviewing, .held: "部门"
    case .approved, .declined, .withdrawn, .voided: ""
    }
  }

  /// Whose move it is; a department that has not taken it in is named by that.
  func turn(needsTelling: Bool, isReceived: Bool) -> String {
    self == .reviewing && !needsTelling && !isReceived
      ? "未签收" : turn(needsTelling: needsTelling)
  }
}

extension Proceeding {
  var turn: String { state.turn(needsTelling: needsTelling, isReceived: receivedAt != nil) }
}

extension VerificationMode {
  var title: String {
    switch self {
    case .sharedData: "信息共享"
    case .manual: "人工核对"
    case .onSite: "实地核实"
    }
  }
}

extension Light {
  /// Two columns; the word stands in the due column.
  var symbol: String {
    switch self {
    case .red: "!!"
    case .yellow: " !"
    case .green: " o"
    case .paused: "||"
    case .none: "  "
    }
  }

  var style: Style {
    switch self {
    case .red: .alert
    case .yellow: .warn
    case .green: .good
    case .paused, .none: .muted
    }
  }
}

/// When a proceeding is due, as a list shows it (期限标记).
struct DueMark: Equatable, Sendable {
  let light: Light
  /// `3月20日 剩3日`, `逾期2日`, `暂停`; a due day beyond the published
  /// calendars is marked 暂定.
  let text: String

  var style: Style { light.style }

  init(_ row: BoardRow, _ context: BoardContext) {
    self.init(row.state, row.clock, finishedAt: row.finishedAt, waitsFor: row.waitsFor, context)
  }

  init(_ proceeding: Proceeding, _ context: BoardContext) {
    self.init(proceeding.state, proceeding.clock, finishedAt: proceeding.finishedAt, context)
  }

  private init(
    _ state: Proceeding.State, _ clock: Clock, finishedAt: Instant?, waitsFor: String = "",
    _ context: BoardContext
  ) {
    let year = context.today.year
    if let finishedAt {
      light = .none
      text = "\(finishedAt.day.text(in: year)) 结"
      return
    }
    let calendar = context.rules.calendar
    light = clock.light(
      on: context.today, thresholds: context.rules.region.lights, calendar: calendar)
    if state == .waiting, !waitsFor.isEmpty {
      text = "等 \(waitsFor)"
      return
    }
    guard let due = clock.due else {
      text = clock.accepted == nil ? "未起算" : light.text
      return
    }
    let left = calendar.workingDays(from: context.today, to: due)
    let rest =
      switch light {
      case .red: "逾期\(max(1, -left))日"
      case .paused: "暂停"
      default: due == context.today ? "今日到期" : "剩\(left)日"
      }
    text = "\(due.text(in: year)) \(rest)" + (clock.isProvisional ? "暂定" : "")
  }
}

extension Clock {
  /// The light by the due day that was promised to the applicant; a newer
  /// calendar does not move it.
  func light(on day: Day, thresholds: LightThresholds, calendar: WorkCalendar) -> Light {
    guard let accepted else { return .paused }
    if let due, day > due { return .red }
    if pauses.contains(where: { $0.holds(on: day) }) { return .paused }
    guard let due else { return .none }
    let left = calendar.workingDays(from: day, to: due)
    let total = TimeUsed(accepted: accepted, until: due, pauses: pauses, calendar: calendar).own
    let isNear =
      left <= thresholds.workingDays || left * 100 <= thresholds.percent * total
    return isNear ? .yellow : .green
  }
}

import Domain
import Ledger

/// What the board shows and in which order (筛选), as a clerk thinks of it.
struct BoardFilter: Equatable, Sendable {
  var group = Group.open
  var departments: Set<String> = []
  var due: Due?
  var matters: Set<String> = []
  /// Only what the applicant must still be told, closed ones too.
  var needsTelling = false
  /// Only what this account accepted.
  var isMine = false
  var text = ""
  var sort = BoardQuery.Sort.due

  /// What a reviewer sees first: the own departments' work, by due day.
  static func standard(for account: Account) -> BoardFilter {
    var filter = BoardFilter()
    if account.role == .screener { filter.group = .screening }
    guard account.role == .reviewer else { return filter }
    filter.group = .department
    filter.departments = Set(account.departments)
    return filter
  }

  static let tasks: BoardFilter = {
    var filter = BoardFilter()
    filter.needsTelling = true
    return filter
  }()

  /// 状态分组.
  enum Group: String, CaseIterable, Sendable {
    case open, reviewing, applicant, paused, finishedToday, declined, screening, department

    var title: String {
      switch self {
      case .open: "全部在办"
      case .screening: "待预审"
      case .department: "部门在办"
      case .reviewing: "部门办理中"
      case .applicant: "等申请人（补材料、补正）"
      case .paused: "等待前置和特别程序"
      case .finishedToday: "今日办结"
      case .declined: "近30日不予"
      }
    }

    /// Empty means every state that is not final.
    var states: Set<Proceeding.State> {
      switch self {
      case .open: []
      case .screening: [.screening]
      case .department: [.reviewing, .waiting, .asked, .held]
      case .reviewing: [.reviewing]
      case .applicant: [.incomplete, .asked]
      case .paused: [.waiting, .held]
      case .finishedToday: [.approved, .declined, .withdrawn, .voided]
      case .declined: [.declined]
      }
    }
  }

  /// 到期范围.
  enum Due: String, CaseIterable, Sendable {
    case overdue, today, one, three, five

    var title: String {
      switch self {
      case .overdue: "逾期"
      case .today: "今日到期"
      case .one: "1个工作日内到期"
      case .three: "3个工作日内到期"
      case .five: "5个工作日内到期"
      }
    }

    func days(_ today: Day, _ calendar: WorkCalendar) -> (from: Day?, through: Day) {
      switch self {
      case .overdue: (nil, today.adding(-1))
      case .today: (today, today)
      case .one: (today, calendar.workingDay(1, after: today))
      case .three: (today, calendar.workingDay(3, after: today))
      case .five: (today, calendar.workingDay(5, after: today))
      }
    }
  }

  /// What the filter prompt asks for, in its order.
  enum Dimension: Int, CaseIterable, Sendable {
    case group, department, due, matter, needsTelling, mine, text, standard

    var title: String {
      switch self {
      case .group: "状态"
      case .department: "部门"
      case .due: "到期"
      case .matter: "事项"
      case .needsTelling: "只看待告知"
      case .mine: "只看本人受理"
      case .text: "姓名或办件号的一部分"
      case .standard: "恢复默认"
      }
    }
  }

  /// - Parameter divisions: the counties that a reviewer's departments are of.
  func query(
    account: Account?, divisions: Set<String>, today: Day, calendar: WorkCalendar, offset: Int,
    limit: Int
  ) -> BoardQuery {
    let days = due?.days(today, calendar)
    let finishedFrom: Day? =
      switch group {
      case .finishedToday: today
      case .declined: today.adding(-30)
      default: nil
      }
    // A refusal is closed, and the applicant must be told of it all the same.
    let states =
      needsTelling && group == .open ? Set(Proceeding.State.allCases) : group.states
    return BoardQuery(
      states: states, departments: departments,
      divisions: account?.role == .reviewer && !departments.isEmpty ? divisions : [],
      matters: matters,
      clerk: isMine ? account?.key : nil, dueFrom: days?.from, dueThrough: days?.through,
      needsTelling: needsTelling ? true : nil, finishedFrom: finishedFrom, text: text,
      sort: sort, offset: offset, limit: limit)
  }

  /// One line that says what is shown.
  func words(_ rules: Rulebook) -> String {
    var parts = [group.title]
    if needsTelling { parts = group == .open ? ["待告知"] : [group.title, "待告知"] }
    if !departments.isEmpty {
      parts.append(departments.sorted().map(rules.departmentName).joined(separator: "、"))
    }
    if let due { parts.append(due.title) }
    if !matters.isEmpty {
      parts.append(matters.sorted().map(rules.matterTitle).joined(separator: "、"))
    }
    if isMine { parts.append("本人受理") }
    if !text.isEmpty { parts.append("“\(text)”") }
    return parts.joined(separator: " · ") + " · 按\(sort.title)"
  }
}

extension BoardQuery.Sort {
  var title: String {
    switch self {
    case .due: "到期日"
    case .accepted: "受理时间"
    case .department: "部门"
    case .name: "姓名"
    }
  }

  var next: BoardQuery.Sort {
    let all = BoardQuery.Sort.allCases
    let index = all.firstIndex(of: self) ?? 0
    return all[(index + 1) % all.count]
  }
}

extension Rulebook {
  /// The title of a matter by its key, or the key when no pack has it.
  func matterTitle(_ key: String) -> String {
    catalogue.versions.lazy.compactMap { $0.matter(key)?.title }.first ?? key
  }

  /// Every matter of the packs, each key once.
  var matters: [Matter] {
    var seen: Set<String> = []
    return catalogue.versions.flatMap(\.matters).filter { seen.insert($0.key).inserted }
  }

  /// The departments that handle matters of the packs, in the region's order.
  var handlingDepartments: [Department] {
    let keys = Set(
      catalogue.versions.flatMap(\.matters).flatMap { [$0.department] + $0.steps.map(\.department) }
    )
    return region.departments.filter { keys.contains($0.key) }
  }
}

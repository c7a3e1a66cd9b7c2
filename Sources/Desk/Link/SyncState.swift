import Domain
import Ledger
import TUI

/// How this counter and central get on (同步): what somebody has to decide, then
/// what central does not have yet.
struct SyncState: Equatable, Sendable {
  private var list = ListRows<Item>()

  var items: [Item] { list.rows }
  var cursor: ListCursor { list.cursor }
  var hasLeft: Bool { list.hasLeft }

  /// A line of the list.
  enum Item: Equatable, Identifiable, Sendable {
    case attention(Attention, Dossier?)
    case conflict(Conflict, Dossier)
    case duplicate(Duplicate, Dossier)
    case odd(Dossier), oddTicket(Ticket)
    case unsent(Operation, Dossier?)

    var dossier: Dossier? {
      switch self {
      case .odd(let dossier): dossier
      case .oddTicket: nil
      case .attention(_, let dossier), .unsent(_, let dossier): dossier
      case .conflict(_, let dossier), .duplicate(_, let dossier): dossier
      }
    }

    var id: String {
      switch self {
      case .attention(let attention, _): "attention " + attention.id
      case .conflict(let conflict, _): "conflict " + conflict.id
      case .duplicate(let duplicate, let dossier): "double \(dossier.id) \(duplicate.number)"
      case .odd(let dossier): "odd " + dossier.id
      case .oddTicket(let ticket): "odd ticket " + ticket.id
      case .unsent(let operation, _): "unsent " + operation.id
      }
    }

    var isTask: Bool { if case .unsent = self { false } else { true } }
  }

  var selected: Item? { list.selected }

  mutating func reopen() { list.reopen() }

  mutating func receive(_ picture: SyncPicture) {
    var items = picture.attentions.map { Item.attention($0, picture.dossiers[$0.entity]) }
    for dossier in picture.open {
      items += dossier.conflicts.map { .conflict($0, dossier) }
      items += dossier.undecidedDuplicates.map { .duplicate($0, dossier) }
      if !dossier.doubts.isEmpty { items.append(.odd(dossier)) }
    }
    items += picture.tickets.map { .oddTicket($0) }
    items += picture.unsent.map { .unsent($0, picture.dossiers[$0.entity]) }
    list.receive(items)
  }

  mutating func press(_ key: Key, height: Int) {
    list.press(key, height: height)
  }

  static let headerRows = 4

  func draw(on canvas: inout Canvas, in area: Rect, _ link: LinkStatus?, _ context: BoardContext) {
    canvas.fill(area.line(0), .title)
    guard let link else {
      canvas.write(" 同步 · 本窗口单机使用，没有入网", in: area, row: 0, .title)
      canvas.write(" F10 90 入网后，办件传到区县的中心。", in: area, row: 2, .muted)
      return
    }
    canvas.write(" 同步 · \(link.words) · Enter 处理 · F10 92 现在重试", in: area, row: 0, .title)
    let contact =
      link.lastContact.map { "\($0.day.text(in: context.today.year)) \($0.clock)" } ?? "本次开机后还没有"
    var clock = "与中心一致"
    if abs(link.clockOffset) > 1 {
      clock = "比中心\(link.clockOffset > 0 ? "慢" : "快") \(abs(link.clockOffset)) 秒"
    }
    canvas.write(
      " 上次联系 \(contact) · 本机时钟\(clock)", in: area, row: 1,
      abs(link.clockOffset) > 120 ? .alert : .muted)
    let next = link.nextTry.map { "，\($0.clock) 自动再试" } ?? ""
    let problem = link.needsUpgrade ? "程序版本太旧：照常上传，新内容要升级后才能读" : link.problem
    canvas.write(
      " \(link.url)" + (problem.map { " · \($0)\(next)" } ?? ""), in: area, row: 2,
      problem == nil ? .muted : .warn)
    var header = 3
    if let warning = link.warning {
      header += canvas.writeLines(of: " " + warning, in: area, row: header)
    }
    let place = area.split(rows: header).rest
    let table = Table([
      Table.Column("时间", .fixed(14)), Table.Column("情况", .fixed(8)),
      Table.Column("操作", .fixed(8)), Table.Column("办件", .fixed(20)),
      Table.Column("说明", .flexible(weight: 1)),
    ])
    table.drawList(on: &canvas, in: place, cursor: cursor, count: items.count) {
      SyncState.row(items[$0], hasLeft: list.left.contains(items[$0].id), context)
    }
    if items.isEmpty { canvas.write(" 没有待传的，也没有要处理的", in: place, row: 1, .muted) }
  }

  private static func row(_ item: Item, hasLeft: Bool, _ context: BoardContext) -> Table.Row {
    func when(_ instant: Instant) -> String {
      let day = instant.day == context.today ? "今天" : instant.day.text(in: context.today.year)
      return "\(day) \(instant.clock)"
    }
    let number = item.dossier.map(\.shownNumber) ?? ""
    switch item {
    case .attention(let attention, _):
      return Table.Row(
        [
          when(attention.openedAt), hasLeft ? "已处理" : attention.outcome.words,
          attention.operation?.kind.title ?? "", attention.ticketNumber ?? number,
          attention.reasonWords,
        ], hasLeft ? .muted : .alert)
    case .conflict(let conflict, _):
      let keys = conflict.sides.count
      return Table.Row(
        [
          when(conflict.at), hasLeft ? "已处理" : "冲突", "更正内容", number,
          "\(context.accountName(conflict.by)) 与别处同时改了 \(keys) 项",
        ], hasLeft ? .muted : .alert)
    case .duplicate(let duplicate, _):
      return Table.Row(
        ["", hasLeft ? "已处理" : "疑似重复", "受理", number, "同一人另有 \(duplicate.number)"],
        hasLeft ? .muted : .warn)
    case .odd(let dossier):
      return odd(when(dossier.acceptedAt), "受理", number, dossier.doubts, hasLeft)
    case .oddTicket(let ticket):
      return odd(when(ticket.issuedAt), "取号", ticket.number, ticket.doubts, hasLeft)
    case .unsent(let operation, _):
      return Table.Row(
        [
          when(operation.at), hasLeft ? "已传" : "待传", operation.kind.title, number,
          context.accountName(operation.clerk),
        ], hasLeft ? .muted : .plain)
    }
  }
}

extension SyncState {
  private static func odd(
    _ when: String, _ what: String, _ number: String, _ doubts: Set<Doubt>, _ hasLeft: Bool
  ) -> Table.Row {
    let words = doubts.sorted().map(\.title).joined(separator: "、")
    return Table.Row(
      [when, hasLeft ? "已处理" : "存疑", what, number, words + "，由主管核实"],
      hasLeft ? .muted : .warn)
  }
}

extension Dossier {
  /// Its number, or that it has none for now.
  var shownNumber: String { number.isEmpty ? "待编号" : number }
}

extension Attention.Outcome {
  var words: String {
    switch self {
    case .rejected: "未接受"
    case .held: "被牵连"
    case .renumbered: "号被占"
    case .unreadable: "读不出"
    case .odd: "存疑"
    }
  }
}

extension Attention {
  /// The number of the ticket that it is about; nil when it is about none.
  var ticketNumber: String? {
    switch operation?.act {
    case .changeTicket(let change), .undoTicket(let change):
      var ticket = change.after
      ticket.isToldApart = true
      return ticket.number
    default: return nil
    }
  }

  var isAboutTicket: Bool { ticketNumber != nil }

  /// Why, for the clerk.
  var reasonWords: String {
    switch outcome {
    case .held: return "它依靠的一笔没有被接受"
    case .renumbered: return "这个办件号中心已给了别的办件，要换新号重打"
    case .unreadable:
      return code.isEmpty
        ? "中心的内容本版本读不出来，需升级" : "中心的内容不合规格（\(code)），没有采用；请告诉管理员"
    case .odd: return "与本机资料不符：" + codeWords
    case .rejected: break
    }
    return codeWords
  }

  private var codeWords: String {
    switch code {
    case "E_STATE", "E_STEP": "在别处已经办到下一步了"
    case "E_ROLE", "E_CLERK", "E_RANK", "E_SYSTEM": "这个账户在中心没有这项权限"
    case "E_OWN": "自己的账户由别的主管变动；口令由本人改"
    case "E_LAST_SUPERVISOR": "大厅至少要有一位在用的主管"
    case "E_PROOF": "经手人没有在本机向中心核对过口令"
    case "E_DEPARTMENT": "不是这个部门的事项"
    case "E_OFFICE": "中心没有让本机代这个部门办理，请找区县管理员授权"
    case "E_SCOPE": "不是本大厅的办件"
    case "E_SERIES": "号票的号不是本窗口的，也不是中心发给本窗口的"
    case "E_TICKET": "断线时别的窗口先叫了，办件不受影响"
    case "E_RATED": "已经评价过"
    case "E_WISHES": "缺求职意向或培训意愿"
    case "E_SLOT_FULL": "时段已被别处约满"
    case "E_APPOINTMENT_OVER": "预约已被取消或已到场"
    case "E_INTAKE_OVER": "网上来件已被别处受理或退回"
    case "E_NUMBER_TAKEN": "新号也已被占用"
    case "E_UNPARSED": "中心读不出这一笔"
    case "E_UNKNOWN_THEME": "中心没有这个“一件事”的资料"
    case "E_UNKNOWN_MATTER": "资料里没有这个事项"
    case "E_UNKNOWN_DEPARTMENT": "资料里没有这个部门"
    case "E_IDENTITY": "证件号码或信用代码的校验位不符"
    case "E_DUE": "到期日与时限不符"
    case "E_NUMBER": "办件号不是本区县的"
    case "E_FORM": "编号或代码的格式不对"
    case "E_TEXT": "文字里有看不见的字符"
    case "E_TOO_LONG": "有一处文字太长"
    case "E_TOO_MANY": "有一处条数太多"
    default: "不合规则（\(code)）"
    }
  }
}

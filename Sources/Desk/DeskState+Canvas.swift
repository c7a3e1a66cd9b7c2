import Domain
import Ledger
import TUI

extension DeskState {
  /// From this width on all three panes are visible at once.
  static let threePaneColumns = 120
  static let queuePaneColumns = 28
  static let boardPaneColumns = 40

  /// The whole screen as it is now.
  package var canvas: Canvas {
    var canvas = Canvas(size, cover: cover)
    let (top, middle, _) = canvas.area.bars
    TopBar(
      now: now, dayKind: rules.calendar.kind(of: today), station: station, account: account,
      link: link, hasClockFault: isClockDoubtful
    ).draw(on: &canvas, in: top)
    switch stage {
    case .opening: canvas.write("正在打开本机数据……", in: middle, row: 1, .muted)
    case .establishing(let setup): setup.draw(on: &canvas, in: middle)
    case .joining(let form): form.draw(on: &canvas, in: middle)
    case .revoked:
      canvas.write(" 中心已停用这台设备，不再显示数据。", in: middle, row: 1, .alert)
      if let alarm = link?.alarm {
        canvas.writeLines(of: " " + alarm.words, in: middle, row: 4)
      }
      canvas.write(" 本机的记录都在。请联系区县管理员；F10 退出。", in: middle, row: 2, .muted)
    case .renewing(let form): form.draw(on: &canvas, in: middle)
    case .signingIn(let signIn), .locked(let signIn): signIn.draw(on: &canvas, in: middle)
    case .working:
      drawSurroundings(on: &canvas)
      drawWork(on: &canvas)
      drawOverlay(on: &canvas)
      return canvas
    }
    drawBottomBar(on: &canvas)
    return canvas
  }

  /// The first picture of signing in, before the packs have been read.
  package static func greeting(
    size: Size, now: Instant, calendar: WorkCalendar, station: Station?, accounts: [Account]
  ) -> Canvas {
    var canvas = Canvas(size)
    let (top, middle, bottom) = canvas.area.bars
    TopBar(
      now: now, dayKind: calendar.kind(of: now.day), station: station, account: nil, link: nil,
      hasClockFault: false
    ).draw(on: &canvas, in: top)
    canvas.fill(bottom, .bar)
    if station != nil { SignInForm(accounts: accounts).draw(on: &canvas, in: middle) }
    return canvas
  }

  // MARK: Panes

  var hasThreePanes: Bool { size.columns >= DeskState.threePaneColumns }

  private var hasBoardPane: Bool {
    hasThreePanes && (screen == .home || screen == .form || screen == .review)
  }

  /// Everything but the bars and the message.
  private var panes: Rect {
    Rect(Point(column: 0, row: 0), size).bars.middle.split(rows: -1).first
  }

  /// The area of the main pane.
  var mainArea: Rect {
    guard hasThreePanes else { return panes.split(rows: 1).rest }
    let area = panes.split(columns: DeskState.queuePaneColumns + 1).rest
    return hasBoardPane ? area.split(columns: -(DeskState.boardPaneColumns + 1)).first : area
  }

  /// What stands beside the main pane.
  private func drawSurroundings(on canvas: inout Canvas) {
    guard hasThreePanes else {
      queue.drawStrip(on: &canvas, in: panes.split(rows: 1).first, queueContext)
      return
    }
    let (left, rest) = panes.split(columns: DeskState.queuePaneColumns)
    queue.drawPane(
      on: &canvas, in: left, queueContext, selected: screen == .home ? .selected : nil)
    canvas.verticalLine(at: rest.origin, length: rest.rows)
    guard hasBoardPane else { return }
    let right = rest.split(columns: -(DeskState.boardPaneColumns + 1)).rest
    canvas.verticalLine(at: right.origin, length: right.rows)
    board.drawPane(on: &canvas, in: right.split(columns: 1).rest, boardContext)
  }

  /// What a key may change: the main pane, the message and the keys below.
  func drawWork(on canvas: inout Canvas) {
    canvas.fill(mainArea)
    drawMain(on: &canvas, in: mainArea)
    let line = canvas.area.bars.middle.split(rows: -1).rest
    canvas.fill(line)
    if let message { canvas.write(message.text, in: line, row: 0, message.style) }
    drawBottomBar(on: &canvas)
  }

  /// Rows of a list in the main pane: below its title and its header.
  var listHeight: Int { max(1, mainArea.rows - 3) }

  private func drawMain(on canvas: inout Canvas, in area: Rect) {
    switch screen {
    case .home: drawHome(on: &canvas, in: area)
    case .form: form?.draw(on: &canvas, in: area, context)
    case .review: review?.draw(on: &canvas, in: area, context)
    case .board: board.draw(on: &canvas, in: area, boardContext)
    case .dossier: dossier?.draw(on: &canvas, in: area, boardContext)
    case .backlog: backlog.draw(on: &canvas, in: area, boardContext)
    case .find: finder.draw(on: &canvas, in: area, boardContext)
    case .people: people.draw(on: &canvas, in: area, boardContext)
    case .drafts: drafts.draw(on: &canvas, in: area, boardContext)
    case .paper: paper?.draw(on: &canvas, in: area)
    case .followUps: followUps.draw(on: &canvas, in: area, boardContext)
    case .personLoop: personLoop?.draw(on: &canvas, in: area, boardContext)
    case .report: report?.draw(on: &canvas, in: area)
    case .lists: drawLists(on: &canvas, in: area)
    case .listPage: drawListPage(on: &canvas, in: area)
    case .jobs: drawJobs(on: &canvas, in: area)
    case .appointments: drawAppointments(on: &canvas, in: area)
    case .registers: drawRegisters(on: &canvas, in: area)
    case .register: drawRegister(on: &canvas, in: area)
    case .join: joinForm.draw(on: &canvas, in: area)
    case .intakes: intakes.draw(on: &canvas, in: area, boardContext)
    case .sync: sync.draw(on: &canvas, in: area, link, boardContext)
    case .passphrase: passphraseForm?.draw(on: &canvas, in: area)
    }
  }

  // MARK: Bars

  private func drawBottomBar(on canvas: inout Canvas) {
    let area = canvas.area.bars.bottom
    canvas.fill(area, .bar)
    guard stage == .working else { return }
    var column = area.left
    for command in barCommands {
      let isOff = disabledReason(command) != nil
      let label = command.keys.first?.label ?? command.door
      let width = Width.columns(of: label) + Width.columns(of: command.title) + 2
      guard column + width <= area.right else { return }
      column += canvas.write(
        label, at: Point(column: column, row: area.top), isOff ? .barMuted : .key, clip: area)
      column += canvas.write(
        command.title + "  ", at: Point(column: column, row: area.top),
        isOff ? .barMuted : .bar, clip: area)
    }
  }

  /// What the bottom bar offers, most needed first; it shows what fits.
  private var barCommands: [Command] {
    switch screen {
    case .home:
      [.help, .callNext, .issueTicket, .recall, .skip, .transfer, .find, .board, .menu, .undo]
    case .form:
      [.help, .submit, .repeatField, .back, .recall, .skip, .find, .menu, .undo, .readCard]
    case .find: [.help, .find, .board, .back, .menu, .readCard]
    case .review: [.help, .submit, .back, .menu]
    case .board: [.help, .find, .sort, .filter, .views, .back, .print, .menu]
    case .dossier:
      account?.role == .screener
        ? [.help, .screen, .ask, .decline, .back, .print, .menu]
        : account?.role == .reviewer
          ? [.help, .pass, .ask, .decline, .verify, .back, .print, .menu]
          : [.help, .told, .putMaterial, .print, .dueDate, .back, .menu]
    case .registers: [.help, .back, .menu]
    case .register: [.help, .record, .print, .back, .menu]
    case .join: [.help, .back, .menu]
    case .sync: [.help, .retryLink, .back, .menu]
    case .paper, .report, .lists, .listPage, .jobs: [.help, .print, .back, .menu]
    default: [.help, .find, .board, .back, .menu]
    }
  }

  var boardContext: BoardContext {
    BoardContext(
      rules: rules, today: today, now: now, station: station, account: account,
      accounts: accounts)
  }

  var queueContext: QueueContext {
    QueueContext(
      rules: rules, now: Instant(milliseconds: now.milliseconds / 60_000 * 60_000),
      counter: station?.counter ?? "", draftCount: drafts.present.count,
      outage: link?.outage(today: today))
  }
}

extension Rect {
  /// The lines at the top and the bottom, and what is between them.
  fileprivate var bars: (top: Rect, middle: Rect, bottom: Rect) {
    let (top, below) = split(rows: 1)
    let (middle, bottom) = below.split(rows: -1)
    return (top, middle, bottom)
  }
}

/// What lists of dossiers look at besides themselves.
struct BoardContext: Sendable {
  let rules: Rulebook
  let today: Day
  let now: Instant
  let station: Station?
  let account: Account?
  let accounts: [Account]

  /// With its county's name where that is not the hall's own: 西夏区就业.
  func officeName(_ department: String, of division: String) -> String {
    rules.officeName(department, of: division, from: station?.division)
  }

  /// Whether it waits for the account's departments to verify, and for nothing else
  /// of theirs.
  func helps(with row: BoardRow) -> Bool {
    guard let account, account.role == .reviewer,
      station?.divisions.contains(row.division) == true,
      !account.departments.contains(row.department)
    else { return false }
    return row.helpers.contains(where: account.departments.contains)
  }

  /// Of a department's system or another hall nobody here knows the accounts.
  func accountName(_ key: String) -> String {
    accounts.first { $0.key == key }?.name ?? "外单位"
  }
}

extension Role {
  package var title: String {
    switch self {
    case .clerk: "窗口"
    case .screener: "预审"
    case .reviewer: "经办"
    case .supervisor: "主管"
    case .admin: "管理员"
    }
  }
}

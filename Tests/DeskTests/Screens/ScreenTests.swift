import Domain
import Ledger
import TUI
import Testing

@testable import Desk

/// A screen that tests open, and how.
enum TestScreen: String, CaseIterable, Sendable {
  case boardOfClerk, boardOfReviewer, dossier, dossierOfReviewer, backlog, find, people, newAccount
  case drafts, paper, help, chosenAccount, askPrompt
  case amendList, amendCode, amendReason, addMatters, addFields, addMaterials, void, redate, handOn
  case boardOfScreener, screenPrompt, screening, rate, voided
  case report
  case lists, listPage, jobs, appointments, bookPrompt
  case join, sync, refusedPrompt, renumberPrompt, conflictPrompt, duplicatePrompt, revoked
  case intakes, intakePrompt
  case passphrase, renewing, oneTime, left

  func open(_ size: Size) throws -> ScreenDriver {
    let account: Account =
      switch self {
      case .boardOfReviewer, .dossierOfReviewer, .askPrompt: MadeUpHall.reviewer
      case .oneTime: MadeUpHall.supervisor
      case .backlog, .people, .newAccount, .chosenAccount, .redate, .screening,
        .report:
        MadeUpHall.supervisor
      case .boardOfScreener, .screenPrompt: MadeUpHall.screener
      case .handOn: MadeUpHall.decider
      default: MadeUpHall.clerk
      }
    var driver = ScreenDriver(account, size: size)
    switch self {
    case .amendList, .amendCode, .amendReason:
      try driver.page("d2", "benefit", .amend)
      if self == .amendList { break }
      try driver.press("文化<Enter>")
      if self == .amendCode { break }
      try driver.press("4<Enter><F9>")
    case .addMatters: try driver.page("d3", "benefit", .addMatters)
    case .addFields, .addMaterials:
      try driver.page("d3", "benefit", .addMatters)
      try driver.press("4<Enter>")
      if self == .addFields { break }
      try driver.press("<Enter>1<Enter><F9>本人申请<Enter>")
    case .void: try driver.page("d2", "benefit", .void)
    case .redate:
      try driver.page("d2", "benefit", .redate)
      try driver.press("0305<Enter>")
    case .handOn: try driver.page("d2", "benefit", .handOn)
    case .boardOfScreener, .screenPrompt:
      try driver.acceptScreened()
      if self == .boardOfScreener { break }
      try driver.press("<Enter>")
      try driver.choose(.screen)
    case .screening: try driver.choose(.screening)
    case .rate: try driver.page("d2", "benefit", .rate)
    case .voided:
      try driver.page("d2", "benefit", .void)
      try driver.press("2重复受理<Enter><Esc>")
    case .boardOfClerk: try driver.choose(.board)
    case .boardOfReviewer: break
    case .dossier:
      try driver.choose(.board)
      try driver.press("<Enter>")
    case .dossierOfReviewer: try driver.press("<Enter>")
    case .backlog: try driver.choose(.backlog)
    case .report: try driver.choose(.report)
    case .find: try driver.press("<F8>z")
    case .people: try driver.choose(.people)
    case .newAccount:
      try driver.choose(.people)
      try driver.press("<Enter>新经办<Enter>2<Enter>")
    case .passphrase:
      try driver.choose(.passphrase)
      try driver.press("原来的口令<Enter>短口令<Enter><F9>")
    case .renewing:
      try driver.choose(.signOut)
      driver.send(.reply(.mustRenew(MadeUpHall.clerk)))
    case .oneTime:
      try driver.choose(.people)
      driver.send(
        .reply(
          .oneTime(OneTimeNotice(name: "李窗口", words: "4821-0937-5516", until: "3月16日 10:30"))))
    case .left:
      var accounts = MadeUpHall.accounts
      accounts[0].isActive = false
      driver.send(.reply(.accounts(accounts)))
    case .chosenAccount:
      try driver.choose(.people)
      try driver.press("<Down>")
    case .askPrompt:
      try driver.press("<Enter>")
      try driver.choose(.ask)
    case .drafts: try driver.choose(.drafts)
    case .paper:
      try driver.choose(.board)
      try driver.press("<Enter><F11>1<Enter>")
    case .jobs, .appointments, .bookPrompt: return try openInWeihai(size)
    case .join, .sync, .refusedPrompt, .renumberPrompt, .conflictPrompt, .duplicatePrompt, .revoked,
      .intakes, .intakePrompt:
      return try openJoined(size)
    case .lists: try driver.choose(.lists)
    case .listPage:
      try driver.choose(.lists)
      try driver.press("<Enter>")
    case .help:
      try driver.choose(.board)
      try driver.press("<F1>")
    }
    return driver
  }

  private func openInWeihai(_ size: Size) throws -> ScreenDriver {
    var driver = try WeihaiHall.driver(size)
    if self == .jobs {
      try driver.choose(.board)
      try driver.press("<Enter>")
      try driver.choose(.jobs)
      return driver
    }
    try driver.choose(.appointments)
    try driver.press("<Enter>张示例 13900000000<Enter>")
    if self == .bookPrompt { try driver.press("<Down><Down><Enter>") }
    return driver
  }
}

@Suite("各画面")
struct ScreenTests {
  @Test("画面与记录的图样一致", arguments: TestScreen.allCases)
  func golden(_ screen: TestScreen) throws {
    for size in [Size(columns: 80, rows: 24), Size(columns: 132, rows: 43)] {
      try Golden.check(try screen.open(size).desk.canvas, screen.rawValue)
    }
  }

  @Test("任何尺寸都能画，也能按键", arguments: TestScreen.allCases)
  func anySize(_ screen: TestScreen) throws {
    let keys: [Key] = [.down, .pageDown, .end, .up, .pageUp, .left, .right, .function(1), .escape]
    var driver = try screen.open(Size(columns: 80, rows: 24))
    for columns in [0, 1, 2, 7, 20, 39, 79, 80, 119, 120, 132, 200] {
      for rows in [0, 1, 2, 3, 5, 12, 24, 60] {
        let size = Size(columns: columns, rows: rows)
        driver.send(.input(.resized(size)))
        let canvas = driver.desk.canvas
        #expect(canvas.size == size)
        if let caret = canvas.caret { #expect(canvas.area.contains(caret)) }
        driver.press(keys[(columns + rows) % keys.count])
      }
    }
  }

  @Test("连按任何一个键 20 次都办不成事、删不掉草稿、退不出", arguments: TestScreen.allCases)
  func repeatedKeys(_ screen: TestScreen) throws {
    var keys: [Key] = (1...12).map { .function($0) } + "abcdefgklnopqrtuvwxy".map { .control($0) }
    keys += "0123456789az是 ".map { .character($0) }
    keys += [
      .up, .down, .left, .right, .home, .end, .pageUp, .pageDown, .enter, .tab, .backTab,
      .backspace, .delete, .insert, .escape,
    ]
    for key in keys {
      var driver = try screen.open(Size(columns: 80, rows: 24))
      let before = driver.effects.count
      for _ in 0..<20 { driver.press(key) }
      let lasting = driver.effects.dropFirst(before).filter {
        switch $0 {
        // A stopped device shows nothing that could be lost.
        case .quit: ![.revoked, .renewing, .left].contains(screen)
        case .act, .dropDraft, .createAccount, .changeAccount, .resetPassphrase, .closeAttention,
          .renumber,
          .join:
          true
        default: false
        }
      }
      #expect(lasting.isEmpty, "\(key.label) on \(screen)")
    }
  }

  @Test("菜单在 80×24 上有每一个命令")
  func wholeMenu() throws {
    var driver = ScreenDriver(MadeUpHall.clerk)
    try driver.press("<F10>")
    for command in Command.allCases {
      #expect(driver.text.contains("\(command.code) \(command.title)"), "\(command)")
    }
  }

  @Test("每种状态的字和符号都不同，不只靠颜色")
  func statesHaveWords() {
    let states = Proceeding.State.allCases
    #expect(Set(states.map(\.symbol)).count == states.count)
    #expect(Set(states.map(\.title)).count == states.count)
    #expect(Set(Light.allCases.map(\.symbol)).count == Light.allCases.count)
    #expect(Light.allCases.allSatisfy { Width.columns(of: $0.symbol) == 2 })
  }

  @Test("画面上没有控制字符，姓名和证件号码都隐去", arguments: TestScreen.allCases)
  func masked(_ screen: TestScreen) throws {
    guard screen != .paper else { return }
    for size in [Size(columns: 80, rows: 24), Size(columns: 200, rows: 60)] {
      let text = try screen.open(size).text
      #expect(!text.contains("热合曼"))
      #expect(!text.contains("64010419900307"))
      #expect(SafeText.finding(in: text, lineFeeds: true) == nil)
    }
  }
}

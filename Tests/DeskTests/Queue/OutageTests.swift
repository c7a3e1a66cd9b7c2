import DeskDriver
import Domain
import Ledger
import TUI
import Testing

@testable import Desk

/// The line of a hall goes on while central does not answer, and days that the clock
/// takes back.
@Suite("断线时的队列")
struct OutageTests {
  private func status(_ state: LinkStatus.State, at time: Instant? = nil) -> Reply {
    .link(LinkStatus(state: state, unsent: 0, tasks: 0, lastContact: time))
  }

  private func atHome(_ waiting: [String]) -> DeskDriver {
    DeskDriver(signedIn: DeskHall.clerk, hall: DeskHall(waiting: waiting))
  }

  private func unanswered(_ driver: DeskDriver) throws -> TicketChange {
    let rule = driver.desk.rules.region.queue
    return try #require(
      rule.callNext(in: driver.hall.tickets, for: Counter(key: "3"), at: driver.desk.now))
  }

  private func alone(_ driver: DeskDriver) -> Int {
    driver.effects.count { if case .callAlone = $0 { true } else { false } }
  }

  @Test(
    "First aid 20: the first call in an outage is warned of once, the next ones are not, and the next outage warns again"
  )
  func once() throws {
    var driver = atHome(["ordinary", "ordinary", "ordinary"])
    driver.send(.reply(status(.offline)))
    let change = try unanswered(driver)
    driver.send(.reply(.callUnanswered(change)))
    #expect(driver.text.contains("连不上中心：叫 A001"))
    #expect(alone(driver) == 0)
    // Not by repeating the key that opened it.
    try driver.press("<F2><F2><Enter>")
    #expect(alone(driver) == 0)
    try driver.press("1<Enter>")
    #expect(alone(driver) == 1 && driver.effects.contains(.callAlone(change)))
    driver.send(.reply(.callUnanswered(change)))
    #expect(alone(driver) == 2 && driver.desk.overlay == nil)
    driver.send(.reply(status(.online)))
    driver.send(.reply(status(.offline)))
    driver.send(.reply(.callUnanswered(change)))
    #expect(alone(driver) == 2 && driver.desk.overlay != nil)
    try driver.press("2<Enter>")
    #expect(alone(driver) == 2 && driver.desk.overlay == nil)
  }

  @Test("First aid 20: a ticket that somebody else has by the time of the answer is not called")
  func gone() throws {
    var driver = atHome(["ordinary", "ordinary"])
    let change = try unanswered(driver)
    driver.send(.reply(.callUnanswered(change)))
    var taken = driver.hall.tickets
    taken[0].state = .called
    taken[0].counter = "1"
    driver.send(.reply(.queue(taken)))
    try driver.press("1<Enter>")
    #expect(alone(driver) == 0 && driver.text.contains("A001 已不在等候"))
  }

  @Test(
    "First aid 20: the queue says since when central does not answer, at 80 and at 120 columns",
    arguments: [80, 120])
  func since(columns: Int) throws {
    var driver = DeskDriver(
      signedIn: DeskHall.clerk, size: Size(columns: columns, rows: 30),
      hall: DeskHall(waiting: ["ordinary"]))
    driver.send(.reply(status(.online, at: DeskHall.at(9, 12))))
    #expect(!driver.text.contains("断线"))
    driver.send(.reply(status(.offline, at: DeskHall.at(9, 12))))
    #expect(driver.text.contains("断线自 09:12"), "\(driver.text)")
    let before = DeskHall.at(17, 3).adding(milliseconds: -86_400_000)
    driver.send(.reply(status(.offline, at: before)))
    #expect(driver.text.contains("断线自 3月12日 17:03"))
    driver.send(.reply(status(.offline)))
    #expect(driver.text.contains("未连上中心"))
  }

  @Test(
    "First aid 20: the loser of a double call is told which number, and a form that is open on it can be accepted"
  )
  func lost() throws {
    var driver = DeskDriver.atForm()
    driver.send(.reply(.callsLost(["A001"])))
    #expect(driver.text.contains("断线时 A001 号别的窗口也叫了"))
    #expect(driver.desk.form != nil && driver.desk.screen == .form)
    #expect(driver.effects.last == .loadQueue)
  }

  @Test("First aid 20: the list of tasks names the ticket, and offers no dossier to open")
  func task() throws {
    let change = try unanswered(atHome(["ordinary"]))
    let operation = Operation(
      id: "op-9", entity: change.after.id, clerk: MadeUpHall.clerk.key, role: .clerk,
      at: MadeUpHall.now, act: .changeTicket(change))
    let attention = Attention(
      id: "9", entity: change.after.id, outcome: .rejected, code: "E_TICKET",
      openedAt: MadeUpHall.now, operation: operation)
    var driver = ScreenDriver(MadeUpHall.clerk, size: Size(columns: 120, rows: 30))
    driver.send(.reply(status(.online)))
    try driver.choose(.sync)
    driver.send(
      .reply(
        .sync(SyncPicture(unsent: [], attentions: [attention], dossiers: [:], open: []))))
    #expect(driver.text.contains("断线时别的窗口先叫了，办件不受影响"))
    #expect(driver.text.contains("A001-3"))
    try driver.press("<Enter>")
    #expect(!driver.text.contains("打开办件"))
    try driver.press("2<Enter>")
    #expect(!driver.effects.contains(.closeAttention(id: "9")))
    try driver.press("<Enter>1<Enter>")
    #expect(driver.effects.contains(.closeAttention(id: "9")))
  }

  @Test("First aid 9: a number that names its counter stands in the list whole")
  func whole() throws {
    var driver = atHome(["ordinary", "ordinary"])
    var tickets = driver.hall.tickets
    for index in tickets.indices { tickets[index].isToldApart = true }
    driver.send(.reply(.queue(tickets)))
    #expect(driver.text.contains("A001-3") && driver.text.contains("A002-3"))
  }

  @Test(
    "First aid 10: a clock behind the day that was begun is said until a supervisor takes the day back"
  )
  func refusedDay() throws {
    let yesterday = DeskHall.today.adding(-1)
    var driver = atHome(["ordinary"])
    driver.send(.reply(.refusedDay(yesterday)))
    let words = "本机时钟是 3月12日，仍按已开始的 3月13日 排队、受理"
    #expect(driver.text.contains(words) && driver.text.contains("时钟?"))
    try driver.press("<Down>")
    #expect(driver.text.contains(words), "it stays on the first screen")
    try driver.press("<F10>67")
    #expect(driver.text.contains("只有主管能改回日期"))
    driver = DeskDriver(signedIn: DeskHall.supervisor, hall: DeskHall(waiting: ["ordinary"]))
    try driver.press("<F10>67")
    #expect(driver.text.contains("日期与本机时钟一致"))
    driver.send(.reply(.refusedDay(yesterday)))
    try driver.press("<F10>67<Enter>")
    #expect(!driver.effects.contains(.followClock))
    try driver.press("1<Enter>")
    #expect(driver.effects.contains(.followClock))
    driver.send(.reply(.refusedDay(nil)))
    #expect(!driver.text.contains(words) && !driver.text.contains("时钟?"))
  }
}

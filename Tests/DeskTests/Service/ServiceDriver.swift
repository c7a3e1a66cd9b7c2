import DeskDriver
import Domain
import Ledger
import TUI

@testable import Desk

/// A desk in Gansu with registered people behind it, all made up: one who was
/// registered in January, one who refused two services.
struct ServiceDriver {
  static let rules = ShippedRules.gansu
  static let theme = rules.catalogue.themes[0]
  static let station = Station(
    hall: "620100001", hallTitle: MadeUpHall.station.hallTitle, division: "620100", counter: "3",
    isPractice: false)

  private(set) var desk: DeskState
  private(set) var effects: [Effect] = []
  private(set) var dossiers: [Dossier] = []
  private(set) var tickets: [Ticket] = []
  /// Key events since the start.
  private(set) var keys = 0
  private let account: Account
  private var operations = 0
  /// What the person's other dossiers say.
  var standing = PersonStanding()

  init(
    _ account: Account = MadeUpHall.clerk, size: Size = Size(columns: 80, rows: 24),
    rules: Rulebook = ServiceDriver.rules
  ) throws {
    self.account = account
    desk = DeskState(size: size, now: MadeUpHall.now, rules: rules)
    let first = try ServiceDriver.registered("d1", "张示例", number: 1, on: Day(2026, 1, 9)!)
    var second = try ServiceDriver.registered("d2", "李练习", number: 2, on: Day(2026, 2, 24)!)
    for day in [Day(2026, 3, 2)!, Day(2026, 3, 9)!] {
      second = try Dossier.play(
        MadeUpHall.operation(
          "d2", MadeUpHall.clerk, MadeUpHall.at(day, 15),
          .serve(
            Service(followUp: nil, title: "职业介绍", result: .refused, note: "嫌远"))), on: second)
    }
    dossiers = [first, second]
    send(.reply(.ready(ServiceDriver.station, accounts: MadeUpHall.accounts)))
    send(.reply(.signedIn(account)))
  }

  private static func registered(
    _ id: String, _ name: String, number: Int, on day: Day
  ) throws -> Dossier {
    var answers = MadeUpHall.answers(name, number: number)
    answers[text: "wantsTraining"] = "1"
    answers[text: "settlement"] = "1"
    let facts = Facts(answers: answers, matters: ["registration"], today: day)
    let acceptance = Acceptance(
      number: "620100-7K3M-00012\(number)-W", theme: theme.key, themeVersion: theme.version,
      themeTitle: theme.title, channel: .counter, hall: station.hall, counter: station.counter,
      ticket: nil,
      answers: answers,
      openings: Opening.plan(theme, facts, materials: [], calendar: rules.calendar), materials: [])
    var dossier = try Dossier.play(
      MadeUpHall.operation(id, MadeUpHall.clerk, MadeUpHall.at(day, 9), .accept(acceptance)),
      on: nil)
    for step in dossier.proceedings[0].steps {
      let reviewer = Account(
        key: "a9", name: "孙经办", role: .reviewer, departments: [step.department])
      dossier = try Dossier.play(
        MadeUpHall.operation(
          id, reviewer, MadeUpHall.at(day, 16), .approve(matter: "registration", opinion: "")),
        on: dossier)
    }
    return dossier
  }

  // MARK: Keys

  mutating func press(_ script: String) throws {
    for key in try Key.script(script) { press(key) }
  }

  mutating func press(_ key: Key) {
    keys += 1
    send(.input(.key(key)))
  }

  mutating func choose(_ command: Command) throws { try press("<F10>" + command.code) }

  mutating func send(_ event: Event) {
    for effect in desk.update(event) { perform(effect) }
  }

  var text: String { desk.canvas.textPlane.joined(separator: "\n") }
  var message: String { desk.message?.text ?? "" }
  var services: [Service] {
    effects.compactMap { if case .act(_, .serve(let service)) = $0 { service } else { nil } }
  }

  // MARK: The store

  private mutating func perform(_ effect: Effect) {
    effects.append(effect)
    switch effect {
    case .openDossier(let id):
      for dossier in dossiers where dossier.id == id { send(.reply(.dossier(dossier))) }
    case .act(let id, let act): play(id, act)
    case .loadFollowUps(let query): send(.reply(.followUps(page(query))))
    case .loadPerson(_, let id):
      send(.reply(.personDossiers(dossiers.filter { $0.id == id })))
    case .loadBoard: send(.reply(.board(BoardPage(rows: dossiers.flatMap(ScreenDriver.rows)))))
    case .issueTicket(let key, let note, let errand): issue(key, note, errand)
    case .changeTicket(let change, let errand):
      tickets = tickets.filter { $0.id != change.after.id } + [change.after]
      send(.reply(.ticketChanged(change, errand)))
    case .loadQueue: send(.reply(.queue(tickets)))
    case .openTicket(let ticket, let errand): send(.reply(.form(ticket, nil, errand)))
    case .countRegisters(let lists):
      let counts = lists.map { ($0, page(RegisterQuery($0)).count) }
      send(.reply(.registerCounts(Dictionary(uniqueKeysWithValues: counts))))
    case .loadRegister(let query): send(.reply(.register(page(query))))
    case .loadStanding(let id, _): send(.reply(.standing(dossier: id, standing)))
    case .setHall(let phone, let institution):
      var station = MadeUpHall.station
      station.phone = phone
      station.institution = institution
      send(.reply(.station(station)))
    default: break
    }
  }

  private mutating func issue(_ key: String, _ note: String, _ errand: Errand) {
    let change = try? ServiceDriver.rules.region.queue.issue(
      key, id: "t\(tickets.count + 1)", day: MadeUpHall.today, series: "3", in: tickets,
      at: desk.now, note: note)
    guard let change else { return }
    tickets.append(change.after)
    send(.reply(.ticketChanged(change, errand)))
  }

  private mutating func play(_ id: String, _ act: Act) {
    guard let index = dossiers.firstIndex(where: { $0.id == id }) else { return }
    operations += 1
    let operation = Operation(
      id: "op\(operations)", entity: id, clerk: account.key, role: account.role, at: desk.now,
      act: act)
    do {
      dossiers[index] = try Dossier.play(operation, on: dossiers[index])
      send(.reply(.dossier(dossiers[index])))
    } catch {
      send(.reply(.failed(Failure("没有办成：\(error)"))))
    }
  }

  private func page(_ query: RegisterQuery) -> RegisterPage {
    var rows: [RegisterRow] = []
    for dossier in dossiers {
      func row(_ content: RegisterRow.Content) -> RegisterRow {
        RegisterRow(
          dossier: dossier.id, number: dossier.number, name: dossier.answers[text: "name"],
          idNumber: dossier.answers[text: "idNumber"], phone: dossier.answers[text: "phone"],
          content: content)
      }
      switch query.list {
      case .register(_, let key):
        rows += dossier.entries.filter { $0.register == key && $0.closing?.isVoid != true }
          .map { row(.entry($0)) }
      case .unclaimed:
        rows.append(
          row(.policy(key: "loan", title: "创业担保贷款政策", since: dossier.acceptedAt)))
      }
    }
    let open = rows.count { if case .entry(let entry) = $0.content { entry.isOpen } else { true } }
    return RegisterPage(
      query: query, rows: Array(rows.dropFirst(query.offset).prefix(query.limit)),
      count: RegisterCount(open: open, total: rows.count))
  }

  private func page(_ query: FollowUpQuery) -> FollowUpPage {
    let rows = dossiers.flatMap { dossier in
      FollowUpDue.all(ServiceDriver.theme, dossier).map { due in
        FollowUpRow(
          dossier: dossier.id, theme: dossier.theme, number: dossier.number,
          name: dossier.answers[text: "name"], idNumber: dossier.answers[text: "idNumber"],
          phone: dossier.answers[text: "phone"], rule: due.rule, title: due.title, due: due.due,
          last: due.last, isProposal: due.proposal != nil, evidence: due.evidence)
      }
    }.filter { $0.isProposal || $0.due <= query.through }
      .sorted { ($0.isProposal ? 0 : $0.due.number) < ($1.isProposal ? 0 : $1.due.number) }
    return FollowUpPage(
      rows: rows, total: rows.count, late: rows.count { !$0.isProposal && $0.due < query.today },
      proposals: rows.count(where: \.isProposal))
  }
}

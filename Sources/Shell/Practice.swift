import Crypto
import Desk
import Domain
import JSON
import Ledger
import Machine
import Packs
import Storage

/// The practice hall (练习大厅): made-up people, tickets and dossiers from
/// `Assets/practice/hall.json`, written through the same operations as real
/// ones into a store that goes away with the program. The dossiers are of one
/// region; in another one there are its themes, the people at the door, and nothing
/// accepted yet.
@MainActor
struct Practice {
  private let hall: JSONReader
  private let rules: Rulebook
  private let store: Store
  private var identifiers = Identifiers()
  private let now = Clocks.now
  private let isOwnRegion: Bool
  private let division: String

  /// What the practice accounts sign in with; shown on their screen.
  static let passphrase = "lianxi"
  /// Nothing is worth guessing here, and nobody should wait.
  static let cost = PassphraseHash.Cost(memoryBytes: 64 << 10, passes: 1)
  private static let counter = "3"

  init(_ assets: Assets, _ rules: Rulebook, _ store: Store) throws(ProgramError) {
    hall = JSONReader(try assets.json("practice/hall.json"))
    do {
      isOwnRegion = try hall["region"].string() == rules.region.key
      let division = try hall["hall"]["division"].string()
      self.division = isOwnRegion ? division : rules.region.divisions.first?.code ?? division
    } catch {
      throw ProgramError("practice/hall.json: \(error)")
    }
    self.rules = rules
    self.store = store
  }

  /// Fills the store; the first account is the one that works here.
  mutating func fill(_ performer: Performer) throws -> Account {
    let place = try hall["hall"]
    try Stations.save(
      Station(
        hall: division + "001", hallTitle: try place["name"].string(), division: division,
        counter: Practice.counter, isPractice: true, phone: try place["phone"].string()),
      to: store)
    var accounts: [Account] = []
    for clerk in try hall["clerks"].list() {
      let account = Account(
        key: try clerk["key"].string(), name: try clerk["name"].string(),
        role: try clerk["role"].word(),
        departments: try clerk.optional("departments")?.list().map { try $0.string() } ?? [])
      try performer.setPassphrase(Practice.passphrase, of: account.key)
      accounts.append(account)
    }
    guard let supervisor = accounts.first(where: { $0.role == .supervisor }),
      let clerk = accounts.first(where: { $0.role == .clerk }),
      let reviewer = accounts.first(where: { $0.role == .reviewer })
    else {
      throw ProgramError("练习大厅的资料里要有窗口人员、经办和主管各一名")
    }
    var operations = accounts.map { operation($0.key, .putAccount($0), supervisor, now) }
    for ticket in try hall["tickets"].list() { operations.append(try self.ticket(ticket, clerk)) }
    try store.record(operations)
    if isOwnRegion {
      for dossier in try hall["dossiers"].list() { try fill(dossier, clerk, reviewer) }
    }
    return clerk
  }

  private mutating func operation(
    _ entity: String, _ act: Act, _ account: Account, _ at: Instant
  ) -> Operation {
    Operation(
      id: identifiers.make(at: now), entity: entity, clerk: account.key, role: account.role,
      at: at, act: act)
  }

  private mutating func ticket(
    _ reader: JSONReader, _ clerk: Account
  ) throws(JSONContentError) -> Operation {
    let number = try reader["number"].string()
    let key = try reader["class"].string()
    guard let ticketClass = rules.region.queue.ticketClass(key),
      let sequence = Int(number.dropFirst())
    else { throw try reader["number"].error(allowed: "a class of the region and its number") }
    let issued = now.adding(milliseconds: try reader["issuedMinutes"].int() * 60_000)
    var ticket = Ticket(
      id: identifiers.make(at: now), day: now.day, series: Practice.counter, class: ticketClass,
      sequence: sequence, issuedAt: issued,
      target: Ticket.Target(counter: try reader.optional("targetCounter")?.string()),
      note: try reader.optional("note")?.string() ?? "")
    ticket.state = try reader["state"].word()
    ticket.counter = try reader.optional("counter")?.string()
    // A called one would stand in the way of the first F2.
    if ticket.state == .called { ticket.state = .parked }
    if ticket.counter != nil { ticket.calledAt = issued.adding(milliseconds: 300_000) }
    let change = TicketChange(
      action: .issue, before: nil, after: ticket, passed: [], at: issued, reason: "")
    return operation(ticket.id, .changeTicket(change), clerk, issued)
  }

  private mutating func fill(
    _ reader: JSONReader, _ clerk: Account, _ reviewer: Account
  ) throws {
    guard let theme = rules.catalogue.theme(try hall["theme"].string()) else {
      throw try hall["theme"].error(allowed: "a theme of this region")
    }
    let at = now.adding(milliseconds: try reader["acceptedDays"].int() * 86_400_000)
    let matters = Set(try reader["matters"].list().map { try $0.string() })
    let facts = Facts(
      answers: try Answers(reader["answers"]), matters: matters, today: at.day)
    let present = Set(
      try reader.optional("materials")?.list().map { try $0["material"].string() } ?? [])
    let materials = MaterialRecord.needed(theme, facts, present: present)
    let acceptance = Acceptance(
      number: "", theme: theme.key, themeVersion: theme.version, themeTitle: theme.title,
      channel: .counter, hall: division + "001", counter: Practice.counter, ticket: nil,
      answers: facts.answers,
      openings: Opening.plan(theme, facts, materials: materials, calendar: rules.calendar),
      materials: materials)
    let id = identifiers.make(at: now)
    let log = store.logCode
    let base = operation(id, .accept(acceptance), clerk, at)
    var dossier = try store.accept(draft: nil) { serial in
      var numbered = acceptance
      numbered.number = DossierNumber.text(division: division, log: log, serial: serial)
      return (
        Operation(
          id: base.id, entity: id, clerk: base.clerk, role: base.role, at: at,
          act: .accept(numbered)), nil
      )
    }
    for event in try reader["events"].list() {
      let when = now.adding(milliseconds: try event["days"].int() * 86_400_000)
      guard let act = try act(event, on: dossier, theme, when.day) else { continue }
      dossier = try store.record(operation(id, act, reviewer, when)) ?? dossier
    }
  }

  /// What a line of `events` stands for.
  private func act(
    _ event: JSONReader, on dossier: Dossier, _ theme: Theme, _ day: Day
  ) throws(JSONContentError) -> Act? {
    let key = try event["matter"].string()
    guard let matter = theme.matter(key), let proceeding = dossier.proceeding(key) else {
      throw try event["matter"].error(allowed: "a matter of this dossier")
    }
    let text = try event.optional("text")?.string() ?? ""
    switch try event["kind"].string() {
    case "verification":
      let mode: VerificationMode = try event["mode"].word()
      return .verify(
        matter: key, mode: mode,
        clock: proceeding.clock.verified(mode, matter.limits, calendar: rules.calendar))
    case "approve":
      let step = proceeding.currentStep?.key ?? ""
      return proceeding.step < proceeding.steps.count - 1
        ? .pass(matter: key, step: step, opinion: text) : .approve(matter: key, opinion: text)
    case "correction":
      return .ask(
        matter: key, items: [text], reason: text,
        clock: proceeding.clock.paused(.correction, on: day, calendar: rules.calendar))
    case "decline": return .decline(matter: key, reason: text)
    default:
      throw try event["kind"].error(allowed: "verification, approve, correction or decline")
    }
  }
}

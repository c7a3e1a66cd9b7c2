import Crypto
import Desk
import Domain
import Glibc
import Ledger
import Machine
import Packs
import Storage

/// Does what the desk asks for (执行): in order, each to its end.
///
/// Holds no rule of the hall: it stamps operations with ids and time, calls
/// the store, and hands back what came of it.
@MainActor
final class Performer {
  let store: Store
  let printing: Printing
  let blobs: Blobs
  /// Nil where no reader is connected.
  let cardReader: CardReader?
  let log: Log
  let gate: Gate
  /// Of the store, and of the device's key.
  let directory: String
  /// Nil while this counter stands alone.
  var link: Link?
  /// Why there is none although this counter has joined, and what the desk is to be
  /// told of it.
  var brokenLink: LinkFault?
  var brokenNews: LinkStatus?
  /// What was sealed last; nil in practice.
  var sealedEnds: [LogEnd]?
  /// While it is becoming part of a central.
  var joining: Joining?
  /// Whether an operation was written down since central was told.
  var hasNews = false
  private var identifiers = Identifiers()
  /// When whatever is done now is done: one moment for all of an act, whatever
  /// time passes meanwhile.
  var moment = Clocks.now
  var businessDay = BusinessDay()
  /// What the desk was told last.
  var toldRefused: Day?
  var clockWatch: ClockWatch?
  /// Not written down yet, since nobody is signed in.
  var clockFault: ClockFault?
  private(set) var account: Account?
  /// The desk as it is now, told before every effect and every turn.
  var asking: Asking?
  /// Counts what was typed to sign in: only the answer to the latest counts.
  private(set) var attempts = 0
  /// Whose one-time passphrase was right just now, and nothing else yet.
  var renewing: String?
  var station: Station?
  /// Set by `follow`, before the first effect.
  var queue: QueueRule?
  private(set) var rules: Rulebook?
  let isPractice: Bool
  /// Those of the program.
  let assets: Assets
  private let indexing: SearchIndexing
  /// Whether something was written since the last checkpoint.
  var hasUnsettled = false
  private(set) var wantsToQuit = false
  private(set) var wantsBell = false

  init(
    store: Store, printing: Printing, blobs: Blobs, cardReader: CardReader?, log: Log,
    directory: String, isPractice: Bool, cost: PassphraseHash.Cost, assets: Assets,
    indexing: SearchIndexing
  ) {
    self.store = store
    self.printing = printing
    self.blobs = blobs
    self.cardReader = cardReader
    self.log = log
    self.isPractice = isPractice
    self.directory = directory
    self.assets = assets
    self.indexing = indexing
    gate = Gate(store: store, cost: cost)
  }

  /// What the desk learns first.
  func ready() throws(StoreError) -> Reply {
    station = try Stations.load(store, isPractice: isPractice)
    businessDay = BusinessDay(begun: try store.begunDay())
    let accounts = try store.accounts()
    // A first start that an earlier program was killed in begins again.
    if accounts.isEmpty, try store.centralLink() == nil { station = nil }
    return .ready(station, accounts: accounts)
  }

  /// The packs of a region, as they hold here.
  private func load(_ region: String, _ division: String) throws(ProgramError) -> Rulebook {
    try assets.under(directory).rules(region, division: division)
  }

  func follow(_ rules: Rulebook) {
    indexing.follow(rules.catalogue)
    queue = rules.region.queue
    followAftercare(rules.catalogue)
    store.packs = PackBook(rules.catalogue, rules.calendar)
    do { try store.lookAgain() } catch { log.write(.error, "packs: \(error)") }
    self.rules = rules
  }

  /// Practice is signed in from the start.
  func practised() -> [Reply] { isPractice ? account.map { [.signedIn($0)] } ?? [] : [] }

  func perform(_ effect: Effect) -> [Reply] {
    do {
      return try attempt(effect)
    } catch {
      log.write(.error, "\(error)")
      let attempt = effect.attempt
      return [.failed(Failure(error.explanation(of: attempt), isAside: attempt == .reading))]
    }
  }

  /// What one key journals goes to the disk in one piece.
  func perform(together effects: [Effect]) -> [Reply] {
    do {
      try journal(effects)
      return []
    } catch {
      log.write(.error, "\(error)")
      return [.failed(Failure(error.explanation(of: .content)))]
    }
  }

  private func journal(_ effects: [Effect]) throws(StoreError) {
    hasUnsettled = true
    var fields: [DraftField] = []
    var progress: DraftProgress?
    var draft = ""
    for effect in effects {
      switch effect {
      case .saveDraft(let ticket, let part, let key, let answer):
        draft = ticket
        fields.append(DraftField(part: part, key: key, answer: answer))
      case .saveDraftProgress(let ticket, let latest):
        draft = ticket
        progress = latest
      default: preconditionFailure("\(effect) is not journalled")
      }
    }
    try store.journal(draft, fields, progress, by: account?.key ?? "", at: moment)
  }

  /// Ends what runs beside the main loop.
  func close() {
    link?.close()
    joining?.close()
    cardReader?.close()
    seal(isOrderly: true)
  }

  func takeBell() -> Bool {
    defer { wantsBell = false }
    return wantsBell
  }

  /// A piece of the store's own work, when nobody waits.
  func settle() {
    hasUnsettled = false
    do { hasUnsettled = try store.settle() } catch { log.write(.error, "settle: \(error)") }
    if !hasUnsettled { seal() }
  }

  private func attempt(_ effect: Effect) throws(StoreError) -> [Reply] {
    switch effect {
    case .beep:
      wantsBell = true
      return []
    case .quit:
      wantsToQuit = true
      return []
    case .useRegion(let region):
      do {
        let rules = try load(region, "")
        follow(rules)
        return [.rules(rules)]
      } catch {
        return [.failed(Failure(error.description))]
      }
    case .establish, .found, .signIn, .unlock, .enter, .signOut, .createAccount, .changeAccount:
      return try attemptAccount(effect)
    case .resetPassphrase, .changePassphrase, .renewPassphrase:
      return try attemptPassphrase(effect)
    case .setScreening(let isScreened): return try setScreening(isScreened)
    case .loadQueue: return [.queue(try ownTickets())]
    case .issueTicket(let ticketClass, let note, let errand):
      return try issue(ticketClass, note, errand)
    case .changeTicket(let change, let errand): return try self.change(change, errand)
    case .callAlone(let change, let errand): return try callAlone(change, errand)
    case .followClock: return try followClock()
    case .undoTicket(let change):
      try record(change.after.id, .undoTicket(change))
      return [.ticketUndone(change.after)]
    case .openTicket(let ticket, let errand):
      return [.form(ticket, try store.draft(ticket.id), errand)]
    case .openOldTicket(let id):
      guard let ticket = try store.ticket(id) else {
        return [.failed(Failure("这份草稿的号票已不在本机，草稿没有改动。"))]
      }
      return [.form(ticket, try store.draft(id))]
    case .saveDraft, .saveDraftProgress:
      try journal([effect])
      return []
    case .loadDrafts, .dropDraft:
      return try attemptDraft(effect)
    case .lookUp(let idNumber, let name): return [.person(try known(idNumber, name))]
    case .readCard:
      guard let cardReader else { return [.card(.unconfigured)] }
      cardReader.start()
      return []
    case .accept(let acceptance, let ticket): return [.accepted(try accept(acceptance, ticket))]
    case .act(let dossier, let act):
      guard let after = try record(dossier, act) else { return [] }
      return [.dossier(after)]
    case .deliver(let paper, let copy): return deliver(paper, copy)
    case .loadFollowUps, .loadPerson: return try attemptService(effect)
    case .countRegisters, .loadRegister, .loadStanding, .attach, .openScan, .setHall:
      return try attemptRecord(effect)
    case .loadAppointments, .book, .cancelBooking, .arrive:
      return try attemptAppointment(effect)
    case .join, .retryLink, .loadSync, .closeAttention, .renumber, .loadIntakes:
      return try attemptLink(effect)
    default: return try attemptReading(effect)
    }
  }

  private func attemptDraft(_ effect: Effect) throws(StoreError) -> [Reply] {
    hasUnsettled = true
    switch effect {
    case .dropDraft(let ticket): try store.dropDraft(ticket)
    default: return [.drafts(try store.drafts())]
    }
    return []
  }

  private func attemptReading(_ effect: Effect) throws(StoreError) -> [Reply] {
    switch effect {
    case .openDossier(let id):
      guard let dossier = try store.dossier(id) else { throw .ledger(.unknownDossier) }
      return [.dossier(dossier)]
    case .loadBoard(let query): return [.board(try store.board(query))]
    case .loadBacklog(let cutoffs):
      return [.backlog(try store.backlog(at: moment, cutoffs: cutoffs))]
    case .loadReport(let month): return try report(month)
    case .find(let text):
      return [.hits(try store.find(FindQuery(text: text, today: moment.day)), of: text)]
    case .loadViews: return [.views(try store.savedViews(of: account?.key ?? ""))]
    case .saveView(let view):
      try store.saveView(view)
      return [.views(try store.savedViews(of: view.owner))]
    case .dropView(let name):
      try store.dropView(owner: account?.key ?? "", name: name)
      return [.views(try store.savedViews(of: account?.key ?? ""))]
    default: return []
    }
  }

  // MARK: Accounts

  private func attemptAccount(_ effect: Effect) throws(StoreError) -> [Reply] {
    switch effect {
    case .establish(let first):
      let station = Stations.station(first, isPractice: isPractice)
      let supervisor = try begin(first.supervisor, first.passphrase) { () throws(StoreError) in
        try Stations.save(station, to: store)
        try store.setSetting("station.region", first.region)
      }
      self.station = station
      return try [.established(station, supervisor)] + ownPacks(first)
    case .found(let name, let passphrase):
      guard let station else { return [] }
      return [.established(station, try begin(name, passphrase))]
    case .signIn(let key, let passphrase), .unlock(let key, let passphrase):
      return try signIn(key, passphrase)
    case .enter(let account):
      guard let found = try store.account(account.key), found.isActive else {
        return [.signInRefused(.inactive)]
      }
      return try admit(found)
    case .signOut(let key):
      // Whatever the disk says, nobody works on under a name that left.
      defer { account = nil }
      try record(key, .signOut)
      return []
    case .createAccount(let new, let passphrase):
      let hashed = try hash(passphrase)
      let made = Account(
        key: newID(), name: new.name, role: new.role, departments: new.departments,
        passphrase: hashed.mark)
      try record([operation(made.key, .putAccount(made), by: try signedIn())], hashed, of: made.key)
      return [.accounts(try store.accounts())]
    case .changeAccount(let changed):
      try record(changed.key, .putAccount(changed))
      return [.accounts(try store.accounts())]
    default: return []
    }
  }

  /// The hall's city or county may do some things differently.
  private func ownPacks(_ first: Establishment) throws(StoreError) -> [Reply] {
    do {
      let own = try load(first.region, first.division)
      follow(own)
      return [.packs(own)]
    } catch {
      return [.failed(Failure(error.description))]
    }
  }

  /// A hall begins with its first supervisor, who signs in at once: all of it is there,
  /// or nothing.
  private func begin(
    _ name: String, _ passphrase: String,
    settings: () throws(StoreError) -> Void = { () throws(StoreError) in }
  ) throws(StoreError) -> Account {
    let hashed = try hash(passphrase)
    let supervisor = Account(
      key: newID(), name: name, role: .supervisor, passphrase: hashed.mark)
    let acts: [Act] = [.putAccount(supervisor), .signIn]
    try store.together { () throws(StoreError) in
      try settings()
      try record(
        acts.map { operation(supervisor.key, $0, by: supervisor) }, hashed, of: supervisor.key)
    }
    account = supervisor
    return supervisor
  }

  private func signIn(_ key: String, _ passphrase: String) throws(StoreError) -> [Reply] {
    attempts += 1
    let found = try store.account(key)
    if let replies = try signInOnline(found, passphrase) { return replies }
    switch try gate.judge(found, passphrase) {
    case .welcome:
      guard let found else { return [] }
      try prove(found, passphrase)
      return try admit(found)
    case .wrong(let failures):
      if let found { try record(as: found, key, .signInFailed) }
      return [.signInRefused(.wrong(failures: failures))]
    case .lockedNow(let seconds):
      if let found { try record(as: found, key, .signInFailed) }
      return [.signInRefused(.locked(seconds: seconds))]
    case .locked(let seconds): return [.signInRefused(.locked(seconds: seconds))]
    case .over: return [.signInRefused(.over)]
    case .unusable:
      log.write(.warning, "a stored passphrase hash is not usable")
      return [.signInRefused(.unusable)]
    }
  }

  /// Somebody whose passphrase was right.
  func enter(_ found: Account) throws(StoreError) -> [Reply] {
    try record(as: found, found.key, .signIn)
    account = found
    return [.signedIn(found)]
  }

  /// For practice, where nothing is asked.
  func enter(as known: Account) { account = known }

  func setPassphrase(_ passphrase: String, of key: String) throws(StoreError) {
    try store.setVerifier(try hash(passphrase).verifier, of: key)
  }

  // MARK: Writing down

  /// Who is at work now. What takes its time takes the account when it is asked
  /// for, and is written down under it.
  func signedIn() throws(StoreError) -> Account {
    guard let account else { throw .nobodySignedIn }
    return account
  }

  func newID() -> String { identifiers.make(at: moment) }

  func operation(_ entity: String, _ act: Act, by account: Account) -> Operation {
    Operation(
      id: newID(), entity: entity, clerk: account.key, role: account.role, at: moment,
      act: act)
  }

  @discardableResult
  func record(_ entity: String, _ act: Act) throws(StoreError) -> Dossier? {
    try record(as: signedIn(), entity, act)
  }

  @discardableResult
  func record(
    as account: Account, _ entity: String, _ act: Act
  ) throws(StoreError) -> Dossier? {
    hasUnsettled = true
    hasNews = true
    let after = try store.record(operation(entity, act, by: account))
    businessDay = BusinessDay(begun: try store.begunDay())
    return after
  }

  /// The next number of the class; not written down yet.
  func newTicket(_ ticketClass: String, note: String) throws(StoreError) -> TicketChange {
    guard let queue else { preconditionFailure("a ticket before the rules are known") }
    let now = moment
    let tickets = try store.tickets(on: now.day)
    let lastPlace = try store.lastPlace()
    let counter = station?.counter ?? ""
    // Also when the key of its device is gone: the hall's numbers are others'.
    let series =
      try store.centralLink() == nil ? counter : Ticket.series(ofCounterAlone: counter)
    do throws(QueueProblem) {
      return try queue.issue(
        ticketClass, id: newID(), day: now.day, series: series, in: tickets,
        after: lastPlace, at: now, note: note)
    } catch {
      throw .queue(error)
    }
  }

  private func accept(
    _ acceptance: Acceptance, _ ticket: Ticket
  ) throws(StoreError) -> Dossier {
    let account = try signedIn()
    hasUnsettled = true
    hasNews = true
    let id = newID()
    // Another counter may have called it while the line was down; the dossier is
    // accepted all the same.
    let own = try store.ticket(ticket.id).flatMap { $0.counter == ticket.counter ? $0 : nil }
    let finish = try? own?.finished(at: moment)
    let division = station?.division ?? ""
    let log = store.logCode
    defer { businessDay = BusinessDay(begun: (try? store.begunDay()) ?? businessDay.begun) }
    return try store.accept(draft: ticket.id) { serial in
      var numbered = acceptance
      numbered.number = DossierNumber.text(division: division, log: log, serial: serial)
      return (
        operation(id, .accept(numbered), by: account),
        finish.map { operation(ticket.id, .changeTicket($0), by: account) }
      )
    }
  }

  private func known(_ idNumber: String, _ name: String) throws(StoreError) -> KnownPerson {
    let dossiers = try store.dossiers(idNumber: idNumber)
    let alike =
      dossiers.isEmpty
      ? try store.lookAlikes(name: name, limit: 5).filter { $0.idNumber != idNumber } : []
    var earlier: [Answers] = []
    for summary in dossiers.prefix(KnownPerson.earlierCount) {
      if let dossier = try store.dossier(summary.id) { earlier.append(dossier.answers) }
    }
    return KnownPerson(
      idNumber: idNumber, dossiers: dossiers, lookAlikes: alike, earlier: earlier,
      hasOpenRegistration: Registrations.isOpen(dossiers),
      marks: try store.standing(idNumber: idNumber).marks)
  }

  /// Claimed first, printed then: paper is never on the counter uncounted. What
  /// prevents it says nothing of the dossier, which is saved.
  private func deliver(_ paper: Paper, _ copy: Int) -> [Reply] {
    let after: Dossier?
    do throws(StoreError) {
      // A list of the board belongs to no dossier that could count it.
      after =
        paper.dossier.isEmpty
        ? nil
        : try record(paper.dossier, .paper(kind: paper.kind, matter: paper.matter, copy: copy))
    } catch {
      log.write(.error, "paper: \(error)")
      return [.paper(paper, outcome: .unrecorded(error.cause))]
    }
    let outcome = printing.deliver(paper, copy: copy)
    return (after.map { [Reply.dossier($0)] } ?? []) + [.paper(paper, outcome: outcome)]
  }
}

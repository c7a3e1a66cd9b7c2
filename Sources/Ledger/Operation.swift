import Domain
import JSON

/// One thing that somebody did (操作): the only way anything changes.
///
/// Serialised once, when it is committed; those bytes are stored, hashed and
/// sent, and nobody serialises them again.
package struct Operation: Equatable, Sendable {
  /// UUIDv7, unique over all counters.
  package let id: String
  /// The dossier, ticket or account that it is about.
  package let entity: String
  package let clerk: String
  package let role: Role
  package let at: Instant
  package let act: Act

  package init(id: String, entity: String, clerk: String, role: Role, at: Instant, act: Act) {
    self.id = id
    self.entity = entity
    self.clerk = clerk
    self.role = role
    self.at = at
    self.act = act
  }

  package var kind: Kind { act.kind }

  package enum Kind: String, CaseIterable, Sendable {
    case dossierAccept = "dossier.accept"
    case dossierAmend = "dossier.amend"
    case dossierAdd = "dossier.add"
    case dossierVoid = "dossier.void"
    case dossierScreen = "dossier.screen"
    case dossierServe = "dossier.serve"
    case dossierRate = "dossier.rate"
    case dossierNote = "dossier.note"
    case dossierRenumber = "dossier.renumber"
    case conflictSettle = "conflict.settle"
    case duplicateKeep = "duplicate.keep"
    case doubtClear = "doubt.clear"
    case materialPut = "material.put"
    case materialAttach = "material.attach"
    case materialDetach = "material.detach"
    case registerEnter = "register.enter"
    case registerClose = "register.close"
    case proceedingReceive = "proceeding.receive"
    case proceedingHandOn = "proceeding.hand-on"
    case proceedingSign = "proceeding.sign"
    case proceedingRedate = "proceeding.redate"
    case proceedingVerify = "proceeding.verify"
    case proceedingPass = "proceeding.pass"
    case proceedingAsk = "proceeding.ask"
    case proceedingHold = "proceeding.hold"
    case proceedingResume = "proceeding.resume"
    case proceedingApprove = "proceeding.approve"
    case proceedingDecline = "proceeding.decline"
    case proceedingWithdraw = "proceeding.withdraw"
    case proceedingTold = "proceeding.told"
    case ticketChange = "ticket.change"
    case ticketUndo = "ticket.undo"
    case appointmentBook = "appointment.book"
    case appointmentCancel = "appointment.cancel"
    case appointmentArrive = "appointment.arrive"
    case intakeReturn = "intake.return"
    case accountPut = "account.put"
    case accountPassphrase = "account.passphrase"
    case reportIssue = "report.issue"
    case auditPaper = "audit.paper"
    case auditUnmask = "audit.unmask"
    case auditExport = "audit.export"
    case auditSignIn = "audit.sign-in"
    case auditSignInFailed = "audit.sign-in-failed"
    case auditSignOut = "audit.sign-out"
    case auditClock = "audit.clock"
  }
}

/// What an operation does, with its facts.
package enum Act: Equatable, Sendable {
  case accept(Acceptance)
  /// Corrects answers after acceptance (更正); the paper issued before is void.
  case amend([Change], reason: String)
  /// Matters that should have been applied for with it (增办).
  /// `minimums`: lists that need so many entries from now on, by section key.
  case add([Opening], materials: [MaterialRecord], minimums: [String: Int] = [:])
  /// What was accepted by mistake (作废): one matter, or with nil everything
  /// that is still open and the dossier with it.
  case void(matter: String?, reason: String, starts: [String: Clock] = [:])
  /// The hall's second look before anything goes to the departments (预审通过).
  case screen(starts: [String: Clock])
  /// A service, a follow-up or an attempt at one (服务、回访).
  case serve(Service)
  /// What the applicant thinks of the visit (好差评).
  case rate(Rating)
  case note(String)
  /// Decides two edits that met: with no changes what stands stays (冲突处理).
  case settle(conflict: String, [Change])
  /// Two dossiers of one person both stand (保留).
  case keep(duplicate: String, reason: String)
  /// A supervisor has looked into what central found odd (核实存疑).
  case clear(Clearing)
  /// Central had the number for another dossier: this is the new one.
  case renumber(String)
  /// A material came in, or came again; exactly the proceedings that it
  /// completes start their clocks: `Dossier.starts(byPutting:on:calendar:)`.
  case putMaterial(rule: String, copies: Int, note: String, starts: [String: Clock])
  /// A scan of a material, and one that does not belong there (附扫描件、误附作废).
  case attach(rule: String, Scan)
  case detach(rule: String, hash: String, reason: String)
  /// A line of a register, and how it ended (记台账、结台账).
  case enter(RegisterNote)
  case close(entry: String, RegisterEntry.Closing)
  /// The department has it (签收).
  case receive(matter: String)
  /// To the department that is in charge (转办).
  case handOn(matter: String, department: String, reason: String)
  /// Another department reviews it first, then this step goes on (加签).
  ///
  /// Source: N4-32.
  case sign(matter: String, department: String, reason: String)
  /// The day of acceptance was wrong (更正受理日期).
  case redate(matter: String, reason: String, clock: Clock)
  /// How the facts were verified, and the clock that follows from it.
  case verify(matter: String, mode: VerificationMode, clock: Clock)
  /// A step that is not the last one passed (初审合格).
  case pass(matter: String, step: String, opinion: String)
  case ask(matter: String, items: [String], reason: String, clock: Clock)
  case hold(matter: String, reason: String, clock: Clock)
  case resume(matter: String, clock: Clock)
  /// `starts`: the clocks of the proceedings that waited for this result,
  /// exactly those: `Dossier.starts(byEnding:as:on:calendar:)`. The same in
  /// `decline`, `withdraw`, `void` and `screen`.
  case approve(matter: String, opinion: String, starts: [String: Clock] = [:])
  case decline(matter: String, reason: String, starts: [String: Clock] = [:])
  /// The applicant takes the matter back (撤回), or never brought what was missing.
  case withdraw(matter: String, reason: String, starts: [String: Clock] = [:])
  case told(matter: String)
  /// One step of a ticket, and back again within 60 seconds.
  case changeTicket(TicketChange)
  case undoTicket(TicketChange)
  /// An appointment by its own id (预约、取消预约、到场取号).
  case book(Booking)
  case cancelBooking(reason: String)
  case arrive(ticket: String)
  /// An application from a portal that cannot be taken in goes back (退回).
  case returnIntake(reason: String)
  case putAccount(Account)
  /// Another passphrase holds from now on: one's own, or a one-time passphrase for
  /// somebody who forgot it (改口令、重置口令).
  case setPassphrase(PassphraseMark)
  /// The month's figures go out of the hall (报送统计).
  case issueReport(Report)
  case paper(kind: NoticeKind, matter: String?, copy: Int)
  case unmask(field: String)
  case export(dossiers: Int)
  case signIn, signInFailed, signOut
  /// The machine's clock cannot be right.
  case clock(ClockFault)

  package var kind: Operation.Kind {
    switch self {
    case .accept: .dossierAccept
    case .amend: .dossierAmend
    case .add: .dossierAdd
    case .void: .dossierVoid
    case .screen: .dossierScreen
    case .serve: .dossierServe
    case .rate: .dossierRate
    case .receive: .proceedingReceive
    case .handOn: .proceedingHandOn
    case .sign: .proceedingSign
    case .redate: .proceedingRedate
    case .note: .dossierNote
    case .settle: .conflictSettle
    case .keep: .duplicateKeep
    case .clear: .doubtClear
    case .renumber: .dossierRenumber
    case .returnIntake: .intakeReturn
    case .putMaterial: .materialPut
    case .attach: .materialAttach
    case .detach: .materialDetach
    case .enter: .registerEnter
    case .close: .registerClose
    case .verify: .proceedingVerify
    case .pass: .proceedingPass
    case .ask: .proceedingAsk
    case .hold: .proceedingHold
    case .resume: .proceedingResume
    case .approve: .proceedingApprove
    case .decline: .proceedingDecline
    case .withdraw: .proceedingWithdraw
    case .told: .proceedingTold
    case .changeTicket: .ticketChange
    case .undoTicket: .ticketUndo
    case .book: .appointmentBook
    case .cancelBooking: .appointmentCancel
    case .arrive: .appointmentArrive
    case .putAccount: .accountPut
    case .setPassphrase: .accountPassphrase
    case .issueReport: .reportIssue
    case .paper: .auditPaper
    case .unmask: .auditUnmask
    case .export: .auditExport
    case .signIn: .auditSignIn
    case .signInFailed: .auditSignInFailed
    case .signOut: .auditSignOut
    case .clock: .auditClock
    }
  }
}

/// One answer that changed, with what it was before: when two edits meet, the
/// old value shows it. An empty answer is none.
package struct Change: Equatable, Sendable {
  package let key: String
  package let old: Answer?
  package let new: Answer?

  package init(key: String, old: Answer?, new: Answer?) {
    self.key = key
    self.old = old?.isEmpty == false ? old : nil
    self.new = new?.isEmpty == false ? new : nil
  }
}

/// Everything that F9 decides (受理), in one operation.
package struct Acceptance: Equatable, Sendable {
  package var number: String
  package var theme: String
  package var themeVersion: String
  package var themeTitle: String
  package var channel: Dossier.Channel
  package var hall: String
  package var counter: String
  package var ticket: String?
  /// Id of the portal's application that it takes in.
  package var intake: String?
  package var answers: Answers
  package var openings: [Opening]
  package var materials: [MaterialRecord]
  /// Training that was pointed out; part of what is recorded (N0-24).
  package var pushes: [TrainingPush]
  /// Lists that need so many entries, by section key, after every amendment too.
  package var minimums: [String: Int]
  /// Whether the hall looks at it a second time first (预审).
  package var isScreened: Bool

  package init(
    number: String, theme: String, themeVersion: String, themeTitle: String,
    channel: Dossier.Channel, hall: String, counter: String, ticket: String?,
    intake: String? = nil, answers: Answers,
    openings: [Opening], materials: [MaterialRecord], pushes: [TrainingPush] = [],
    minimums: [String: Int] = [:], isScreened: Bool = false
  ) {
    self.number = number
    self.theme = theme
    self.themeVersion = themeVersion
    self.themeTitle = themeTitle
    self.channel = channel
    self.hall = hall
    self.counter = counter
    self.ticket = ticket
    self.intake = intake
    self.answers = answers
    self.openings = openings
    self.materials = materials
    self.pushes = pushes
    self.minimums = minimums
    self.isScreened = isScreened
  }
}

/// How one proceeding opens. Carries from the theme what later operations
/// need, so that playing them needs no theme.
package struct Opening: Equatable, Sendable {
  package let matter: String
  package let title: String
  package let meaning: Matter.Meaning?
  package let department: String
  /// Other departments that compare or sign for this applicant (协办部门).
  package let cooperators: [String]
  /// The answer that names the division whose departments handle it (办理地); nil
  /// when they are those of the hall's own.
  package let placeKey: String?
  /// Empty for a matter that is done with its acceptance (即办).
  package let steps: [Matter.Step]
  /// Matters of this dossier whose result it waits for.
  package let waitsFor: [String]
  /// Those of them of which one at least must be granted.
  package let mustPass: [String]
  /// Titles of required materials that are missing; empty when complete.
  package let missing: [String]
  package let clock: Clock
  /// Whether the window must tell the applicant that it was granted, too.
  package let tellsResult: Bool

  package init(
    matter: String, title: String, meaning: Matter.Meaning?, department: String,
    cooperators: [String] = [], placeKey: String? = nil, steps: [Matter.Step],
    waitsFor: [String], mustPass: [String] = [], missing: [String], clock: Clock,
    tellsResult: Bool = false
  ) {
    self.matter = matter
    self.title = title
    self.meaning = meaning
    self.department = department
    self.cooperators = cooperators
    self.placeKey = placeKey
    self.steps = steps
    self.waitsFor = waitsFor
    self.mustPass = mustPass
    self.missing = missing
    self.clock = clock
    self.tellsResult = tellsResult
  }
}

import Domain
import Ledger
import TUI

/// Everything that is on somebody's mind at a counter (工作台): one value,
/// changed only by `update`, drawn only by `canvas`.
package struct DeskState: Sendable {
  package internal(set) var size: Size
  package internal(set) var now: Instant
  package internal(set) var rules: Rulebook
  /// Came while a form was open.
  var comingRules: Rulebook?
  package internal(set) var station: Station?
  package internal(set) var accounts: [Account] = []
  package internal(set) var stage: Stage = .opening
  package internal(set) var account: Account?
  /// Counts everybody who came or left.
  var visit = 0

  var screen: Screen = .home {
    // Full numbers are shown on the page only where somebody asked for them.
    didSet {
      if screen != .dossier { dossier?.mask() }
      if screen != .paper { paper?.isRecorded = false }
      if screen != .passphrase { passphraseForm = nil }
    }
  }
  /// Full numbers that came from the store.
  var veil = Veil()
  /// Where F3 goes, the last one first.
  var trail: [Screen] = []
  var overlay: Overlay?
  var message: Message?
  /// What is said once the store has answered.
  var promise: String?
  var lastKeyAt: Instant

  var queue = QueueState()
  var form: FormState?
  var review: ReviewState?
  var board = BoardState()
  var dossier: DossierState?
  var backlog = BacklogState()
  var finder = FinderState()
  var followUps = FollowUpsState()
  var personLoop: PersonLoopState?
  var people = PeopleState()
  /// Open on its own page only, so that nothing typed lies about.
  var passphraseForm: PassphraseForm?
  var drafts = ListRows<DraftSummary>()
  var paper: PaperState?
  var report: ReportState?
  var lists = ListsState()
  var registers = RegistersState()
  var jobs: JobsState?
  var appointments = AppointmentsState()
  /// Nil while this counter stands alone.
  package internal(set) var link: LinkStatus?
  /// Of this start: until somebody has set the clock and begun anew.
  var clockFault: ClockFault?
  /// The clock's day, while a later one was begun already and is gone on with.
  var refusedDay: Day?
  /// Whether it was said, since the line went down, that calls are not asked for.
  var knowsOutage = false
  var sync = SyncState()
  var joinForm = JoinForm()
  var intakes = ListRows<Intake>()
  /// Where the card goes that is being read; nil while none is.
  var cardGoal: CardGoal?
  /// Answers of the last dossier accepted here, for F4.
  var lastAnswers: Answers?

  package init(size: Size, now: Instant, rules: Rulebook) {
    self.size = size
    self.now = now
    self.rules = rules.on(now.day)
    lastKeyAt = now
  }

  package var today: Day { now.day }

  /// The whole of a session's course.
  package enum Stage: Equatable, Sendable {
    case opening
    case establishing(SetupForm)
    /// Joining central instead of a setup of its own.
    case joining(JoinForm)
    case signingIn(SignInForm)
    /// Somebody came in with a one-time passphrase, and makes their own.
    case renewing(PassphraseForm)
    /// Central has stopped this device.
    case revoked
    case working
    /// Locked after 3 minutes; what is open stays as it is.
    case locked(SignInForm)
  }

  /// What the main pane shows.
  enum Screen: Equatable, Sendable {
    case home, form, review, board, dossier, backlog, find, people, drafts, paper
    case followUps, personLoop
    case report
    case lists, listPage, jobs, appointments
    case registers, register
    case join, sync, intakes
    case passphrase
  }

  /// One line above the bottom bar.
  struct Message: Equatable, Sendable {
    let text: String
    let style: Style
  }

  /// How long without a key until the screen locks, in milliseconds.
  package static let lockDelay = 180_000

  /// When the screen locks if no key comes; nil while nothing locks. Practice
  /// has nothing to hide.
  package var locksAt: Instant? {
    guard stage == .working, station?.isPractice == false else { return nil }
    return lastKeyAt.adding(milliseconds: DeskState.lockDelay)
  }

  // MARK: Moving about

  mutating func show(_ next: Screen) {
    guard next != screen else { return }
    trail.removeAll { $0 == next }
    trail.append(screen)
    screen = next
  }

  mutating func goBack() {
    screen = trail.popLast() ?? .home
    if screen == .form && form == nil || screen == .review || screen == .paper && paper == nil {
      screen = form == nil ? .home : .form
    }
  }

  /// Says it when the answer comes, and not at all when the answer is a failure.
  mutating func sayWhenDone(_ text: String) { promise = text }

  mutating func say(_ text: String, _ style: Style = .good) {
    message = Message(text: text, style: style)
  }
}

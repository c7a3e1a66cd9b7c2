import Domain
import Ledger
import TUI

/// What happens to the desk (事件): a key, a minute, or an answer to an effect.
package enum Event: Sendable {
  case input(Input)
  /// The time; sent before every other event and at each full minute.
  case tick(Instant)
  case reply(Reply)
  /// A reply that took its time, with who asked and what was in sight then.
  case answer(Reply, Asking)
}

/// What an effect came back with (回执).
package enum Reply: Sendable {
  /// The store is open; no station yet when this is the first start.
  case ready(Station?, accounts: [Account])
  /// The rules of another region, which were asked for.
  case rules(Rulebook)
  /// The machine's clock cannot be right.
  case clock(ClockFault)
  /// The packs of the hall's own division.
  case packs(Rulebook)
  case established(Station, Account)
  /// The settings of this counter have changed.
  case station(Station)
  case signedIn(Account)
  /// Central says that the passphrase was right; the desk lets the account in if
  /// nobody else came meanwhile.
  case vouched(Account)
  case signInRefused(SignInRefusal)
  case accounts([Account])
  /// A one-time passphrase was right: nothing goes on before it is changed.
  case mustRenew(Account)
  case passphraseChanged(Account)
  case passphraseRefused(PassphraseRefusal)
  case oneTime(OneTimeNotice)
  case queue([Ticket])
  case ticketChanged(TicketChange, Errand = .line)
  case ticketUndone(Ticket)
  /// Central could not be asked: another counter may call the ticket, too.
  case callUnanswered(TicketChange, Errand = .line)
  /// Numbers of tickets that this counter called while the line was down, and that
  /// another had called before; comes by itself.
  case callsLost([String])
  /// The clock's day while work goes on on a later one, which was begun already;
  /// nil when it holds. Comes by itself.
  case refusedDay(Day?)
  case drafts([DraftSummary])
  case form(Ticket, Draft?, Errand = .line)
  /// What came of reading a card; comes by itself, since nobody waits for it.
  case card(CardReading)
  /// What is known of the person whose number was typed.
  case person(KnownPerson)
  case accepted(Dossier)
  case dossier(Dossier)
  case board(BoardPage)
  case backlog(Backlog)
  case report(Report, [ReportProblem])
  case appointments([Appointment])
  /// What was found for this text.
  case hits([FindHit], of: String)
  case followUps(FollowUpPage)
  /// All dossiers of one person, oldest first.
  case personDossiers([Dossier])
  /// How this counter stands with central; comes by itself.
  case link(LinkStatus)
  /// Something came from central; comes by itself.
  case pulled(dossiers: Set<String>, Set<Entity.Kind>)
  case joining(fingerprint: String)
  case joined(Station, accounts: [Account])
  case joinFailed(String)
  case sync(SyncPicture)
  case intakes([Intake])
  case views([SavedView])
  case registerCounts([RegisterQuery.List: RegisterCount])
  case register(RegisterPage)
  /// What other dossiers say of the person of this one.
  case standing(dossier: String, PersonStanding)
  case scan(ScanOutcome)
  case paper(Paper, outcome: PaperOutcome)
  case failed(Failure)
}

extension Reply {
  /// Whether it answers no effect.
  var comesByItself: Bool {
    switch self {
    case .link, .pulled, .card, .callsLost, .refusedDay: true
    default: false
    }
  }

  var isFailure: Bool { if case .failed = self { true } else { false } }
}

/// Why an effect did not happen, in words for the clerk (办理未成).
package struct Failure: Equatable, Sendable {
  /// What happened, whether the work is safe, what to do.
  package let explanation: String
  /// Whether something was only to be shown: what was done in the same breath stands,
  /// and its words stay before these.
  package let isAside: Bool

  package init(_ explanation: String, isAside: Bool = false) {
    self.explanation = explanation
    self.isAside = isAside
  }
}

/// Why nobody came in (登录未成).
package enum SignInRefusal: Equatable, Sendable {
  /// The same for an unknown name and a wrong passphrase.
  case wrong(failures: Int)
  case locked(seconds: Int)
  case inactive
  /// A first sign-in here, and central cannot be reached.
  case needsCentral
  /// A first sign-in here, and central has not got yet what the passphrase is checked by.
  case onItsWay
  /// A one-time passphrase after its time.
  case over
  /// What the passphrase is checked by costs too much, or is broken; nothing was
  /// computed.
  case unusable
}

/// Where a paper went.
package enum PaperOutcome: Equatable, Sendable {
  case printed(command: String)
  case saved(path: String)
  /// Claimed and counted, but neither printed nor saved; with the cause.
  case failed(String)
  /// Not even claimed, so that nothing was printed; with the cause.
  case unrecorded(String)
}

/// What became of a scan that was asked for (看扫描件).
package enum ScanOutcome: Equatable, Sendable {
  /// Handed to the desktop's own program.
  case opened(path: String)
  /// There is no desktop here: where the file lies.
  case lies(path: String)
  /// It was attached elsewhere: it comes from central, central cannot be reached,
  /// or central has not got it.
  case fetching, unreachable
  case nowhere(path: String)
  /// The file is gone, or is not what was attached.
  case missing(path: String)
  case altered(path: String)
}

/// What the store knows of a person while the form is open (已知信息).
package struct KnownPerson: Equatable, Sendable {
  package let idNumber: String
  /// Newest first.
  package let dossiers: [DossierSummary]
  package let lookAlikes: [DossierSummary]
  /// Answers of the newest dossiers, the newest first.
  package let earlier: [Answers]
  package static let earlierCount = 10
  package let hasOpenRegistration: Bool
  /// Titles of registers that mark the person.
  package let marks: [String]

  /// Of the newest dossier.
  package var answers: Answers? { earlier.first }

  package init(
    idNumber: String, dossiers: [DossierSummary], lookAlikes: [DossierSummary],
    earlier: [Answers], hasOpenRegistration: Bool, marks: [String] = []
  ) {
    self.marks = marks
    self.idNumber = idNumber
    self.dossiers = dossiers
    self.lookAlikes = lookAlikes
    self.earlier = earlier
    self.hasOpenRegistration = hasOpenRegistration
  }
}

/// A paper, laid out for 80 columns (文书).
package struct Paper: Equatable, Sendable {
  package let kind: NoticeKind
  /// Id of the dossier, and its number for the file; empty for a list.
  package let dossier: String
  package let number: String
  package let matter: String?
  package let title: String
  package let lines: [String]

  package init(
    kind: NoticeKind, dossier: String, number: String, matter: String?, title: String,
    lines: [String]
  ) {
    self.kind = kind
    self.dossier = dossier
    self.number = number
    self.matter = matter
    self.title = title
    self.lines = lines
  }
}

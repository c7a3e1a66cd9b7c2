import Domain
import Ledger

/// What the desk asks of the world (请求), as a value that tests can read.
///
/// Done in order, each to its end, before the next key; what comes back is a
/// `Reply`. A screen that needs no answer gets none.
package enum Effect: Equatable, Sendable {
  /// Another region pack, at the first start; replies `.rules`.
  case useRegion(String)
  /// First start.
  case establish(Establishment)
  /// The first supervisor of a hall that central knows and nobody works in yet.
  case found(supervisor: String, passphrase: String)
  case signIn(account: String, passphrase: String)
  /// Unlocks for the account that is signed in.
  case unlock(account: String, passphrase: String)
  /// Lets somebody in for whom central has vouched; replies `.signedIn`.
  case enter(Account)
  case signOut(account: String)
  case createAccount(Account, passphrase: String)
  case changeAccount(Account)
  /// A one-time passphrase for somebody who forgot theirs; replies `.oneTime`.
  case resetPassphrase(account: String)
  /// One's own; replies `.passphraseChanged` or `.passphraseRefused`.
  case changePassphrase(old: String, new: String)
  /// In place of the one-time passphrase that was right just now; signs in.
  case renewPassphrase(new: String)

  /// Whether what is accepted here is screened first; replies `.station`.
  case setScreening(Bool)

  case loadQueue
  /// Takes the next number of the class; replies `.ticketChanged`.
  case issueTicket(ticketClass: String, note: String, Errand = .line)
  /// Writes a step of a ticket down; replies `.ticketChanged`, or `.callUnanswered`
  /// when a call had to be asked for and central did not answer.
  case changeTicket(TicketChange, Errand = .line)
  case undoTicket(TicketChange)
  /// A call that central could not be asked about, after a warning; replies
  /// `.ticketChanged`.
  case callAlone(TicketChange, Errand = .line)
  /// The clock's day holds again; replies `.refusedDay`.
  case followClock
  /// Replies `.form` with what is journalled for it.
  case openTicket(Ticket, Errand = .line)
  /// The same for a ticket of another day.
  case openOldTicket(String)

  case saveDraft(ticket: String, part: Draft.Part, key: String, Answer?)
  case saveDraftProgress(ticket: String, DraftProgress)
  case loadDrafts
  case dropDraft(ticket: String)
  case lookUp(idNumber: String, name: String)
  /// Reads the card on the reader; replies `.card`, some seconds later.
  case readCard
  /// Accepts, finishes the ticket and drops the draft in one transaction;
  /// the number in `acceptance` is filled in.
  case accept(Acceptance, finishing: Ticket)

  /// Anything that is done to an existing dossier; replies `.dossier`.
  case act(dossier: String, Act)
  case openDossier(id: String)
  case loadBoard(BoardQuery)
  /// Open proceedings are counted up to each of these days.
  case loadBacklog(cutoffs: [Day])
  /// Replies `.report`.
  case loadReport(Month)
  case find(String)
  case loadFollowUps(FollowUpQuery)
  /// All dossiers of a person; without a number only the one with this id.
  case loadPerson(idNumber: String, dossier: String)
  /// Appointments from a day through another; replies `.appointments`.
  case loadAppointments(from: Day, through: Day)
  /// Replies nothing; the desk loads anew.
  case book(Booking)
  case cancelBooking(id: String, reason: String)
  /// Issues a ticket of the class and writes the arrival down with it; replies
  /// `.ticketChanged`.
  case arrive(Appointment, ticketClass: String)
  /// Replies `.registerCounts`.
  case countRegisters([RegisterQuery.List])
  /// Replies `.register`.
  case loadRegister(RegisterQuery)
  /// Replies `.standing`.
  case loadStanding(dossier: String, idNumber: String)
  /// Takes the file in and writes it down; replies `.dossier`.
  case attach(dossier: String, rule: String, path: String)
  /// Replies `.scan`.
  case openScan(Scan, dossier: String)
  /// Telephone and kind of the hall's institution; replies `.station`.
  case setHall(phone: String, institution: String)
  /// Joins central; replies `.joining`, and later `.joined` or `.joinFailed`.
  case join(JoinRequest)
  /// Tries to reach central now.
  case retryLink
  /// Replies `.sync`.
  case loadSync
  /// Somebody has dealt with it; replies `.sync`.
  case closeAttention(id: String)
  /// Replies `.intakes`.
  case loadIntakes
  /// Gives a dossier that lost its number a new one, and closes what told of it;
  /// replies `.dossier`.
  case renumber(dossier: String, closing: String)
  case loadViews
  case saveView(SavedView)
  case dropView(String)

  /// Claims the paper, then prints or saves it.
  case deliver(Paper, copy: Int)
  case beep
  case quit
}

/// What the first start decides (初次设置).
package struct Establishment: Equatable, Sendable {
  package let region: String
  package let hallTitle: String
  package let division: String
  package let counter: String
  package let supervisor: String
  package let passphrase: String
}

/// Where this program stands (窗口).
package struct Station: Equatable, Sendable {
  /// Nine digits: division + 3.
  package let hall: String
  package let hallTitle: String
  package let division: String
  /// Counties whose departments work here: the hall's own, and those whose dossiers a
  /// city's desk gets.
  package let divisions: Set<String>
  package let counter: String
  package let isPractice: Bool
  /// Whether a screener looks at what was accepted before the departments do (预审).
  package var isScreened: Bool
  /// For the applicants' papers; may be empty.
  package var phone: String
  /// Key of the kind of institution; empty for no special one.
  package var institution: String

  package init(
    hall: String, hallTitle: String, division: String, counter: String, isPractice: Bool,
    isScreened: Bool = false, phone: String = "", institution: String = "",
    divisions: Set<String> = []
  ) {
    self.divisions = divisions.union([division])
    self.phone = phone
    self.institution = institution
    self.hall = hall
    self.hallTitle = hallTitle
    self.division = division
    self.counter = counter
    self.isPractice = isPractice
    self.isScreened = isScreened
  }
}

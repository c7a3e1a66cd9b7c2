import TUI

/// Who asked for something, and what was in sight then (提问处).
///
/// An answer that takes its time finds another person at the desk, or the same
/// one elsewhere: it is received by comparing this with the desk as it is.
package struct Asking: Equatable, Sendable {
  /// Counts everybody who came to this desk or left it.
  fileprivate let visit: Int
  fileprivate let screen: DeskState.Screen
  /// Whether keys go to the screen: somebody works, and no box lies over it.
  fileprivate let isFree: Bool

  /// Whether nobody came or left in between.
  package func isSameVisit(as other: Asking) -> Bool { visit == other.visit }
}

extension DeskState {
  /// As it is now; goes along with every effect.
  package var asking: Asking {
    Asking(visit: visit, screen: screen, isFree: stage == .working && overlay == nil)
  }

  /// An answer that took its time.
  mutating func receive(_ reply: Reply, askedAt asked: Asking) -> [Effect] {
    // What is promised now is about something else.
    let promised = promise
    promise = nil
    defer { promise = promise ?? promised }
    guard asked.isSameVisit(as: asking) else { return receiveForNobody(reply) }
    if case .ticketChanged(let change, let errand) = reply {
      return receive(change, for: asked == asking ? errand : errand.aside)
    }
    if case .callUnanswered(let change, let errand) = reply, asked != asking {
      return receiveUnanswered(change, for: errand.aside)
    }
    if case .joined(let station, let accounts) = reply, asked != asking {
      return join(station, accounts)
    }
    if case .signInRefused = reply, signInForm?.asked == nil { return [] }
    return receive(reply)
  }

  /// An answer to somebody who is gone. What happened stands under the asker's
  /// name; nothing of it is opened before another person's eyes.
  private mutating func receiveForNobody(_ reply: Reply) -> [Effect] {
    switch reply {
    case .ticketChanged(let change, _):
      guard stage == .working else { return [] }
      say("上一位操作的 \(change.after.number) 号：\(change.action.text)", .warn)
      return [.loadQueue]
    // The machine's own matter, whoever sits there.
    case .joined(let station, let accounts): return join(station, accounts)
    case .link, .accounts, .station, .packs, .clock, .pulled, .callsLost, .refusedDay:
      return receive(reply)
    // Nobody was called.
    case .callUnanswered: return []
    case .ready, .rules, .established, .signedIn, .vouched, .signInRefused, .queue, .ticketUndone,
      .drafts, .form, .card, .person, .accepted, .dossier, .board, .backlog, .report,
      .appointments, .hits, .followUps, .personDossiers, .joining, .joinFailed, .sync, .intakes,
      .views, .registerCounts, .register, .standing, .scan, .paper, .failed,
      .mustRenew, .passphraseChanged, .passphraseRefused, .oneTime:
      return []
    }
  }

  /// The form that asks for a name and a passphrase, while it is there.
  var signInForm: SignInForm? {
    switch stage {
    case .signingIn(let form), .locked(let form): form
    case .opening, .establishing, .joining, .renewing, .revoked, .working: nil
    }
  }

  /// Nothing of one person's work is left for the next.
  mutating func forgetWork() {
    visit += 1
    account = nil
    overlay = nil
    message = nil
    promise = nil
    form = nil
    review = nil
    dossier = nil
    paper = nil
    report = nil
    jobs = nil
    personLoop = nil
    lastAnswers = nil
    veil = Veil()
    board = BoardState()
    appointments = AppointmentsState()
    finder = FinderState()
    followUps = FollowUpsState()
    registers = RegistersState()
    people = PeopleState()
    drafts = ListRows()
    intakes = ListRows()
    sync = SyncState()
    joinForm = JoinForm()
    // The next one does not get the card that this one asked for.
    if cardGoal != nil { cardGoal = .nobody }
    screen = .home
    trail = []
  }
}

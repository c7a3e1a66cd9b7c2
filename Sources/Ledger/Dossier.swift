import Domain

/// A dossier (办件): one filled-in unified form with everything that follows
/// from it. Changed only by playing operations on it.
package struct Dossier: Equatable, Sendable {
  package let id: String
  /// `640104-7K3M-000123-W`, printed on the receipt; never reused. Empty while
  /// central has the same number for another dossier.
  package internal(set) var number: String
  package let theme: String
  package let themeVersion: String
  package let themeTitle: String
  package let channel: Channel
  package let hall: String
  package let counter: String
  /// Account key of the clerk who accepted it.
  package let clerk: String
  package let ticket: String?
  package let acceptedAt: Instant
  package internal(set) var answers: Answers
  package internal(set) var proceedings: [Proceeding]
  package internal(set) var materials: [MaterialRecord]
  /// Training that was pointed out at acceptance.
  package let pushes: [TrainingPush]
  package internal(set) var papers: [PaperRecord]
  /// Lists that need so many entries, by section key.
  package internal(set) var minimums: [String: Int]
  /// Services and follow-ups, oldest first.
  package internal(set) var services: [Service]
  /// Lines of registers, oldest first.
  package internal(set) var entries: [RegisterEntry]
  package internal(set) var rating: Rating?
  /// Edits that met and wait for somebody to decide.
  package internal(set) var conflicts: [Conflict]
  package internal(set) var duplicates: [Duplicate]
  /// Who changed an answer last after acceptance, by key.
  package internal(set) var edits: [String: Edit]
  /// What central found odd about it and took; empty for nearly all.
  package internal(set) var doubts: Set<Doubt>
  /// Why it was accepted by mistake; nil for nearly all.
  package internal(set) var voided: String?
  /// The timeline, oldest first.
  package internal(set) var events: [DossierEvent]
  /// Operations played so far.
  package internal(set) var revision: Int

  /// Where the application came in (来源渠道).
  package enum Channel: String, CaseIterable, Sendable { case counter, portal, app }

  package func proceeding(_ matter: String) -> Proceeding? {
    proceedings.first { $0.matter == matter }
  }

  /// Whether the hall still has to look at it before the departments (待预审).
  package var awaitsScreening: Bool { proceedings.contains { $0.state == .screening } }

  /// The six digits of the county whose departments handle a proceeding (办理地).
  package func division(of proceeding: Proceeding) -> String {
    answers.division(named: proceeding.placeKey, at: hall)
  }

  /// Closed (办结) when every proceeding is final.
  package var isClosed: Bool { proceedings.allSatisfy(\.state.isFinal) }
}

/// One matter of one dossier (事项办理), with its own department, state and
/// clock.
package struct Proceeding: Equatable, Sendable {
  package let matter: String
  package let title: String
  package let meaning: Matter.Meaning?
  package internal(set) var department: String
  /// Other departments that compare or sign for this applicant (协办部门).
  package let cooperators: [String]
  /// The answer that names where it is handled: `Dossier.division(of:)`.
  package let placeKey: String?
  package internal(set) var steps: [Matter.Step]
  package let waitsFor: [String]
  /// Those of them of which one at least must be granted.
  package let mustPass: [String]
  package internal(set) var state: State
  /// Index into `steps` of the step that is due.
  package internal(set) var step: Int
  package internal(set) var clock: Clock
  package internal(set) var verification: VerificationMode?
  /// Why it was asked, held or declined, in words for the applicant.
  package internal(set) var reason: String?
  /// What is asked for (补正内容) or missing, all at once.
  package internal(set) var items: [String]
  /// A task at the window: the applicant must be told (待告知).
  package internal(set) var needsTelling: Bool
  package internal(set) var finishedAt: Instant?
  /// When the department took it in (签收).
  package internal(set) var receivedAt: Instant?
  package let tellsResult: Bool
  /// Goes to the departments only after the hall's second look.
  package internal(set) var needsScreening: Bool

  /// 办理状态.
  package enum State: String, CaseIterable, Sendable {
    /// Received, but a required material is missing: not yet accepted (待补材料).
    case incomplete
    /// The hall looks at it a second time (预审中).
    case screening
    /// Waits for the result of another matter (等待前置).
    case waiting
    /// With the department (办理中).
    case reviewing
    /// The applicant must correct something (补正中); the clock stands still.
    case asked
    /// Special procedure (特别程序); the clock stands still.
    case held
    case approved, declined, withdrawn
    /// Accepted by mistake (作废).
    case voided

    package var isFinal: Bool {
      self == .approved || self == .declined || self == .withdrawn || self == .voided
    }
    package var isPaused: Bool { self == .asked || self == .held || self == .incomplete }
  }

  /// Departments whose comparison it may still use (待核验).
  package var awaitedHelpers: [String] {
    verification == nil && allows(.proceedingVerify) ? cooperators : []
  }

  package var currentStep: Matter.Step? { steps.indices.contains(step) ? steps[step] : nil }
}

/// The clock of a proceeding (时限): what was promised, when it is due.
///
/// Due days are decided when an operation is made and stand in it, so that a
/// new calendar moves none of them silently.
package struct Clock: Equatable, Sendable {
  /// Day 0; nil until every required material is there.
  package var accepted: Day?
  package var statutory: TimeLimit
  package var promised: TimeLimit
  /// Nil when the limit has no due day, or while the clock stands still.
  package var due: Day?
  package var statutoryDue: Day?
  /// The due day lies beyond the published calendars (暂定).
  package var isProvisional: Bool
  package var pauses: [Pause]

  package init(
    accepted: Day?, statutory: TimeLimit, promised: TimeLimit, due: Day?, statutoryDue: Day?,
    isProvisional: Bool = false, pauses: [Pause] = []
  ) {
    self.accepted = accepted
    self.statutory = statutory
    self.promised = promised
    self.due = due
    self.statutoryDue = statutoryDue
    self.isProvisional = isProvisional
    self.pauses = pauses
  }
}

/// One material as it was handed in (材料).
package struct MaterialRecord: Equatable, Sendable {
  package let rule: String
  package let title: String
  /// Matters that need it.
  package internal(set) var matters: [String]
  package internal(set) var isRequired: Bool
  package internal(set) var isPresent: Bool
  package internal(set) var copies: Int
  package internal(set) var note: String
  package internal(set) var scans: [Scan] = []

  package init(
    rule: String, title: String, matters: [String], isRequired: Bool, isPresent: Bool,
    copies: Int, note: String
  ) {
    self.rule = rule
    self.title = title
    self.matters = matters
    self.isRequired = isRequired
    self.isPresent = isPresent
    self.copies = copies
    self.note = note
  }
}

/// A piece of paper that was claimed for printing (打印记录). Its number is the
/// dossier's and its place in the list, from 1: `640104-7K3M-000123-W-02`.
package struct PaperRecord: Equatable, Sendable {
  package let kind: NoticeKind
  /// Nil when the paper is about the whole dossier.
  package let matter: String?
  /// 1 for the original, 2… for copies.
  package let copy: Int
  package let at: Instant
  /// A correction has made it worthless (作废).
  package internal(set) var isVoid = false
}

/// One line of a dossier's timeline (办理过程).
package struct DossierEvent: Equatable, Sendable {
  package let at: Instant
  /// Account key of who did it.
  package let by: String
  package let kind: Operation.Kind
  package let matter: String?
  /// Words that were typed or chosen: a reason, a note, a mode.
  package let detail: String
}

extension Answers {
  /// The county that an answer names, when it lies in the hall's province; else the
  /// hall's own. Six digits. Source: N0-26, G2-50.
  ///
  /// - Parameter hall: its code, or the six digits that it begins with.
  package func division(named key: String?, at hall: String) -> String {
    let place = key.map { self[text: $0] } ?? ""
    let isDivision = place.utf8.count == 6 && place.utf8.allSatisfy { (48...57).contains($0) }
    return isDivision && place.hasPrefix(hall.prefix(2)) ? place : String(hall.prefix(6))
  }
}

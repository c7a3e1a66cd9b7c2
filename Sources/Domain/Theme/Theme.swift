/// One “一件事”: what a person can apply for together, on one form, at one
/// window. Data, decoded from a theme pack; no theme has code of its own.
package struct Theme: Equatable, Sendable {
  /// Stable for ever, e.g. `nx-jobseekers`.
  package let key: String
  /// Which text of the pack this is, e.g. `2025.1`. Running dossiers keep the
  /// version that they were accepted under.
  package let version: String
  /// On which days of acceptance this text is the one that counts.
  package let validity: Validity
  package let title: String
  /// The source document: number, issuer, day.
  package let document: SourceDocument
  package let applicant: ApplicantKind
  /// The forms that the document names; what is asked once fills them all.
  package let forms: [ApplicationForm]
  /// What the matters are parts of; empty when they stand for themselves.
  package let groups: [MatterGroup]
  /// Asked before the form; the answers choose matters.
  package let questions: [Question]
  package let sections: [Section]
  package let checks: [Check]
  package let matters: [Matter]
  package let materials: [MaterialRule]
  /// Marks that an application gets by its answers.
  package let flags: [Flag]
  /// What is to be done after the result.
  package let followUps: [FollowUp]
  /// Lists to show and to hand out.
  package let lists: [ReferenceList]
  /// Figures that differ from place to place, for checks.
  package let figures: [LocalFigure]
  /// What is kept about people after the result.
  package let registers: [Register]
  /// Policies that may fit people who have not applied for them.
  package let policies: [SupportPolicy]
  /// Kinds of institutions that accept it; empty when all may do the same.
  package let institutions: [Institution]
  /// The guide (办事指南), as paragraphs.
  package let guide: [String]

  package func matter(_ key: String) -> Matter? { matters.first { $0.key == key } }
  package func section(_ key: String) -> Section? { sections.first { $0.key == key } }
  package func register(_ key: String) -> Register? { registers.first { $0.key == key } }
  package func material(_ key: String) -> MaterialRule? { materials.first { $0.key == key } }
}

/// The document (文件) that a theme puts into data.
package struct SourceDocument: Equatable, Sendable {
  package let number: String
  package let title: String
  package let issued: Day
  /// Clause number (`N0-21`) to the words of the clause.
  package let clauses: [String: String]
}

/// Who applies (申请人类型).
package enum ApplicantKind: String, CaseIterable, Sendable {
  case person, household, employer
}

/// One guided question (问题引导).
package struct Question: Equatable, Sendable {
  package let key: String
  package let text: String
  package let help: FieldHelp
  /// Whether more than one choice may be taken.
  package let allowsSeveral: Bool
  package let when: Condition
  /// At most nine, chosen by digit.
  package let choices: [Choice]

  package struct Choice: Equatable, Sendable {
    package let key: String
    package let text: String
    /// Matters that this choice puts into the application.
    package let matters: [String]
    /// Answers that it gives, by field key.
    package let sets: [String: String]
  }
}

/// One matter (事项) of a theme.
package struct Matter: Equatable, Sendable {
  package let key: String
  /// One or two digits, by which a clerk chooses it.
  package let code: String
  package let title: String
  /// On which days it is accepted.
  package let validity: Validity
  /// What the matter is in every region, where that has consequences.
  package let meaning: Meaning?
  /// Key of the group that it is a part of.
  package let group: String?
  /// Key of the responsible department in the region pack.
  package let department: String
  /// The body that handles it, in the document's words.
  package let handler: String
  package let cooperation: [Cooperation]
  package let limits: Limits
  /// In order; the last one decides. Empty exactly when `finish` is
  /// `.onAcceptance`.
  package let steps: [Step]
  package let finish: Finish
  package let waitsFor: [Dependency]
  /// Where it is handled.
  package let place: Place
  /// Offered when a reviewer declines or asks for a correction.
  package let declineReasons: [String]
  /// When the window must tell the applicant that it was granted: of a
  /// cancelled registration (注销告知). A refusal is always told.
  package let tellsResult: Condition
  package let guide: [String]
  /// Clause numbers of the source document.
  package let clauses: [String]

  package enum Meaning: String, CaseIterable, Sendable {
    case unemploymentRegistration, unemploymentBenefit, jobService, trainingWish
    case policySupport, employmentAid, unemploymentCancellation, employmentRegistration
  }

  package struct Cooperation: Equatable, Sendable {
    package let department: String
    /// What it does, in the document's words: 提供身份核验.
    package let duty: String
    /// Verifies the applicant in these cases only.
    package let when: Condition
  }

  /// 法定时限 and 承诺时限.
  package struct Limits: Equatable, Sendable {
    package let statutory: TimeLimit
    /// Law article of the statutory limit; empty when not stated.
    package let basis: String
    package let promised: TimeLimit
    /// Where the promised limit depends on how a fact is verified.
    package let byVerification: [VerificationMode: TimeLimit]
    /// What the limit does not include: 失业保险金发放.
    package let excludes: String?
  }

  package struct Step: Equatable, Sendable {
    package let key: String
    /// 初审, 审定, 审核.
    package let title: String
    package let department: String

    package init(key: String, title: String, department: String) {
      self.key = key
      self.title = title
      self.department = department
    }
  }

  /// When the proceeding is closed.
  package enum Finish: String, CaseIterable, Sendable {
    /// 即办: in the same transaction as the acceptance.
    case onAcceptance
    case onApproval
  }

  package struct Dependency: Equatable, Sendable {
    package let matter: String
    /// Waits only when that matter is in the same application, always, or
    /// when the person has no earlier result.
    package let reason: String
    /// Whether it cannot be granted unless that matter, or another one marked
    /// so, was; otherwise its department decides what a refusal means.
    package let mustPass: Bool
  }

  package enum Place: Equatable, Sendable {
    case hall
    /// The place named by this field, e.g. where the person is registered.
    case field(String)

    /// Of the field; nil for the hall.
    package var key: String? { if case .field(let key) = self { key } else { nil } }
  }
}

/// How a fact is verified (核验方式).
package enum VerificationMode: String, CaseIterable, Sendable {
  case sharedData, manual, onSite
}

/// One material (材料) and when it is needed.
package struct MaterialRule: Equatable, Sendable {
  package let key: String
  package let title: String
  /// The matters that need it; empty means every matter of the theme.
  package let matters: [String]
  package let when: Condition
  /// Any one of these satisfies the rule; empty when there is just one form.
  package let alternatives: [String]
  package let copies: Int
  /// Whether a missing one keeps its matters from being accepted.
  package let isRequired: Bool
  package let note: String?
  package let clauses: [String]
}

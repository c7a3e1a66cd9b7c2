import Domain

/// One service, follow-up or attempt at one (服务记录), as it was written down.
package struct Service: Equatable, Sendable {
  /// The theme's rule that it serves; nil for a service by itself.
  package let followUp: String?
  /// 跟踪调查, 职业指导, as the theme or the clerk calls it.
  package let title: String
  /// 电话调查; empty when the rule knows no methods.
  package let method: String
  package let result: Result
  /// What was learnt, in words; may be empty.
  package let note: String
  /// Filled in when it is played.
  package internal(set) var at = Instant(milliseconds: 0)
  package internal(set) var by = ""

  package enum Result: String, CaseIterable, Sendable {
    /// Reached, or given (已联系、已提供).
    case done
    /// Nobody was reached (联系不上).
    case unreachable
    /// Refused without a good reason (无正当理由拒绝).
    case refused
    /// Refused with a good reason, which counts for nothing (有正当理由谢绝).
    case excused
  }

  package init(
    followUp: String?, title: String, method: String = "", result: Result, note: String = ""
  ) {
    self.followUp = followUp
    self.title = title
    self.method = method
    self.result = result
    self.note = note
  }
}

/// What an applicant thinks of a visit (好差评), voluntary and once a dossier.
///
/// Source of the five grades: 国办发〔2019〕51号.
package struct Rating: Equatable, Sendable {
  package let grade: Grade
  package let note: String

  package enum Grade: Int, CaseIterable, Sendable {
    case veryBad = 1, bad, fair, good, veryGood

    /// 差评 is looked into by somebody else. Source: the same, part 3.
    package var isBad: Bool { rawValue <= 2 }
  }

  package init(grade: Grade, note: String) {
    self.grade = grade
    self.note = note
  }
}

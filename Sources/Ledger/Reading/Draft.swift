import Domain

/// A form that is being filled in (草稿), in a list.
package struct DraftSummary: Identifiable, Equatable, Sendable {
  /// The id of the ticket that it belongs to.
  package var id: String
  package var startedAt: Instant
  package var updatedAt: Instant
  package var progress: DraftProgress
  /// Account key of who filled it in last; empty for one of an older program.
  package var clerk: String

  package init(
    id: String, startedAt: Instant, updatedAt: Instant, progress: DraftProgress,
    clerk: String = ""
  ) {
    self.clerk = clerk
    self.id = id
    self.startedAt = startedAt
    self.updatedAt = updatedAt
    self.progress = progress
  }
}

/// Whose draft it is and how far it got (录入进度).
package struct DraftProgress: Equatable, Sendable {
  package var theme: String
  package var themeVersion: String
  package var ticketNumber: String
  /// Empty until they are filled in.
  package var keys: SearchKeys
  package var done: Int
  package var total: Int

  package init(
    theme: String = "", themeVersion: String = "", ticketNumber: String = "",
    keys: SearchKeys = SearchKeys(), done: Int = 0, total: Int = 0
  ) {
    self.theme = theme
    self.themeVersion = themeVersion
    self.ticketNumber = ticketNumber
    self.keys = keys
    self.done = done
    self.total = total
  }
}

/// One field of a draft as it is journalled (草稿字段); no answer clears it.
package struct DraftField: Equatable, Sendable {
  package var part: Draft.Part
  package var key: String
  package var answer: Answer?

  package init(part: Draft.Part, key: String, answer: Answer?) {
    self.part = part
    self.key = key
    self.answer = answer
  }
}

/// A draft as it comes back after a crash, field by field (草稿内容).
package struct Draft: Equatable, Sendable {
  package var summary: DraftSummary
  package var answers: Answers
  /// Answers to the guided questions, and what else the form remembers, by key.
  package var choices: Answers

  package init(summary: DraftSummary, answers: Answers, choices: Answers) {
    self.summary = summary
    self.answers = answers
    self.choices = choices
  }

  /// Which of the two a saved field is part of.
  package enum Part: String, CaseIterable, Sendable { case answers, choices }
}

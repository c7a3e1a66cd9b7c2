import Domain

/// What a person's other dossiers say that a page of one must know (本人情况).
package struct PersonStanding: Equatable, Sendable {
  /// Titles of registers in which an open line marks the person.
  package let marks: [String]
  /// Granted matters that end follow-ups, oldest first.
  package let endings: [Ending]

  package struct Ending: Equatable, Sendable {
    package let dossier: String
    package let number: String
    package let meaning: Matter.Meaning
    package let at: Instant

    package init(dossier: String, number: String, meaning: Matter.Meaning, at: Instant) {
      self.dossier = dossier
      self.number = number
      self.meaning = meaning
      self.at = at
    }
  }

  package init(marks: [String] = [], endings: [Ending] = []) {
    self.marks = marks
    self.endings = endings
  }

  /// What ends this, of another dossier too; nil when nothing does.
  package func ending(of due: FollowUpDue) -> Ending? {
    endings.last { due.endings.contains($0.meaning) && $0.at >= due.since }
  }
}

extension Catalogue {
  /// The text that a dossier was accepted under; when this machine does not
  /// have it, the one of today.
  package func theme(of dossier: Dossier) -> Theme? {
    theme(dossier.theme, version: dossier.themeVersion)
  }
}

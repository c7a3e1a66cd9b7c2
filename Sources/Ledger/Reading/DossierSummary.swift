import Domain

/// A dossier as a list shows it (办件摘要).
package struct DossierSummary: Equatable, Sendable {
  package var id: String
  package var number: String
  package var theme: String
  package var themeTitle: String
  package var acceptedAt: Instant
  package var counter: String
  package var clerk: String
  package var name: String
  package var idNumber: String
  package var phone: String
  package var birth: Day?
  package var isClosed: Bool
  /// In the order of the dossier.
  package var proceedings: [ProceedingSummary]

  package init(
    id: String, number: String, theme: String, themeTitle: String, acceptedAt: Instant,
    counter: String, clerk: String, name: String, idNumber: String, phone: String, birth: Day?,
    isClosed: Bool, proceedings: [ProceedingSummary]
  ) {
    self.id = id
    self.number = number
    self.theme = theme
    self.themeTitle = themeTitle
    self.acceptedAt = acceptedAt
    self.counter = counter
    self.clerk = clerk
    self.name = name
    self.idNumber = idNumber
    self.phone = phone
    self.birth = birth
    self.isClosed = isClosed
    self.proceedings = proceedings
  }
}

/// One matter of a dossier in a list (事项摘要).
package struct ProceedingSummary: Equatable, Sendable {
  package var matter: String
  package var title: String
  package var meaning: Matter.Meaning?
  package var state: Proceeding.State
  package var due: Day?

  package init(
    matter: String, title: String, meaning: Matter.Meaning?, state: Proceeding.State, due: Day?
  ) {
    self.matter = matter
    self.title = title
    self.meaning = meaning
    self.state = state
    self.due = due
  }
}

import Domain

/// One search box (查找): dossiers, drafts and today's tickets.
package struct FindQuery: Equatable, Sendable {
  /// As typed: read as a form reads names and numbers, so width, blanks, hyphens
  /// and case do not matter.
  package var text: String
  /// Whose tickets are searched.
  package var today: Day
  package var offset: Int
  package var limit: Int

  package init(text: String, today: Day, offset: Int = 0, limit: Int = 20) {
    self.text = text
    self.today = today
    self.offset = offset
    self.limit = limit
  }
}

/// Something that was found, and why (查找结果).
package struct FindHit: Equatable, Sendable {
  package var subject: Subject
  package var reason: FindReason

  package init(subject: Subject, reason: FindReason) {
    self.subject = subject
    self.reason = reason
  }

  package enum Subject: Equatable, Sendable {
    case ticket(Ticket)
    case draft(DraftSummary)
    case dossier(DossierSummary)
  }
}

/// Why it was found (命中原因), strongest first.
package enum FindReason: String, CaseIterable, Sendable {
  case dossierNumber, ticketNumber, idNumber, phone
  case idEnding, phoneEnding, serial, idBeginning
  case name, pinyin, initials
  /// Somebody in a list of the form: a household member, an employee.
  case member
  case flag
}

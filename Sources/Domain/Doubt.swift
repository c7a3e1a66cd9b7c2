/// What is odd about a dossier or a ticket, but may be right (存疑): it is taken, and says
/// so until a supervisor has looked into it.
package enum Doubt: String, CaseIterable, Comparable, Sendable {
  /// Something happened long before or after the rest of its log, on a day that is
  /// still to come, or before its document was there.
  case time
  /// A limit is not the one of the pack.
  case limits
  /// The text of the pack by which it was accepted is not known.
  case version
  /// It has answers to questions that its pack does not ask, or codes of no table.
  case answers
  /// The account of whoever did it was let out before central got it.
  case clerk
  /// Another ticket of the hall has the same number on it.
  case series
  /// It does not follow from the packs of the counter that shows it. Found there, not at
  /// central.
  case packs

  /// As it stands among what somebody has to look at.
  package var code: String { "F_" + rawValue.uppercased() }

  package static func < (a: Doubt, b: Doubt) -> Bool { a.rawValue < b.rawValue }
}

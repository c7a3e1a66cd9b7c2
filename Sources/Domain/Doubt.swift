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
  /// The account of whoever did it was let out before central got it.
  case clerk
  /// The number names a counter that another machine is now.
  case series

  /// As it stands among what somebody has to look at.
  package var code: String { "F_" + rawValue.uppercased() }

  package static func < (a: Doubt, b: Doubt) -> Bool { a.rawValue < b.rawValue }
}

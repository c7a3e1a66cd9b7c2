/// Why an operation cannot be done. Holds no applicant's data.
package enum LedgerError: Error, Equatable {
  case unknownDossier
  case alreadyAccepted
  case noMatters
  case unknownMatter(String)
  /// N0-21, N0-23: 失业登记 needs at least one of each.
  case missingWishes(section: String)
  case notAllowed(Role, Operation.Kind)
  /// The proceeding is in a state in which this cannot be done.
  case illegal(Operation.Kind, in: Proceeding.State)
  case wrongStep(expected: String, found: String)
  case unknownMaterial(String)
  /// A reason is required and was empty.
  case reasonMissing(Operation.Kind)
  case changed(key: String)
}

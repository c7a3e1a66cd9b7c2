/// Why an operation cannot be done. Holds no applicant's data.
package enum LedgerError: Error, Equatable {
  case unknownDossier
  case alreadyAccepted
  case noMatters
  /// A matter opens twice, waits in a circle, or its clock and its missing
  /// materials do not fit.
  case impossibleOpening(matter: String)
  case unknownMatter(String)
  /// N0-21, N0-23: 失业登记 needs at least one of each.
  case missingWishes(section: String)
  case notAllowed(Role, Operation.Kind)
  /// The proceeding is in a state in which this cannot be done, or the clock
  /// in the operation does not follow from the one that runs.
  case illegal(Operation.Kind, in: Proceeding.State)
  case wrongStep(expected: String, found: String)
  case unknownMaterial(String)
  /// No hash, or a size that no scan may have.
  case impossibleScan
  case scannedAlready
  case unknownScan
  case unknownEntry
  case entryClosed
  /// A reason, or what is asked for, is required and was empty.
  case reasonMissing(Operation.Kind)
  /// By the packs of this machine: no such theme, no such department.
  case unknownTheme
  case unknownDepartment
  /// A check character does not fit.
  case impossibleNumber(field: String)
  /// A due day does not follow from the limit, the days and the pauses.
  case impossibleDue(matter: String)
  /// A dossier's number of another county or log.
  case foreignNumber
  /// An id, a number or a key has another form than its kind has.
  case malformed(part: String)
  /// A text is longer than its kind may be, a list has more than it may have.
  case tooLong(part: String)
  case tooMany(part: String)
  /// A text has a character that may not reach a screen: `U+202E`.
  case unsafeText(code: String)
  case changed(key: String)
  /// It was settled already.
  case unknownConflict
  /// The portal's application was accepted or sent back already.
  case intakeOver
  case unknownIntake
  /// Nothing of it waits for the hall's second look.
  case nothingToScreen
  case ratedAlready
  case alreadyBooked
  case unknownAppointment
  /// It was cancelled, or the person came already.
  case appointmentOver
  /// Arrival is written down on the day itself.
  case anotherDay
  /// The slot has begun already, or is no time of day.
  case slotPast
  case slotFull(capacity: Int)
  case staff(StaffProblem)
}

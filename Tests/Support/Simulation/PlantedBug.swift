/// A mistake that the simulation has to find (植入的错误): each one is something
/// that an implementation of the stores, the service or the agent's edge can
/// get wrong. They live in the wrappers around the models, never in the product.
package enum PlantedBug: String, CaseIterable, Sendable {
  // The counter's store.
  /// `sent` follows central's last line instead of the lines that were asked about.
  case sentFollowsCentral
  /// Results that need attention are forgotten.
  case attentionForgotten
  /// A page moves the cursor to the head, whatever it brought.
  case cursorToHead
  /// The cursor after a scan is the last piece's place.
  case lastAsOf
  /// What a scanned stream no longer has stays.
  case goneStays
  /// Lines under a new code get new ids.
  case newIdsOnRekey
  /// The line that forked is not carried over.
  case rekeyLosesLine
  /// After central went back, nothing is sent again.
  case nothingSentAgain
  /// After central went back, reading goes on at the old places.
  case cursorsKept
  /// Rows that left a stream stay.
  case dropIgnored
  /// A row that left one stream goes, although another one has it still.
  case dropTooMuch
  /// Rows that are gone for ever stay.
  case tombIgnored
  /// An operation leaves the screen as soon as it is answered.
  case doneWhenAnswered
  /// Numbers start again after a restart.
  case numbersAgain
  /// A refused line is not sent again when what it needs has come.
  case heldForEver
  /// The results of lines that central still has after it went back are taken
  /// to be those that were told before. (Was in the specification once.)
  case refusedNotCompared
  /// What another writer of the log did counts as done here. (Was, too.)
  case seenOfAnotherWriter
  /// Acknowledged while the disk had not taken it.
  case savedTooEarly
  // The service.
  /// The answer leaves before the commit, which then does not always come.
  case answeredTooEarly
  /// Known ids are not looked up.
  case idsNotLookedUp
  /// The epoch stays after a restore.
  case epochKept
  /// A page says that it reaches the head.
  case pageSaysHead
  /// A scan shows the whole county.
  case scanLeaks
  /// A known place of a log answers whatever line comes.
  case forkNotSeen
  /// Dossier numbers are not looked up.
  case numbersNotLookedUp
  /// Rows that leave a stream are not told.
  case dropsNotTold
  /// The log's rows are written, the entities are not.
  case halfCommit
  /// Edits are done whatever stands.
  case lastWriterWins
  /// A ticket goes to the counter whose call comes last.
  case lastCallWins
  /// Any machine whose account has a department decides for it.
  case officesNotLookedUp
  // Around the agent.
  /// The place of a ticket in the line is that of the clock on the wall.
  case placesByClock
  /// No answer counts as done.
  case lostIsDone
  /// A request that gets no answer is waited for without end.
  case noTimeLimit

  /// Where looking for it begins: some show first after a hundred seeds, which
  /// nobody need run through each time.
  package var firstSeed: UInt64 {
    switch self {
    case .refusedNotCompared: 620
    case .seenOfAnotherWriter: 95
    case .idsNotLookedUp: 50
    // Only in every eighth seed do the halls' own accounts try.
    case .officesNotLookedUp: 6
    default: 1
    }
  }
}

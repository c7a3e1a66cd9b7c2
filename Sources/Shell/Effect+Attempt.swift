import Desk
import Storage

extension Effect {
  /// What the clerk is told about when it fails.
  var attempt: StoreError.Attempt {
    switch self {
    case .establish, .found, .saveDraft, .saveDraftProgress, .accept: .content
    case .signIn, .unlock, .enter: .signingIn
    case .signOut, .createAccount, .changeAccount, .resetPassphrase, .changePassphrase,
      .renewPassphrase, .setScreening, .issueTicket, .callAlone, .changeTicket, .undoTicket,
      .dropDraft, .act, .book, .cancelBooking, .arrive, .attach, .setHall, .join,
      .retryLink, .closeAttention, .renumber, .saveView, .dropView, .deliver:
      .step
    case .useRegion, .loadQueue, .openTicket, .openOldTicket, .loadDrafts, .lookUp, .readCard,
      .openDossier, .loadBoard, .loadBacklog, .loadReport, .find, .loadFollowUps, .loadPerson,
      .loadAppointments, .countRegisters, .loadRegister, .loadStanding, .openScan, .loadSync,
      .loadIntakes, .loadViews, .followClock, .beep, .quit:
      .reading
    }
  }
}

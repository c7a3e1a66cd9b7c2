import Domain

extension Operation {
  /// Whether its ids, numbers, texts and lists have the form that theirs have.
  ///
  /// Asked where an operation comes in, at central and at the counter, not where its
  /// line is read: what stands in a log already is played as it is.
  package func checkShape() throws(LedgerError) {
    try Shape.key(id, "op")
    try Shape.key(entity, "ent")
    try Shape.key(clerk, "clerk")
    try act.checkShape()
    // By the clock of whoever books, which may be wrong for both days alike.
    if case .book(let booking) = act {
      try Shape.number(booking.day.number - at.day.number, -2...Limits.bookingDays, "day")
    }
  }
}

extension Act {
  fileprivate func checkShape() throws(LedgerError) {
    switch self {
    case .accept(let acceptance): try acceptance.checkShape()
    case .amend(let changes, let reason):
      try Change.checkShape(changes)
      try Shape.words(reason)
    case .add(let openings, let materials, let minimums):
      try Opening.checkShape(openings)
      try MaterialRecord.checkShape(materials)
      try Shape.minimums(minimums)
    case .void(let matter, let reason, let starts):
      try Shape.key(matter, "matter")
      try Shape.words(reason)
      try Shape.clocks(starts)
    case .screen(let starts): try Shape.clocks(starts)
    case .serve(let service): try service.checkShape()
    case .rate(let rating): try Shape.words(rating.note)
    case .note(let text): try Shape.words(text)
    case .settle(let conflict, let changes):
      try Shape.key(conflict, "conflict")
      try Change.checkShape(changes)
    case .keep(let number, let reason):
      try Shape.dossierNumber(number, mayBeEmpty: true)
      try Shape.words(reason)
    case .clear(let clearing): try clearing.checkShape()
    case .renumber(let number): try Shape.dossierNumber(number)
    case .putMaterial(let rule, let copies, let note, let starts):
      try Shape.key(rule, "rule")
      try Shape.number(copies, 1...Limits.copies, "copies")
      try Shape.words(note)
      try Shape.clocks(starts)
    case .attach(let rule, let scan):
      try Shape.key(rule, "rule")
      try scan.checkShape()
    case .detach(let rule, let hash, let reason):
      try Shape.key(rule, "rule")
      guard Scan.isHash(hash) else { throw .malformed(part: "hash") }
      try Shape.words(reason)
    case .enter(let note): try note.checkShape()
    case .close(let entry, let closing):
      try Shape.key(entry, "entry")
      try closing.checkShape()
    case .receive(let matter), .told(let matter): try Shape.key(matter, "matter")
    case .handOn(let matter, let department, let reason),
      .sign(let matter, let department, let reason):
      try Shape.key(matter, "matter")
      try Shape.key(department, "department")
      try Shape.words(reason)
    case .redate(let matter, let reason, let clock), .hold(let matter, let reason, let clock):
      try Shape.key(matter, "matter")
      try Shape.words(reason)
      try Shape.clock(clock)
    case .verify(let matter, _, let clock), .resume(let matter, let clock):
      try Shape.key(matter, "matter")
      try Shape.clock(clock)
    case .pass(let matter, let step, let opinion):
      try Shape.key(matter, "matter")
      // Empty for a matter that has one step without a name.
      if !step.isEmpty { try Shape.key(step, "step") }
      try Shape.words(opinion)
    case .ask(let matter, let items, let reason, let clock):
      try Shape.key(matter, "matter")
      try Shape.texts(items, Limits.title, most: Limits.materials, "items")
      try Shape.words(reason)
      try Shape.clock(clock)
    case .approve(let matter, let text, let starts), .decline(let matter, let text, let starts),
      .withdraw(let matter, let text, let starts):
      try Shape.key(matter, "matter")
      try Shape.words(text)
      try Shape.clocks(starts)
    case .changeTicket(let change), .undoTicket(let change): try change.checkShape()
    case .book(let booking): try booking.checkShape()
    case .cancelBooking(let reason), .returnIntake(let reason): try Shape.words(reason)
    case .arrive(let ticket): try Shape.key(ticket, "ticket")
    case .putAccount(let account): try account.checkShape()
    case .issueReport(let report): try report.checkShape()
    case .paper(_, let matter, let copy):
      try Shape.key(matter, "matter")
      try Shape.number(copy, 1...Limits.items, "copy")
    case .unmask(let field): try Shape.key(field, "field")
    // A mark is read as 64 digits and a time, or not at all.
    case .setPassphrase, .export, .signIn, .signInFailed, .signOut, .clock: break
    }
  }
}

extension Acceptance {
  fileprivate func checkShape() throws(LedgerError) {
    try Shape.dossierNumber(number)
    try Shape.key(theme, "theme")
    try Shape.key(themeVersion, "themeVersion")
    try Shape.text(themeTitle, Limits.title, "themeTitle")
    try Shape.hall(hall)
    try Shape.text(counter, Limits.counter, "counter")
    try Shape.key(ticket, "ticket")
    try Shape.key(intake, "intake")
    try Shape.answers(answers)
    try Opening.checkShape(openings)
    try MaterialRecord.checkShape(materials)
    try TrainingPush.checkShape(pushes)
    try Shape.minimums(minimums)
  }
}

extension Opening {
  fileprivate static func checkShape(_ openings: [Opening]) throws(LedgerError) {
    try Shape.count(openings.count, Limits.matters, "openings")
    for opening in openings {
      try Shape.key(opening.matter, "matter")
      try Shape.text(opening.title, Limits.title, "title")
      try Shape.key(opening.department, "department")
      try Shape.keys(opening.cooperators, "cooperators")
      try Shape.key(opening.placeKey, "place")
      try Shape.steps(opening.steps)
      try Shape.keys(opening.waitsFor, "waitsFor", most: Limits.matters)
      try Shape.keys(opening.mustPass, "mustPass", most: Limits.matters)
      try Shape.texts(opening.missing, Limits.title, most: Limits.materials, "missing")
      try Shape.clock(opening.clock)
    }
  }
}

extension Change {
  fileprivate static func checkShape(_ changes: [Change]) throws(LedgerError) {
    try Shape.count(changes.count, Limits.answers, "set")
    for change in changes {
      try Shape.key(change.key, "set")
      try Shape.answer(change.old)
      try Shape.answer(change.new)
    }
  }
}

extension TicketChange {
  fileprivate func checkShape() throws(LedgerError) {
    try before?.checkShape()
    try after.checkShape()
    // Every ordinary ticket of a day that stands before a priority one.
    try Shape.keys(passed, "passed", most: Limits.items)
    try Shape.words(reason)
  }
}

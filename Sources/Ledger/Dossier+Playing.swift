import Domain

extension Dossier {
  /// What the operation makes of the dossier: the same on every machine.
  ///
  /// - Parameters:
  ///   - operation: about a dossier; tickets, accounts and sign-ins are not
  ///     played here.
  ///   - dossier: nil for the operation that accepts it.
  package static func play(
    _ operation: Operation, on dossier: Dossier?
  ) throws(LedgerError) -> Dossier {
    guard operation.role.may(operation.kind) else {
      throw .notAllowed(operation.role, operation.kind)
    }
    if case .accept(let acceptance) = operation.act {
      guard dossier == nil else { throw .alreadyAccepted }
      return try Dossier(acceptance, by: operation)
    }
    guard var after = dossier else { throw .unknownDossier }
    try after.apply(operation)
    after.revision += 1
    return after
  }

  private init(_ acceptance: Acceptance, by operation: Operation) throws(LedgerError) {
    try acceptance.check()
    id = operation.entity
    number = acceptance.number
    theme = acceptance.theme
    themeVersion = acceptance.themeVersion
    themeTitle = acceptance.themeTitle
    channel = acceptance.channel
    hall = acceptance.hall
    counter = acceptance.counter
    clerk = operation.clerk
    ticket = acceptance.ticket
    acceptedAt = operation.at
    answers = acceptance.answers
    materials = acceptance.materials
    pushes = acceptance.pushes
    papers = []
    minimums = acceptance.minimums
    services = []
    entries = []
    conflicts = []
    duplicates = []
    edits = [:]
    doubts = []
    revision = 1
    proceedings = acceptance.openings.map { Proceeding($0, isScreened: acceptance.isScreened) }
    events = [
      DossierEvent(
        at: operation.at, by: operation.clerk, kind: operation.kind, matter: nil, detail: "")
    ]
    try checkMinimums()
    try releaseWaiting(operation, [:])
  }

  private mutating func apply(_ operation: Operation) throws(LedgerError) {
    var matter: String?
    var detail = ""
    switch operation.act {
    case .amend(let changes, let reason):
      guard voided == nil else { throw .illegal(operation.kind, in: .voided) }
      guard mayAmend(operation.role) else { throw .notAllowed(operation.role, operation.kind) }
      try Dossier.checkWords(reason, operation.kind)
      for change in changes { try set(change, operation) }
      try checkMinimums()
      if !changes.isEmpty { voidPapers() }
      detail = "\(changes.count)项，\(reason)"
    case .note(let text):
      try Dossier.checkWords(text, operation.kind)
      detail = text
    case .putMaterial(let rule, let copies, let note, let starts):
      try put(rule, copies: copies, note: note, starts, operation)
      detail = materials.first { $0.rule == rule }?.title ?? ""
    case .attach(let rule, let scan): detail = try attach(scan, to: rule, operation)
    case .detach(let rule, let hash, let reason):
      detail = try detach(hash, from: rule, reason, operation)
    case .enter(let note):
      try enter(note, operation)
      detail = note.title
    case .close(let entry, let closing):
      detail = try "\(close(entry, closing, operation))，\(closing.result)"
    case .paper(let kind, let about, let copy):
      if let about, proceeding(about) == nil { throw .unknownMatter(about) }
      papers.append(PaperRecord(kind: kind, matter: about, copy: copy, at: operation.at))
      matter = about
      detail = kind.rawValue
    case .unmask(let field): detail = field
    case .serve(var service):
      for words in [service.title, service.method, service.note] { try SafeText.check(words) }
      service.at = operation.at
      service.by = operation.clerk
      services.append(service)
      detail = service.title
    case .rate(let rating):
      guard self.rating == nil else { throw .ratedAlready }
      try SafeText.check(rating.note)
      self.rating = rating
      detail = "\(rating.grade.rawValue)"
    case .told(let key):
      matter = key
      try change(key, operation) { $0.needsTelling = false }
    case .withdraw(let key, let reason, let starts):
      matter = key
      detail = reason
      try Dossier.checkWords(reason, operation.kind)
      try change(key, operation) { $0.finish(.withdrawn, reason: reason, at: operation.at) }
      try releaseWaiting(operation, starts)
    case .add, .void, .redate, .handOn, .sign, .receive, .screen:
      (matter, detail) = try applyCorrection(operation)
    case .settle, .keep, .clear, .renumber:
      (matter, detail) = try applySettlement(operation)
    default:
      (matter, detail) = try applyReview(operation)
    }
    events.append(
      DossierEvent(
        at: operation.at, by: operation.clerk, kind: operation.kind, matter: matter, detail: detail)
    )
  }

  /// The reviewer's side of a proceeding's life.
  private mutating func applyReview(
    _ operation: Operation
  ) throws(LedgerError) -> (matter: String?, detail: String) {
    switch operation.act {
    case .verify(let key, let mode, let clock):
      try change(key, operation, clock) {
        $0.verification = mode
        $0.clock = clock
      }
      return (key, mode.rawValue)
    case .pass(let key, let step, let opinion):
      try SafeText.check(opinion)
      if let found = proceeding(key)?.currentStep?.key, found != step {
        throw .wrongStep(expected: step, found: found)
      }
      try change(key, operation) { $0.advance() }
      return (key, opinion)
    case .ask(let key, let items, let reason, let clock):
      guard !items.isEmpty else { throw .reasonMissing(operation.kind) }
      for words in items + [reason] { try Dossier.checkWords(words, operation.kind) }
      try change(key, operation, clock) {
        $0.pause(.asked, reason, clock)
        $0.items = items
        $0.needsTelling = true
      }
      return (key, reason)
    case .hold(let key, let reason, let clock):
      try Dossier.checkWords(reason, operation.kind)
      try change(key, operation, clock) {
        $0.pause(.held, reason, clock)
        // In writing. Source: 行政许可法 art. 45.
        $0.needsTelling = true
      }
      return (key, reason)
    case .resume(let key, let clock):
      try change(key, operation, clock) { $0.begin(clock) }
      return (key, "")
    case .approve(let key, let opinion, let starts):
      try SafeText.check(opinion)
      try change(key, operation) { $0.finish(.approved, reason: nil, at: operation.at) }
      try releaseWaiting(operation, starts)
      return (key, opinion)
    case .decline(let key, let reason, let starts):
      try Dossier.checkWords(reason, operation.kind)
      try change(key, operation) { $0.finish(.declined, reason: reason, at: operation.at) }
      try releaseWaiting(operation, starts)
      return (key, reason)
    default:
      preconditionFailure("\(operation.kind) is not about a dossier")
    }
  }

  /// - Parameter clock: the one that the operation brings, if it does.
  mutating func change(
    _ matter: String, _ operation: Operation, _ clock: Clock? = nil,
    _ body: (inout Proceeding) -> Void
  ) throws(LedgerError) {
    guard let index = proceedings.firstIndex(where: { $0.matter == matter }) else {
      throw .unknownMatter(matter)
    }
    guard proceedings[index].isIn(handsOf: operation.role, for: operation.kind) else {
      throw .notAllowed(operation.role, operation.kind)
    }
    guard proceedings[index].allows(operation.kind),
      clock?.follows(proceedings[index].clock, by: operation.kind) ?? true
    else {
      throw .illegal(operation.kind, in: proceedings[index].state)
    }
    body(&proceedings[index])
  }

  /// Handed in; handed in again, it is the newer copies and note that count.
  private mutating func put(
    _ rule: String, copies: Int, note: String, _ starts: [String: Clock], _ operation: Operation
  ) throws(LedgerError) {
    guard let place = materials.firstIndex(where: { $0.rule == rule }) else {
      throw .unknownMaterial(rule)
    }
    try SafeText.check(note)
    let startable = startable(byPutting: rule)
    if let early = starts.keys.sorted().first(where: { !startable.contains($0) }) {
      guard let state = proceeding(early)?.state else { throw .unknownMatter(early) }
      throw .illegal(operation.kind, in: state)
    }
    guard startable.allSatisfy({ starts[$0] != nil }) else {
      throw .illegal(operation.kind, in: .incomplete)
    }
    materials[place].isPresent = true
    materials[place].copies = copies
    materials[place].note = note
    for index in proceedings.indices where proceedings[index].state == .incomplete {
      proceedings[index].items = materials.lacking(for: proceedings[index].matter).map(\.title)
    }
    var begun: Set<String> = []
    for index in proceedings.indices where isComplete(proceedings[index]) {
      let matter = proceedings[index].matter
      if let clock = starts[matter] {
        try change(matter, operation, clock) { $0.begin(clock) }
        begun.insert(matter)
      } else {
        proceedings[index].goOn()  // it waits for another one, and its clock with it
      }
    }
    try releaseWaiting(operation, starts.filter { !begun.contains($0.key) })
  }

  /// Whether it was incomplete and lacks nothing now.
  private func isComplete(_ proceeding: Proceeding) -> Bool {
    proceeding.state == .incomplete && materials.lacking(for: proceeding.matter).isEmpty
  }

  /// Proceedings whose awaited matters all have results go on; one that is done
  /// by that may be what the next one waits for.
  ///
  /// - Parameter starts: the clocks of those that stood still until now. There
  ///   must be one for each of them and none for any other.
  mutating func releaseWaiting(
    _ operation: Operation, _ starts: [String: Clock]
  ) throws(LedgerError) {
    var left = starts
    for index in release(at: operation.at) where proceedings[index].clock.accepted == nil {
      left[proceedings[index].matter] = nil
      guard let clock = starts[proceedings[index].matter],
        clock.starts(proceedings[index].clock)
      else { throw .illegal(operation.kind, in: .waiting) }
      proceedings[index].clock = clock
    }
    if let key = left.keys.min() {
      guard let state = proceeding(key)?.state else { throw .unknownMatter(key) }
      throw .illegal(operation.kind, in: state)
    }
  }

  /// Lets go on what waits for nothing more; their indices.
  mutating func release(at instant: Instant) -> [Int] {
    var released: [Int] = []
    while let index = proceedings.firstIndex(where: isReleased) {
      let awaited = proceedings[index].waitsFor.compactMap(proceeding)
      let failed = awaited.first { $0.state != .approved }
      let needed = proceedings[index].mustPass.compactMap(proceeding)
      let isHopeless = !needed.isEmpty && !needed.contains { $0.state == .approved }
      proceedings[index].release(failed: failed?.title, isHopeless: isHopeless, at: instant)
      released.append(index)
    }
    return released
  }

  private func isReleased(_ proceeding: Proceeding) -> Bool {
    proceeding.state == .waiting
      && proceeding.waitsFor.allSatisfy { self.proceeding($0)?.state.isFinal ?? true }
  }
}

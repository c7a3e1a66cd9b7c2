import Domain

extension Dossier {
  /// What the operation makes of the dossier: the same on every machine.
  ///
  /// - Parameter dossier: nil for the operation that accepts it.
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
    guard !acceptance.openings.isEmpty else { throw .noMatters }
    if acceptance.openings.contains(where: { $0.meaning == .unemploymentRegistration }) {
      for section in Dossier.requiredWishes where acceptance.answers[rows: section].isEmpty {
        throw .missingWishes(section: section)
      }
    }
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
    papers = []
    revision = 1
    proceedings = acceptance.openings.map { Proceeding($0, at: operation.at) }
    events = [
      DossierEvent(
        at: operation.at, by: operation.clerk, kind: operation.kind, matter: nil, detail: "")
    ]
    releaseWaiting()
  }

  /// The lists that 失业登记 needs an entry in. Source: N0-21, N0-23.
  package static let requiredWishes = ["jobWishes", "trainingWishes"]

  private mutating func apply(_ operation: Operation) throws(LedgerError) {
    var matter: String?
    var detail = ""
    switch operation.act {
    case .amend(let changes):
      for change in changes {
        guard answers[change.key] == change.old else { throw .changed(key: change.key) }
      }
      for change in changes { answers[change.key] = change.new }
      detail = changes.map(\.key).joined(separator: ",")
    case .note(let text): detail = text
    case .putMaterial(let rule, let copies, let note, let starts):
      guard let index = materials.firstIndex(where: { $0.rule == rule }) else {
        throw .unknownMaterial(rule)
      }
      materials[index].isPresent = true
      materials[index].copies = copies
      materials[index].note = note
      for key in starts.keys.sorted() {
        guard let clock = starts[key] else { continue }
        try change(key, operation) { $0.begin(clock, at: operation.at) }
      }
      releaseWaiting()
      detail = materials[index].title
    case .paper(let kind, let about, let copy):
      papers.append(PaperRecord(kind: kind, matter: about, copy: copy, at: operation.at))
      matter = about
      detail = kind.rawValue
    case .unmask(let field): detail = field
    case .told(let key):
      matter = key
      try change(key, operation) { $0.needsTelling = false }
    default:
      (matter, detail) = try applyReview(operation)
    }
    events.append(
      DossierEvent(
        at: operation.at, by: operation.clerk, kind: operation.kind, matter: matter, detail: detail))
  }

  /// The reviewer's side of a proceeding's life.
  private mutating func applyReview(
    _ operation: Operation
  ) throws(LedgerError) -> (matter: String?, detail: String) {
    switch operation.act {
    case .verify(let key, let mode, let clock):
      try change(key, operation) {
        $0.verification = mode
        $0.clock = clock
      }
      return (key, mode.rawValue)
    case .pass(let key, let step, let opinion):
      guard let found = proceeding(key)?.currentStep?.key, found == step else {
        throw .wrongStep(expected: step, found: proceeding(key)?.currentStep?.key ?? "")
      }
      try change(key, operation) { $0.advance() }
      return (key, opinion)
    case .ask(let key, let items, let reason, let clock):
      guard !items.isEmpty, !reason.isEmpty else { throw .reasonMissing(operation.kind) }
      try change(key, operation) {
        $0.pause(.asked, reason, clock)
        $0.items = items
        $0.needsTelling = true
      }
      return (key, reason)
    case .hold(let key, let reason, let clock):
      guard !reason.isEmpty else { throw .reasonMissing(operation.kind) }
      try change(key, operation) { $0.pause(.held, reason, clock) }
      return (key, reason)
    case .resume(let key, let clock):
      try change(key, operation) { $0.begin(clock, at: operation.at) }
      return (key, "")
    case .approve(let key, let opinion):
      try change(key, operation) { $0.finish(.approved, reason: nil, at: operation.at) }
      releaseWaiting()
      return (key, opinion)
    case .decline(let key, let reason):
      guard !reason.isEmpty else { throw .reasonMissing(operation.kind) }
      try change(key, operation) {
        $0.finish(.declined, reason: reason, at: operation.at)
        $0.needsTelling = true
      }
      releaseWaiting()
      return (key, reason)
    default:
      preconditionFailure("\(operation.kind) is not about a dossier")
    }
  }

  private mutating func change(
    _ matter: String, _ operation: Operation, _ body: (inout Proceeding) -> Void
  ) throws(LedgerError) {
    guard let index = proceedings.firstIndex(where: { $0.matter == matter }) else {
      throw .unknownMatter(matter)
    }
    guard proceedings[index].allows(operation.kind) else {
      throw .illegal(operation.kind, in: proceedings[index].state)
    }
    body(&proceedings[index])
  }

  /// Proceedings whose awaited matters all have results go on.
  private mutating func releaseWaiting() {
    let final = Set(proceedings.filter(\.state.isFinal).map(\.matter))
    for index in proceedings.indices where proceedings[index].state == .waiting {
      if final.isSuperset(of: proceedings[index].waitsFor) {
        proceedings[index].state = .reviewing
      }
    }
  }
}

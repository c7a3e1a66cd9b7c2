import Domain

// What happens to a dossier besides its review: the hall's second look, and
// putting right what was accepted wrongly.

extension Dossier {
  mutating func applyCorrection(
    _ operation: Operation
  ) throws(LedgerError) -> (matter: String?, detail: String) {
    switch operation.act {
    case .receive(let key):
      try change(key, operation) { $0.receivedAt = operation.at }
      return (key, "")
    case .handOn(let key, let department, let reason):
      try Dossier.checkWords(reason, operation.kind)
      try change(key, operation) { $0.handOn(to: department) }
      return (key, reason)
    case .sign(let key, let department, let reason):
      try Dossier.checkWords(reason, operation.kind)
      guard proceeding(key)?.department != department else {
        throw .illegal(operation.kind, in: .reviewing)
      }
      try change(key, operation) { $0.sign(by: department) }
      return (key, reason)
    case .redate(let key, let reason, let clock):
      try Dossier.checkWords(reason, operation.kind)
      try change(key, operation, clock) { $0.clock = clock }
      voidPapers()
      return (key, reason)
    case .screen(let starts):
      guard awaitsScreening else { throw .nothingToScreen }
      for index in proceedings.indices { proceedings[index].screened() }
      try releaseWaiting(operation, starts)
      return (nil, "")
    case .add(let openings, let records, let minimums):
      try add(openings, records, minimums, operation)
      return (openings.first?.matter, openings.map(\.title).joined(separator: "、"))
    case .void(let key, let reason, let starts):
      guard mayAmend(operation.role) else { throw .notAllowed(operation.role, operation.kind) }
      try Dossier.checkWords(reason, operation.kind)
      if let key {
        try change(key, operation) { $0.finish(.voided, reason: reason, at: operation.at) }
      } else {
        guard voided == nil else { throw .illegal(operation.kind, in: .voided) }
        voided = reason
        for index in proceedings.indices where proceedings[index].state != .voided {
          proceedings[index].finish(.voided, reason: reason, at: operation.at)
        }
      }
      voidPapers()
      try releaseWaiting(operation, starts)
      return (key, reason)
    default:
      preconditionFailure("\(operation.kind) corrects nothing")
    }
  }

  /// Matters that join those of the acceptance, with the materials they need.
  private mutating func add(
    _ openings: [Opening], _ records: [MaterialRecord], _ minimums: [String: Int],
    _ operation: Operation
  ) throws(LedgerError) {
    guard voided == nil, mayAmend(operation.role) else {
      throw .notAllowed(operation.role, operation.kind)
    }
    if let twice = openings.first(where: { proceeding($0.matter) != nil }) {
      throw .impossibleOpening(matter: twice.matter)
    }
    for record in records {
      if let known = materials.firstIndex(where: { $0.rule == record.rule }) {
        materials[known].serve(record.matters, isRequired: record.isRequired)
      } else {
        materials.append(record)
      }
    }
    try Acceptance.check(openings, materials, isScreened: false, among: proceedings)
    proceedings += openings.map { Proceeding($0, isScreened: false) }
    self.minimums.merge(minimums) { max($0, $1) }
    try checkMinimums()
    voidPapers()
    try releaseWaiting(operation, [:])
  }

  /// What was handed out says something else than the dossier now.
  mutating func voidPapers() {
    for index in papers.indices { papers[index].isVoid = true }
  }

  /// The number of a paper: `640104-7K3M-000123-W-02`.
  package func paperNumber(_ index: Int) -> String {
    let place = String(index + 1)
    return number + "-" + String(repeating: "0", count: max(0, 2 - place.count)) + place
  }

  /// The number that a paper printed now gets.
  package var nextPaperNumber: String { paperNumber(papers.count) }

  /// The numbers of the papers that a correction has made worthless.
  package var voidPaperNumbers: [String] {
    papers.indices.filter { papers[$0].isVoid }.map(paperNumber)
  }
}

extension MaterialRecord {
  /// More matters need what stands in the list already.
  mutating func serve(_ more: [String], isRequired: Bool) {
    matters += more.filter { !matters.contains($0) }
    self.isRequired = self.isRequired || isRequired
  }
}

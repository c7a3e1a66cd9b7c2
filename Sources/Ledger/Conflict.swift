import Domain
import JSON

/// Two edits that met (冲突): the values that were there first stand, those of
/// the later edit wait here until somebody decides.
package struct Conflict: Equatable, Sendable {
  /// Id of the operation whose values wait.
  package let id: String
  /// Account key and time of the edit that waits.
  package let by: String
  package let at: Instant
  package let reason: String
  package let sides: [Side]

  /// One answer with both values.
  package struct Side: Equatable, Sendable {
    package let key: String
    /// What the author of the later edit saw before it.
    package let seen: Answer?
    package let mine: Answer?
    package let theirs: Answer?
    /// Who wrote the value that stands; nil for the acceptance.
    package let theirEdit: Edit?
  }
}

/// Who wrote an answer last, and when (最后修改).
package struct Edit: Equatable, Sendable {
  package let by: String
  package let at: Instant
}

/// Another open dossier of the same person over one of the same matters
/// (疑似重复). Central finds it; the machine merges nothing.
package struct Duplicate: Equatable, Sendable {
  package let number: String
  package let hall: String
  package let matters: [String]
  /// Whether this dossier came second, so that its window has to decide.
  package let isLater: Bool
  /// Why both stand; nil until somebody decides.
  package internal(set) var reason: String?

  package init(number: String, hall: String, matters: [String], isLater: Bool) {
    self.number = number
    self.hall = hall
    self.matters = matters
    self.isLater = isLater
  }
}

extension Dossier {
  /// Possible duplicates that its window has to decide on.
  package var undecidedDuplicates: [Duplicate] {
    duplicates.filter { $0.isLater && $0.reason == nil }
  }

  /// How many things in it wait for somebody's decision.
  package var undecidedCount: Int {
    conflicts.count + undecidedDuplicates.count + (doubts.isEmpty ? 0 : 1)
  }
}

extension Change {
  /// Answers that are decided together (同组字段): a name from one edit with a
  /// number from another would be a third person.
  var group: String {
    ["idKind", "idNumber", "name", "birth", "gender", "creditCode"].contains(key)
      ? "identity" : key
  }
}

extension Dossier {
  /// What central makes of an edit that others may have crossed: groups that
  /// nobody touched since are changed, the others become a conflict.
  ///
  /// - Returns: the keys that had the new value already, and those that clash.
  package func merging(
    _ operation: Operation, _ changes: [Change], reason: String
  ) throws(LedgerError) -> (after: Dossier, kept: [String], clashing: [String]) {
    var wanted: [Change] = []
    var clashing: [Change] = []
    var kept: [String] = []
    let groups = Dictionary(grouping: changes, by: \.group)
    for (_, group) in groups.sorted(by: { $0.key < $1.key }) {
      let open = group.filter { answers[$0.key] != $0.new }
      kept += group.filter { answers[$0.key] == $0.new }.map(\.key)
      if open.allSatisfy({ answers[$0.key] == $0.old }) {
        wanted += open
      } else {
        clashing += open
      }
    }
    let part = Operation(
      id: operation.id, entity: operation.entity, clerk: operation.clerk, role: operation.role,
      at: operation.at, act: .amend(wanted, reason: reason))
    for change in clashing { try change.new?.checkSafe() }
    var after = try Dossier.play(part, on: self)
    after.endConflicts()
    if !clashing.isEmpty {
      after.conflicts.append(
        Conflict(
          id: operation.id, by: operation.clerk, at: operation.at, reason: reason,
          sides: clashing.map {
            Conflict.Side(
              key: $0.key, seen: $0.old, mine: $0.new, theirs: answers[$0.key],
              theirEdit: edits[$0.key])
          }))
    }
    return (after, kept, clashing.map(\.key))
  }

  /// Conflicts that are none any more end by themselves: what the later author
  /// saw stands again, so that the edit fits, or it says what stands.
  ///
  /// After central lost its last hours, counters send their edits again in
  /// another order; then this puts each edit after the one that it was made on.
  mutating func endConflicts() {
    while let place = conflicts.firstIndex(where: { fits($0) || isMoot($0) }) {
      let conflict = conflicts.remove(at: place)
      guard !isMoot(conflict) else { continue }
      for side in conflict.sides {
        answers[side.key] = side.mine
        edits[side.key] = Edit(by: conflict.by, at: conflict.at)
      }
    }
  }

  private func isMoot(_ conflict: Conflict) -> Bool {
    conflict.sides.allSatisfy { answers[$0.key] == $0.mine }
  }

  private func fits(_ conflict: Conflict) -> Bool {
    guard conflict.sides.allSatisfy({ answers[$0.key] == $0.seen }) else { return false }
    var after = self
    for side in conflict.sides { after.answers[side.key] = side.mine }
    return (try? after.checkMinimums()) != nil
  }

  /// What a counter shows of an operation that central has not answered yet:
  /// an edit holds whatever moved underneath it.
  ///
  /// - Returns: nil when it cannot be done to this dossier any more.
  package static func replaying(_ operation: Operation, on dossier: Dossier?) -> Dossier? {
    if case .amend(let changes, let reason) = operation.act, let dossier {
      let moved = changes.map { Change(key: $0.key, old: dossier.answers[$0.key], new: $0.new) }
      let again = Operation(
        id: operation.id, entity: operation.entity, clerk: operation.clerk, role: operation.role,
        at: operation.at, act: .amend(moved, reason: reason))
      return try? Dossier.play(again, on: dossier)
    }
    return try? Dossier.play(operation, on: dossier)
  }

  /// Another open dossier of this person, found by central.
  package mutating func mark(_ duplicate: Duplicate) {
    guard !duplicates.contains(where: { $0.number == duplicate.number }) else { return }
    duplicates.append(duplicate)
  }

  /// Central has this number for another dossier: this one has none until its
  /// counter gives it a new one (重打回执).
  package mutating func loseNumber() { number = "" }

  /// The later of two that met, the duplicate that stands, or a new number.
  mutating func applySettlement(
    _ operation: Operation
  ) throws(LedgerError) -> (matter: String?, detail: String) {
    switch operation.act {
    case .settle(let id, let changes):
      guard let place = conflicts.firstIndex(where: { $0.id == id }) else {
        throw .unknownConflict
      }
      guard mayAmend(operation.role) else { throw .notAllowed(operation.role, operation.kind) }
      let keys = conflicts[place].sides.map(\.key)
      for change in changes {
        guard keys.contains(change.key) else { throw .changed(key: change.key) }
        try set(change, operation)
      }
      conflicts.remove(at: place)
      try checkMinimums()
      endConflicts()
      if !changes.isEmpty { voidPapers() }
      return (nil, changes.isEmpty ? "保留现有内容" : "\(changes.count)项")
    case .keep(let number, let reason):
      guard
        let place = duplicates.firstIndex(where: { $0.number == number && $0.reason == nil })
      else { throw .unknownDossier }
      try Dossier.checkWords(reason, operation.kind)
      duplicates[place].reason = reason
      return (nil, reason)
    case .clear(let clearing):
      guard clearing.subject == .dossier else { throw .unknownDossier }
      try Dossier.checkWords(clearing.reason, operation.kind)
      doubts.subtract(clearing.doubts)
      return (nil, clearing.reason)
    case .renumber(let new):
      guard number.isEmpty else { throw .alreadyAccepted }
      number = new
      voidPapers()
      return (nil, new)
    default:
      preconditionFailure("\(operation.kind) settles nothing")
    }
  }

  /// One answer, if it still is what the change says it was.
  mutating func set(_ change: Change, _ operation: Operation) throws(LedgerError) {
    try change.new?.checkSafe()
    guard answers[change.key] == change.old else { throw .changed(key: change.key) }
    answers[change.key] = change.new
    edits[change.key] = Edit(by: operation.clerk, at: operation.at)
  }
}

extension Conflict {
  var json: JSON {
    .compact([
      ("id", .string(id)), ("by", .string(by)), ("at", .int(at.milliseconds)),
      ("reason", .string(reason)), ("sides", .array(sides.map(\.json))),
    ])
  }

  init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly("id", "by", "at", "reason", "sides")
    self.init(
      id: try reader["id"].string(), by: try reader["by"].string(), at: try reader["at"].instant(),
      reason: try reader["reason"].string(), sides: try reader["sides"].map(Side.init))
  }
}

extension Conflict.Side {
  var json: JSON {
    .compact([
      ("key", .string(key)), ("seen", seen?.json), ("mine", mine?.json), ("theirs", theirs?.json),
      ("edit", theirEdit?.json),
    ])
  }

  init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly("key", "seen", "mine", "theirs", "edit")
    self.init(
      key: try reader["key"].string(), seen: try reader.optional("seen").map(Answer.init),
      mine: try reader.optional("mine").map(Answer.init),
      theirs: try reader.optional("theirs").map(Answer.init),
      theirEdit: try reader.optional("edit").map(Edit.init))
  }
}

extension Edit {
  var json: JSON { ["by": .string(by), "at": .int(at.milliseconds)] }

  init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly("by", "at")
    self.init(by: try reader["by"].string(), at: try reader["at"].instant())
  }
}

extension Duplicate {
  var json: JSON {
    .compact([
      ("no", .string(number)), ("hall", .string(hall)), ("matters", .texts(matters)),
      ("later", isLater ? true : nil), ("reason", .text(reason)),
    ])
  }

  init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly("no", "hall", "matters", "later", "reason")
    self.init(
      number: try reader["no"].string(), hall: try reader["hall"].string(),
      matters: try reader.texts("matters"),
      isLater: try reader.optional("later")?.bool() ?? false)
    reason = try reader.optional("reason")?.string()
  }
}

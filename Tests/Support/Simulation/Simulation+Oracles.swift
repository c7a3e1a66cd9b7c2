import Domain
import Ledger
import Sync
import SyncModel

// The rules that must always hold. Numbers are those of the protocol's
// invariants.

extension Simulation {
  /// I14: nothing grows without bound.
  mutating func checkBounds(_ batch: PushBatch, _ machine: Int) {
    let bytes = batch.lines.reduce(0) { $0 + $1.count }
    if batch.lines.count > PushBatch.maximumLines
      || batch.lines.count > 1 && bytes > PushBatch.maximumBytes
    {
      violate("I14 m\(machine) pushes \(batch.lines.count) lines, \(bytes) bytes")
    }
  }

  /// I12, I5, I7 after a step of a machine.
  mutating func check(_ machine: Int) {
    let here = machines[machine]
    switch here.agent.phase {
    case .asking: if here.request == nil { violate("I12 m\(machine) waits for nothing") }
    case .blocked: if !revoked.contains(here.device.id) { violate("I12 m\(machine) is blocked") }
    case .resting, .backingOff: break
    }
    if here.disk.model.acknowledgements.count > 500 {
      violate("I14 m\(machine) keeps \(here.disk.model.acknowledgements.count) answers")
    }
    if random.below(6) == 0 { checkView(machine) }
    if random.below(6) == 0 { checkFeed(machine) }
  }

  /// I5: what somebody did and central has not refused is to be seen.
  private mutating func checkView(_ machine: Int) {
    let model = machines[machine].disk.model
    let scene = machines[machine].disk.show()
    var latest: [String: (value: Answer?, log: String, sequence: Int)] = [:]
    let unsure = Set(model.attention.compactMap { $0.operation?.id })
    for log in model.logs {
      for (index, line) in log.lines.enumerated() {
        guard let operation = line.operation, !unsure.contains(operation.id) else { continue }
        let isUnsent = index >= log.reached
        switch operation.act {
        case .note(let text):
          guard let dossier = scene[dossier: operation.entity] else { continue }
          // The text, too: a cloned disk's clerk may write another note at that moment.
          let found = dossier.events.count {
            $0.kind == .dossierNote && $0.at == operation.at && $0.by == operation.clerk
              && $0.detail == text
          }
          if found == 0 { violate("I5 m\(machine) does not show \(operation.id)") }
          if found > 1, log.lines.count == model.logs.reduce(0, { $0 + $1.lines.count }) {
            violate("I5 m\(machine) shows \(operation.id) \(found) times")
          }
        case .accept:
          if isUnsent, scene[dossier: operation.entity] == nil {
            violate("I5 m\(machine) does not show \(operation.id)")
          }
        case .settle(_, let changes):
          // Another conflict may end by it, with another value.
          for change in changes { latest[operation.entity + " " + change.key] = nil }
        case .amend(let changes, _):
          for change in changes {
            let key = operation.entity + " " + change.key
            latest[key] = isUnsent ? (change.new, log.code, index + 1) : nil
          }
        default: break
        }
      }
    }
    for (key, expected) in latest.sorted(by: { $0.key < $1.key }) {
      let parts = key.split(separator: " ").map(String.init)
      guard let dossier = scene[dossier: parts[0]], dossier.voided == nil,
        dossier.mayAmend(.clerk), dossier.answers[parts[1]] != expected.value
      else { continue }
      violate("I5 m\(machine) does not show its edit \(expected.log) \(expected.sequence)")
    }
  }

  /// I7: who has read up to a place has everything of that stream that changed
  /// last before it.
  private mutating func checkFeed(_ machine: Int) {
    let model = machines[machine].disk.model
    let central = central.state.model
    guard model.epoch == central.epochName else { return }
    for (stream, place) in model.places.sorted(by: { $0.key < $1.key }) where place >= 0 {
      for (key, change) in (central.changes[stream] ?? [:]).sorted(by: { $0.key < $1.key })
      where change.sequence <= place {
        let here = model.confirmed[key]
        switch change.what {
        case .put:
          if here?.revision != central.entities[key]?.revision {
            violate("I7 m\(machine) at \(stream) \(place) lacks \(key.text)")
          }
        case .drop, .tomb:
          if here?.streams.contains(stream) ?? false {
            violate("I10 m\(machine) at \(stream) \(place) still has \(key.text)")
          }
        }
      }
    }
  }

  /// I10: nothing that was not granted leaves central.
  mutating func observe(_ answer: Agent.Answer, _ machine: Int) {
    var pages: [(stream: String, rows: [StreamRow])] = []
    switch answer {
    case .pull(let pull?):
      pages = pull.pages.map { ($0.stream, $0.rows) }
    case .scan(let page): pages = [(page.stream, page.rows)]
    default: break
    }
    for page in pages {
      if !machines[machine].device.streams.contains(page.stream) {
        violate("I10 m\(machine) was sent \(page.stream)")
      }
      for row in page.rows {
        switch row.what {
        case .put:
          let streams = central.state.model.entities[row.key]?.streams ?? []
          // It may have left since; then it was another hall's never.
          let isForeign = row.key.kind != .dossier && !streams.contains(page.stream)
          if isForeign, !streams.isEmpty {
            violate("I10 m\(machine) was sent \(row.key.text) on \(page.stream)")
          }
        case .drop: sometimes("left a stream")
        case .tomb: sometimes("gone for ever")
        }
      }
    }
  }

  /// I8, I9 after a commit of central.
  mutating func observeCommit() {
    guard let last = central.last else { return }
    for (key, record) in last.writes.entities.sorted(by: { $0.key < $1.key }) {
      guard let after = record.entity?.dossier else { continue }
      guard let before = last.before[key]?.entity?.dossier else { continue }
      if before.conflicts.count > after.conflicts.count,
        !last.writes.operations.contains(where: { $0.kind == "conflict.settle" })
      {
        sometimes("conflict ended by itself")
      }
      if after.revision < before.revision { violate("I9 \(key.text) goes back") }
      for proceeding in before.proceedings {
        guard let now = after.proceeding(proceeding.matter) else {
          violate("I9 \(key.text) lost \(proceeding.matter)")
          continue
        }
        if proceeding.state.isFinal, now.state != proceeding.state, now.state != .voided {
          violate("I9 \(key.text) \(proceeding.state) became \(now.state)")
        }
        let isResult = now.state == .approved || now.state == .declined
        if isResult, now.state != proceeding.state, !proceeding.steps.isEmpty,
          !last.writes.operations.contains(where: { $0.entity == key.id && $0.isReview })
        {
          violate("I9 \(key.text) \(proceeding.matter) has a result of nobody")
        }
      }
      if !after.duplicates.isEmpty, before.duplicates.isEmpty { sometimes("double found") }
    }
    for record in last.writes.operations where record.outcome == .applied {
      checkOffice(record, last.before, last.writes)
    }
  }

  /// I9: a department's results come from machines that have its stream.
  private mutating func checkOffice(
    _ record: OperationRecord, _ before: [EntityKey: EntityRecord], _ writes: Writes
  ) {
    guard let operation = try? Operation(line: record.line), operation.role == .reviewer,
      let device = machines.first(where: { machine in
        central.state.model.logs[record.log]?.device == machine.device.id
      })?.device
    else { return }
    let key = EntityKey(.dossier, operation.entity)
    // In one commit it may have gone from department to department.
    let states = [before[key], writes.entities[key]].compactMap { $0?.entity?.dossier }
    let offices = states.compactMap { operation.departments(in: $0) }
    guard let (division, _) = offices.first else { return }
    let departments = offices.flatMap(\.departments)
    let isGranted = departments.contains {
      device.streams.contains(Streams.department(division, $0))
    }
    if !isGranted { violate("I9 \(record.log) \(record.sequence) decides for a department") }
  }

  // MARK: At the end

  /// Everything is sent, answered and read.
  var isQuiet: Bool {
    machines.indices.allSatisfy { index in
      let machine = machines[index]
      if revoked.contains(machine.device.id) { return true }
      let model = machine.disk.model
      return machine.request == nil && model.unsent == 0 && model.acknowledgements.isEmpty
        && model.epoch == central.state.model.epochName
        && model.places.allSatisfy { central.state.model.heads[$0.key] ?? 0 == $0.value }
    }
  }

  mutating func checkEnd() {
    guard isQuiet else {
      let heads = central.state.model.heads
      for (index, machine) in machines.enumerated() where !revoked.contains(machine.device.id) {
        let model = machine.disk.model
        trace(
          "m\(index) unsent \(model.unsent) answers \(model.acknowledgements.count) "
            + "\(machine.agent.phase) \(model.epoch ?? "") request \(machine.request?.number ?? 0)")
        for (stream, place) in model.places.sorted(by: { $0.key < $1.key }) {
          trace("  \(stream) \(place) of \(heads[stream] ?? 0)")
        }
      }
      return violate("I12 not quiet ten minutes after the last fault")
    }
    if machines.contains(where: { $0.disk.model.attention.contains { $0.state == .again } }) {
      sometimes("sent again")
    }
    checkLogs()
    checkPromises()
    checkCounters()
    checkNumbers()
    checkEdits()
    checkLine()
    report.ending = ending
    for line in report.ending { trace(line) }
  }

  /// I2, I3, I11: central's logs.
  private mutating func checkLogs() {
    let model = central.state.model
    var effective: Set<String> = []
    var acts: [String: Int] = [:]
    var looks: [String: Int] = [:]
    for (code, lines) in model.lines.sorted(by: { $0.key < $1.key }) {
      let chain = Chain(log: code, hash: Site.hash)
      var link = chain.origin
      for (index, record) in lines.enumerated() {
        if record.sequence != index + 1 { violate("I3 \(code) \(record.sequence)") }
        link = chain.link(after: link, line: record.line)
        if record.hash != link { violate("I11 central's \(code) at \(record.sequence)") }
        guard record.outcome.hasEffect, let id = record.operation else { continue }
        if !effective.insert(id).inserted { violate("I2 \(id) took effect twice") }
        if record.kind == Operation.Kind.auditUnmask.rawValue {
          looks[record.entity, default: 0] += 1
        } else {
          acts[record.entity, default: 0] += 1
        }
      }
      if model.logs[code]?.last != lines.count || model.logs[code]?.lastHash != link {
        violate("I11 central's \(code) ends elsewhere")
      }
    }
    for (key, record) in model.entities.sorted(by: { $0.key < $1.key }) {
      guard let dossier = record.entity?.dossier else { continue }
      let least = acts[key.id] ?? 0
      if !(least...least + (looks[key.id] ?? 0)).contains(dossier.revision) {
        violate("I2 \(key.text) has \(dossier.revision) acts of \(least)")
      }
    }
    for (index, machine) in machines.enumerated() {
      for log in machine.disk.model.logs {
        let chain = Chain(log: log.code, hash: Site.hash)
        var link = chain.origin
        for line in log.lines {
          link = chain.link(after: link, line: line.bytes)
          if line.link != link { violate("I11 m\(index)'s \(log.code)") }
        }
      }
    }
  }

  /// I1, I15: whatever a clerk was told is saved, is at central with a result.
  /// Excused: it went with a disk that was replaced by an older one, or its
  /// device is revoked.
  private mutating func checkPromises() {
    let there = Set(central.state.model.lines.values.joined().map(\.line))
    let onDisk = Set(machines.flatMap { $0.disk.model.logs.flatMap { $0.lines.map(\.bytes) } })
    for promise in promised where !there.contains(promise.line) {
      let isExcused = lostWithDisk.contains(promise.line) && !onDisk.contains(promise.line)
      if isExcused || revoked.contains(machines[promise.machine].device.id) { continue }
      violate("I1 \(promise.operation ?? "a line") of m\(promise.machine) is lost")
    }
  }

  /// I4, I5: what the counters have is what central has, and whoever has to do
  /// something knows it.
  private mutating func checkCounters() {
    let central = central.state.model
    let effective = Set(
      central.lines.values.joined().filter(\.outcome.hasEffect).compactMap(\.operation))
    for (index, machine) in machines.enumerated() where !revoked.contains(machine.device.id) {
      let model = machine.disk.model
      let granted = Set(machine.device.streams)
      for (key, record) in central.entities.sorted(by: { $0.key < $1.key }) {
        let isMine = record.streams.contains(where: granted.contains)
        let here = model.confirmed[key]
        if isMine != (here != nil) || here.map({ $0.entity != record.entity }) ?? false {
          violate("I4 m\(index) has another \(key.text)")
        }
      }
      for key in model.confirmed.keys.sorted() where central.entities[key]?.entity == nil {
        violate("I4 m\(index) has \(key.text), which is nowhere")
      }
      if machines[index].disk.show().entities != model.confirmed.mapValues(\.entity) {
        violate("I4 m\(index) shows something else than it has")
      }
      let told = Set(model.attention.compactMap { $0.operation?.id })
      for id in model.logs.flatMap(\.lines).compactMap({ $0.operation?.id })
      where !effective.contains(id) && !told.contains(id) {
        violate("I5 m\(index) was not told that \(id) was refused")
      }
      for row in model.attention where row.state == .open && row.outcome == .held {
        guard let operation = row.operation, let key = operation.touches.first,
          model.confirmed[key] != nil
        else { continue }
        violate("I1 m\(index) holds back \(operation.id) although \(key.text) is there")
      }
    }
  }

  /// I8: no number twice; none lost unless a disk was copied or put back.
  private mutating func checkNumbers() {
    var owners: [String: String] = [:]
    for (key, record) in central.state.model.entities.sorted(by: { $0.key < $1.key }) {
      guard let number = record.entity?.dossier?.number, !number.isEmpty else { continue }
      if let other = owners[number] { violate("I8 \(key.text) and \(other) are \(number)") }
      owners[number] = key.text
    }
    let isRenumbered = central.state.order.contains { $0.outcome == .renumbered }
    if isRenumbered, !machines.contains(where: \.wasReplaced) { violate("I8 a number was taken") }
  }

  /// I6: every answer that changed was the one that its editor had seen.
  private mutating func checkEdits() {
    var shadow = EditShadow()
    for record in central.state.order {
      guard record.outcome.hasEffect, let operation = try? Operation(line: record.line) else {
        continue
      }
      if let problem = shadow.take(operation, record.outcome) { violate("I6 \(problem)") }
    }
    for (key, record) in central.state.model.entities.sorted(by: { $0.key < $1.key }) {
      guard let dossier = record.entity?.dossier else { continue }
      if shadow.answers[key.id] ?? [:] != dossier.answers.values {
        violate("I6 \(key.text) says something that nobody wrote")
      }
    }
  }

  /// I18: nobody calls a ticket that another counter holds, and no ticket that was
  /// given out is gone, whatever counters did apart.
  private mutating func checkLine() {
    var shadow = LineShadow()
    for record in central.state.order {
      guard let operation = try? Operation(line: record.line) else { continue }
      if case .changeTicket(let change) = operation.act, change.action == .call,
        !record.outcome.hasEffect, record.outcome != .duplicate
      {
        sometimes("called twice")
      }
      guard record.outcome.hasEffect else { continue }
      if let problem = shadow.take(operation) { violate("I18 \(problem)") }
    }
    let entities = central.state.model.entities
    for (ticket, holder) in shadow.holders.sorted(by: { $0.key < $1.key }) {
      guard let found = entities[EntityKey(.ticket, ticket)]?.entity?.ticket else {
        violate("I18 \(ticket) is gone")
        continue
      }
      if found.isInLine != (holder == nil) || holder != nil && found.counter != holder {
        violate("I18 \(ticket) is not with \(holder ?? "nobody")")
      }
    }
  }

  /// What came of it, without times: the same whatever the clocks said.
  private var ending: [String] {
    let model = central.state.model
    let entities = model.entities.sorted { $0.key < $1.key }.map { key, record in
      let dossier = record.entity?.dossier
      let states = dossier?.proceedings.map { "\($0.matter)=\($0.state)" } ?? []
      let answers = dossier?.answers.json.text ?? ""
      return "\(key.text) \(record.revision) \(record.streams) \(states) \(answers)"
    }
    let outcomes = central.state.order.map { "\($0.log) \($0.sequence) \($0.outcome.text)" }
    return entities + outcomes
  }
}

extension OperationRecord {
  /// Whether it can bring a result about: a department's or the hall's review,
  /// or something that lets waiting matters go on.
  fileprivate var isReview: Bool {
    ["proceeding.", "dossier.", "material."].contains { kind.hasPrefix($0) }
      && kind != "dossier.note" && kind != "dossier.amend"
  }
}

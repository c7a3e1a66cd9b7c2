import Crypto
import Domain
import JSON
import Ledger
import Machine
import SQLite
import Sync

// Portals and departments' systems.
extension CentralDatabase {
  private static let exchangeTable = Table(
    name: "exchange",
    columns: [
      .text("device"), .text("reference"), .bytes("hash"), .text("answer"), .int("at"),
    ], key: ["device", "reference"], keepsFirst: true)

  /// What was answered the first time; a refusal when the same reference now
  /// says something else.
  private func answered(
    _ device: DeviceRecord, _ reference: String, _ hash: [UInt8]
  ) throws(CentralError) -> Result<String?, Refusal> {
    let row = try engine.first(
      "SELECT hash, answer FROM exchange WHERE device = $1 AND reference = $2",
      [.text(device.id), .text(reference)])
    guard let row else { return .success(nil) }
    guard row[0].bytes == hash else { return .failure(.taken(by: "reference")) }
    return .success(row[1].string)
  }

  private func remember(
    _ device: DeviceRecord, _ reference: String, _ hash: [UInt8], _ answer: String,
    _ now: Instant
  ) throws(CentralError) {
    try engine.write(
      Self.exchangeTable,
      [
        [
          .text(device.id), .text(reference), .blob(hash), .text(answer),
          .int(now.milliseconds),
        ]
      ])
  }

  /// Takes in a portal's application, once; the answer says where it stands.
  func takeIn(
    _ request: IntakeRequest, from device: DeviceRecord, rules: PackRules, newID: String,
    at now: Instant
  ) throws(CentralError) -> Result<JSON, Refusal> {
    let county = String(request.hall.prefix(6))
    guard device.streams.contains(Streams.channel(county, request.channel)) else {
      return .failure(.scope)
    }
    if let reason = try objection(to: request, rules) {
      return .failure(.badRequest(reason: reason))
    }
    return try transaction(locking: [[county]]) { (groups) throws(CentralError) in
      let reference = "intake:" + request.reference
      let hash = SHA256.hash(request.json.line)
      let id: String
      switch try answered(device, reference, hash) {
      case .failure(let refusal): return .done(.failure(refusal))
      case .success(let known?): id = known
      case .success(nil):
        id = newID
        let intake = Intake(
          id: id, portal: device.id, reference: request.reference, channel: request.channel,
          hall: request.hall, theme: request.theme, matters: request.matters,
          answers: request.answers, receivedAt: now)
        let reach = try judging([:], groups, at: now) { dockets in
          dockets.at(county) {
            $0.put(.intake(intake), as: EntityKey(.intake, id), from: device)
          }
        }
        if case .needs(let more) = reach { return .needs(more) }
        try remember(device, reference, hash, id, now)
      }
      let row = try engine.find(
        Self.entityByKey, [[.text(county), .text("intake"), .text(id)]]
      ).first
      guard let row, let intake = try record(row).entity?.intake else {
        throw .unreadable(what: "an intake")
      }
      return .done(
        .success(
          .compact([
            ("id", .string(id)), ("state", .string(intake.state.rawValue)),
            ("number", .text(intake.number)), ("reason", .text(intake.reason)),
          ])))
    }
  }

  /// Why no window could ever take it over; nil for nearly all.
  private func objection(
    to request: IntakeRequest, _ rules: PackRules
  ) throws(CentralError) -> String? {
    let intake = Intake(
      id: "new", portal: "portal", reference: request.reference, channel: request.channel,
      hall: request.hall, theme: request.theme, matters: request.matters,
      answers: request.answers, receivedAt: Instant(milliseconds: 0))
    do throws(LedgerError) {
      try Entity.intake(intake).checkShape()
    } catch {
      return error.words
    }
    // A hall is known from when its first counter has, or may have, a place in it.
    let region = try engine.first(
      """
      SELECT region FROM device WHERE hall = $1 AND kind = 'counter'
      UNION ALL SELECT region FROM code WHERE hall = $1
      """, [.text(request.hall)])
    guard let region else { return "hall: no hall of this centre" }
    guard let catalogue = rules.catalogue(region: region[0].string) else { return nil }
    guard let theme = catalogue.theme(request.theme) else {
      return "theme: none of the packs of the hall's region"
    }
    guard request.matters.allSatisfy({ theme.matter($0) != nil }) else {
      return "matters: not all are matters of the theme"
    }
    let isAsked = request.answers.values.allSatisfy { key, answer in
      switch answer {
      case .text: return theme.field(key) != nil
      case .rows(let rows):
        guard let section = theme.sections.first(where: { $0.key == key && $0.repeats != nil })
        else { return false }
        return rows.allSatisfy { row in
          row.keys.allSatisfy { name in section.fields.contains { $0.key == name } }
        }
      }
    }
    guard isAsked else { return "answers: not all are fields of the theme" }
    return nil
  }

  /// A department system's result, once.
  func takeResult(
    _ request: ResultRequest, from device: Device, rules: PackRules, newID: String,
    at now: Instant
  ) throws(CentralError) -> Result<JSON, Refusal> {
    try actOnce(
      "result:" + request.reference, request.json, on: request.number, from: device.record,
      newID: newID, at: now
    ) { dossier throws(Refusal) in
      guard let proceeding = dossier.proceeding(request.matter) else { throw .notFound }
      let act = Self.act(request, dossier, proceeding, rules, region: device.region, at: now)
      guard let act else { throw .badRequest(reason: "outcome: not possible now") }
      return (act, { outcome in ["result": .string(outcome.word)] })
    }
  }

  /// A voucher (办结凭证) that a portal gives to whom it may concern, once; numbered
  /// like every paper, so that a correction can say which are void.
  func takeVoucher(
    _ request: VoucherRequest, from device: Device, newID: String, at now: Instant
  ) throws(CentralError) -> Result<JSON, Refusal> {
    try actOnce(
      "voucher:" + request.reference, request.json, on: request.number, from: device.record,
      newID: newID, at: now
    ) { dossier throws(Refusal) in
      guard let voucher = Voucher(dossier) else {
        throw .badRequest(reason: "number: nothing of it is approved")
      }
      let act = Act.paper(kind: .voucher, matter: nil, copy: voucher.copy)
      return (act, { _ in voucher.json })
    }
  }

  /// An operation of a system's own account in its own log, judged like any other.
  ///
  /// - Parameter plan: what it does to the dossier, and what is answered then.
  private func actOnce(
    _ reference: String, _ request: JSON, on number: String, from device: DeviceRecord,
    newID: String, at now: Instant,
    _ plan: (Dossier) throws(Refusal) -> (Act, (OperationResult.Outcome) -> JSON)
  ) throws(CentralError) -> Result<JSON, Refusal> {
    // A number begins with its county.
    let home = String(number.prefix(6))
    return try transaction(locking: [[device.division, home]]) { (groups) throws(CentralError) in
      let hash = SHA256.hash(request.line)
      switch try answered(device, reference, hash) {
      case .failure(let refusal): return .done(.failure(refusal))
      case .success(let known?):
        guard let json = try? JSON(parsing: known) else { throw .unreadable(what: "an answer") }
        return .done(.success(json))
      case .success(nil): break
      }
      let found = try engine.find(
        Lookup(
          table: "entity", columns: Self.entityColumns, keys: [.text("county"), .text("number")]),
        [[.text(home), .text(number)]]
      ).first
      guard let record = try found.map({ row throws(CentralError) in try self.record(row) }),
        let dossier = record.entity?.dossier,
        record.streams.contains(where: device.streams.contains)
      else { return .done(.failure(.notFound)) }
      let act: Act
      let answer: (OperationResult.Outcome) -> JSON
      do throws(Refusal) {
        (act, answer) = try plan(dossier)
      } catch {
        return .done(.failure(error))
      }
      let operation = Operation(
        id: newID, entity: dossier.id, clerk: device.id, role: .reviewer, at: now, act: act)
      switch try append(operation, from: device, groups, at: now) {
      case .needs(let more): return .needs(more)
      case .done(.success(let outcome)):
        guard outcome.hasEffect else {
          return .done(.failure(.badRequest(reason: Self.reason(outcome))))
        }
        let json = answer(outcome)
        try remember(device, reference, hash, json.text, now)
        return .done(.success(json))
      case .done(.failure(let refusal)): return .done(.failure(refusal))
      }
    }
  }

  private static func reason(_ outcome: OperationResult.Outcome) -> String {
    if case .rejected(let code) = outcome { code } else { outcome.word }
  }

  /// Judges one more line of the system's own log.
  private func append(
    _ operation: Operation, from device: DeviceRecord, _ groups: [Set<String>], at now: Instant
  ) throws(CentralError) -> Reach<Result<OperationResult.Outcome, Refusal>> {
    let row = try engine.first(
      "SELECT \(Self.logColumns) FROM log WHERE device = $1 AND forked = 0 ORDER BY log",
      [.text(device.id)])
    guard let log = row.map(Self.log) else { return .done(.failure(.scope)) }
    let chain = Chain(log: log.log, hash: Self.hash)
    let line = operation.line
    let batch = PushBatch(
      log: log.log, epoch: try currentEpoch(), from: log.last + 1, previous: log.lastHash,
      head: chain.link(after: log.lastHash, line: line), lines: [line])
    let submission = Submission(batch, from: device)
    return try judging(
      [device.division: submission.needs(blinding)], groups, at: now
    ) { dockets in
      do throws(Refusal) {
        let answer = try dockets.at(device.division) {
          docket throws(Refusal) in try docket.judge(submission)
        }
        return (answer?.results.first).map { .success($0.outcome) } ?? .failure(.scope)
      } catch {
        return .failure(error)
      }
    }
  }

  /// Nil when the proceeding is not where this could be done, or the packs do not
  /// say what follows from it.
  private static func act(
    _ request: ResultRequest, _ dossier: Dossier, _ proceeding: Proceeding,
    _ rules: PackRules, region: String, at now: Instant
  ) -> Act? {
    let matter = request.matter
    guard let calendar = rules.calendar(region: region) else { return nil }
    func starts(_ state: Proceeding.State) -> [String: Clock] {
      dossier.starts(byEnding: matter, as: state, on: now.day, calendar: calendar)
    }
    switch request.outcome {
    case .receive: return .receive(matter: matter)
    case .verify:
      guard
        let limits = rules.limits(
          region: region, theme: dossier.theme, version: dossier.themeVersion, matter: matter)
      else { return nil }
      let clock = proceeding.clock.verified(.sharedData, limits, calendar: calendar)
      return .verify(matter: matter, mode: .sharedData, clock: clock)
    case .pass:
      guard let step = proceeding.currentStep else { return nil }
      return .pass(matter: matter, step: step.key, opinion: request.text)
    case .approve:
      return .approve(matter: matter, opinion: request.text, starts: starts(.approved))
    case .decline:
      return .decline(matter: matter, reason: request.text, starts: starts(.declined))
    }
  }
}

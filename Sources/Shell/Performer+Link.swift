import Crypto
import Desk
import Domain
import HTTPClient
import JSON
import Ledger
import Machine
import Storage
import Sync
import Terminal

extension Performer {
  /// Opens the line to central, if this counter belongs to one.
  func connect() {
    guard !isPractice else { return }
    do {
      let link: CentralLink
      switch try store.centralStanding() {
      case .alone: return
      case .damaged(let rows): return try tell(.rowsDamaged(rows))
      case .joined(let joined): link = joined
      }
      let key: SigningKey
      let keyIsOpen: Bool
      switch DeviceKey.find(directory) {
      case .fault(let fault): return try tell(fault)
      case .key(let found, let isOpen):
        let own = Hex.text(found.verifyingKey.bytes)
        if let known = try store.setting("central.key"), known != own {
          return try tell(.keyOfAnother)
        }
        key = found
        keyIsOpen = isOpen
      }
      brokenLink = nil
      let packs = PackUpdate(assets, home: directory, store: store, log: log)
      let scans = ScanSending(store: store, blobs: blobs, log: log)
      self.link = try Link(
        link, key: key, keyIsOpen: keyIsOpen, store: store, packs: packs, scans: scans, log: log
      ) {
        NcursesTerminal.wake()
      }
    } catch {
      log.write(.error, "sync: \(error)")
    }
  }

  /// The counter works on by itself; the bar is red, and the screen of
  /// synchronisation says what to do.
  private func tell(_ fault: LinkFault) throws(StoreError) {
    log.write(.error, "sync: \(fault)")
    brokenLink = fault
    brokenNews = LinkStatus(
      state: .broken(fault), unsent: try store.unsentCount(), tasks: try store.taskCount(),
      intakes: try store.waitingIntakeCount(), problem: fault.words,
      url: try store.setting("central.url") ?? "")
  }

  /// What came by itself since the last time: from central, or of a card.
  func turn() -> [Event] {
    if let joining, let result = joining.turn() {
      self.joining = nil
      joining.close()
      return finish(result).map { .answer($0, joining.asked) }
    }
    let broken = brokenNews.map { [Event.reply(.link($0))] } ?? []
    brokenNews = nil
    let events =
      broken + (watchDay() + watchClock()).map(Event.reply) + (link?.turn() ?? [])
      + (cardReader?.take().map { [.reply(.card($0))] } ?? [])
    for case .reply(.packs(let rules)) in events { follow(rules) }
    return events
  }

  func attemptLink(_ effect: Effect) throws(StoreError) -> [Reply] {
    switch effect {
    case .join(let request): return join(request)
    case .retryLink:
      // Somebody may have put back what was missing.
      if link == nil, brokenLink != nil { connect() }
      link?.retry()
      return []
    case .loadSync: return [.sync(try picture())]
    case .closeAttention(let id):
      try store.closeAttention(id)
      return [.sync(try picture())] + (link?.news() ?? [])
    case .loadIntakes: return [.intakes(try store.waitingIntakes(limit: 200))]
    case .renumber(let dossier, let attention): return try renumber(dossier, attention)
    default: return []
    }
  }

  private func picture() throws(StoreError) -> SyncPicture {
    let attentions = try store.attentions(limit: 200)
    let unsent = try store.unsent(limit: 500)
    var dossiers: [String: Dossier] = [:]
    let ids = attentions.map(\.entity) + unsent.map(\.entity)
    for id in Set(ids).sorted().prefix(300) { dossiers[id] = try store.dossier(id) }
    return SyncPicture(
      unsent: unsent, attentions: attentions, dossiers: dossiers,
      open: try store.undecidedDossiers(limit: 100), tickets: try store.doubtedTickets(limit: 100))
  }

  /// Central had the dossier's number for another one: it gets the next of this
  /// counter's, and its papers have to be printed anew.
  private func renumber(
    _ dossier: String, _ attention: String
  ) throws(StoreError) -> [Reply] {
    let number = DossierNumber.text(
      division: station?.division ?? "", log: store.logCode, serial: try store.numberMark() + 1)
    let renumbered = try store.together { () throws(StoreError) in
      try store.closeAttention(attention)
      return try record(dossier, .renumber(number))
    }
    guard let after = renumbered else { return [] }
    return [.dossier(after), .sync(try picture())] + (link?.news() ?? [])
  }

  // MARK: Joining

  private func join(_ request: JoinRequest) -> [Reply] {
    guard link == nil, joining == nil, !isPractice else { return [] }
    do throws(ProgramError) {
      // Another device's key would be taken for that device.
      let key = try DeviceKey.make(directory, isNew: brokenLink != nil)
      guard let asking else { return [] }
      let lines = try? store.lineCount()
      joining = try Joining(
        request, key: key, log: store.logCode, lines: lines ?? 0, asked: asking
      ) {
        NcursesTerminal.wake()
      }
      return [.joining(fingerprint: Hex.text(SHA256.hash(key.verifyingKey.bytes)))]
    } catch {
      return [.joinFailed(error.description)]
    }
  }

  private func finish(
    _ result: Result<(CentralLink, EnrolAnswer), ProgramError>
  ) -> [Reply] {
    let link: CentralLink
    let answer: EnrolAnswer
    switch result {
    case .failure(let error): return [.joinFailed(error.description)]
    case .success(let joined): (link, answer) = joined
    }
    do {
      let before = station
      let joined = Station(
        hall: answer.hall,
        hallTitle: answer.hallTitle.isEmpty ? before?.hallTitle ?? "" : answer.hallTitle,
        division: String(answer.hall.prefix(6)),
        counter: answer.counter.isEmpty ? before?.counter ?? "1" : answer.counter,
        isPractice: false, isScreened: before?.isScreened ?? false, phone: before?.phone ?? "",
        institution: before?.institution ?? "", divisions: Streams.divisions(of: answer.streams))
      try store.together { () throws(StoreError) in
        if !answer.region.isEmpty { try store.setSetting("station.region", answer.region) }
        try Stations.save(joined, to: store)
        try store.enrol(link, log: answer.log)
        try store.setSetting(
          "central.key", DeviceKey.load(directory).map { Hex.text($0.verifyingKey.bytes) })
        try store.setSetting("central.fork", nil)
        try store.setSetting("central.revoked", nil)
      }
      station = joined
      connect()
      return [.joined(joined, accounts: try store.accounts())]
    } catch {
      log.write(.error, "join: \(error)")
      // The code is used up: central knows this device already.
      return [
        .joinFailed("中心已登记，本机没有存下：\(error.cause)。没有入网；请处理后请管理员另发一个注册码")
      ]
    }
  }
}

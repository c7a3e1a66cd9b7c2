import Domain
import Ledger

extension MadeUp {
  /// Some legal operation on the dossier; nil when the pick is not legal now.
  package mutating func step(on dossier: Dossier) -> Operation? {
    let proceeding = random.pick(dossier.proceedings)
    let matter = proceeding.matter
    switch random.below(16) {
    case 0: return operation(.note("虚构备注\(random.below(100))"), on: dossier.id)
    case 1: return dossier.voided == nil ? amend(dossier) : nil
    case 2:
      let copy = dossier.papers.count + 1
      return operation(.paper(kind: .receipt, matter: nil, copy: copy), on: dossier.id)
    case 3: return operation(.unmask(field: "idNumber"), on: dossier.id)
    case 4:
      guard proceeding.state == .incomplete else { return nil }
      let starts = [matter: running(proceeding.clock)]
      return operation(
        .putMaterial(rule: "aidProof", copies: 1, note: "", starts: starts), on: dossier.id)
    case 5: return proceeding.needsTelling ? operation(.told(matter: matter), on: dossier.id) : nil
    case 6: return correct(dossier, proceeding)
    case 7:
      let service = Service(
        followUp: nil, title: "职业指导", result: random.pick(Service.Result.allCases))
      return operation(.serve(service), on: dossier.id)
    case 8:
      guard dossier.rating == nil else { return nil }
      let rating = Rating(grade: random.pick(Rating.Grade.allCases), note: "")
      return operation(.rate(rating), on: dossier.id)
    case 9, 10: return screen(dossier)
    default: return review(dossier, proceeding)
    }
  }

  /// The hall's second look: what waited for 即办 starts with it.
  private mutating func screen(_ dossier: Dossier) -> Operation? {
    guard dossier.awaitsScreening else { return nil }
    var starts: [String: Clock] = [:]
    for proceeding in dossier.proceedings
    where proceeding.state == .screening && proceeding.clock.accepted == nil {
      starts[proceeding.matter] = running(proceeding.clock)
    }
    return operation(.screen(starts: starts), on: dossier.id, role: .screener, clerk: "u3")
  }

  private mutating func correct(_ dossier: Dossier, _ proceeding: Proceeding) -> Operation? {
    let role: Role = dossier.mayAmend(.clerk) ? .clerk : .supervisor
    switch random.below(4) {
    case 0:
      guard proceeding.allows(.proceedingRedate) else { return nil }
      var clock = proceeding.clock
      clock.accepted = clock.accepted?.adding(-1)
      let act = Act.redate(matter: proceeding.matter, reason: "受理日期录错", clock: clock)
      return operation(act, on: dossier.id, role: .supervisor)
    case 1:
      guard dossier.voided == nil, random.below(3) == 0 else { return nil }
      return operation(.void(matter: nil, reason: "选错了人"), on: dossier.id, role: role)
    case 2:
      guard proceeding.allows(.dossierVoid) else { return nil }
      let act = Act.void(matter: proceeding.matter, reason: "选错了事项")
      return operation(act, on: dossier.id, role: role)
    default: return add(to: dossier)
    }
  }

  /// One more matter; nil when it is there already.
  package mutating func add(to dossier: Dossier) -> Operation? {
    let role: Role = dossier.mayAmend(.clerk) ? .clerk : .supervisor
    let added = MadeUpMatter.policySupport
    guard dossier.voided == nil, dossier.proceeding(added.rawValue) == nil else { return nil }
    return operation(.add([opening(added)], materials: []), on: dossier.id, role: role)
  }

  private mutating func amend(_ dossier: Dossier) -> Operation {
    let person = Person(from: &random)
    let keys = random.below(2) == 0 ? ["phone": person.phone] : ["name": person.name]
    let changes = keys.map { Change(key: $0, old: dossier.answers[$0], new: .text($1)) }
    // What a department has decided on, only a supervisor corrects.
    let role: Role = dossier.mayAmend(.clerk) ? .clerk : .supervisor
    return operation(.amend(changes, reason: "录入有误"), on: dossier.id, role: role)
  }

  // The clocks that follow from the one that runs, without a calendar.

  private func running(_ clock: Clock) -> Clock {
    var clock = clock
    clock.accepted = clock.accepted ?? now.day
    clock.pauses = clock.pauses.map {
      $0.end == nil ? Pause($0.reason, start: $0.start, end: now.day) : $0
    }
    clock.due = now.day.adding(5)
    return clock
  }

  private func paused(_ clock: Clock, _ reason: Pause.Reason) -> Clock {
    var clock = clock
    clock.pauses.append(Pause(reason, start: now.day, end: nil))
    clock.due = nil
    return clock
  }

  private mutating func review(_ dossier: Dossier, _ proceeding: Proceeding) -> Operation? {
    let matter = proceeding.matter
    let clock = proceeding.clock
    let act: Act
    let isStopped = proceeding.state == .asked || proceeding.state == .held
    switch isStopped && random.below(2) == 0 ? 3 : random.below(8) {
    case 0: act = .pass(matter: matter, step: proceeding.currentStep?.key ?? "", opinion: "合格")
    case 1:
      act = .ask(
        matter: matter, items: ["虚构证明"], reason: "材料不清", clock: paused(clock, .correction))
    case 2:
      act = .hold(matter: matter, reason: "实地核查", clock: paused(clock, .specialProcedure))
    case 3: act = .resume(matter: matter, clock: running(clock))
    case 4: act = .receive(matter: matter)
    case 5: act = .handOn(matter: matter, department: "hrss", reason: "不属本部门")
    case 6: act = .approve(matter: matter, opinion: "同意")
    default: act = .decline(matter: matter, reason: "不符合条件")
    }
    guard proceeding.allows(act.kind), proceeding.state != .screening else { return nil }
    return operation(act, on: dossier.id, role: .reviewer, clerk: "u2")
  }
}

import Testing

@testable import Domain
@testable import Ledger

@Suite("事项状态机") struct StateMachineTests {
  private static let graph = Edges()

  /// What the drawing over `Proceeding.allows` says, written down once more.
  struct Edges {
    /// What the end of another matter makes of one that waits.
    static let released: Set<Proceeding.State> = [.reviewing, .approved, .declined]

    let legal: [Operation.Kind: [Proceeding.State: Set<Proceeding.State>]] = [
      .materialPut: [
        .incomplete: released.union([.screening, .waiting]), .waiting: released,
      ],
      .dossierScreen: [.screening: released.union([.waiting]), .waiting: released],
      .proceedingAsk: [.reviewing: [.asked], .screening: [.asked]],
      .proceedingHold: [.reviewing: [.held]],
      .proceedingResume: [.asked: [.reviewing, .screening], .held: [.reviewing]],
      .proceedingApprove: [.reviewing: [.approved], .waiting: released],
      .proceedingDecline: [
        .screening: [.declined], .reviewing: [.declined], .asked: [.declined],
        .held: [.declined], .waiting: released,
      ],
      .proceedingWithdraw: [
        .incomplete: [.withdrawn], .screening: [.withdrawn],
        .waiting: released.union([.withdrawn]), .reviewing: [.withdrawn], .asked: [.withdrawn],
        .held: [.withdrawn],
      ],
      .dossierVoid: [
        .incomplete: [.voided], .screening: [.voided], .waiting: released.union([.voided]),
        .reviewing: [.voided], .asked: [.voided], .held: [.voided], .approved: [.voided],
        .declined: [.voided], .withdrawn: [.voided],
      ],
    ]

    func allow(_ kind: Operation.Kind, _ from: Proceeding.State, _ to: Proceeding.State) -> Bool {
      from == to || legal[kind]?[from]?.contains(to) == true
    }
  }

  @Test("随机的办理过程只走合法的边，每个状态都到得了，也都出得去")
  func onlyLegalEdges() throws {
    var seen: Set<Proceeding.State> = []
    var left: Set<Proceeding.State> = []
    var kinds: Set<Operation.Kind> = []
    var refused = 0
    for seed in 0..<250 {
      var history = try History(seed: UInt64(seed))
      seen.formUnion(history.dossier.proceedings.map(\.state))
      for _ in 0..<40 {
        let before = history.dossier
        let operation = history.anyOperation()
        guard let after = try? Dossier.play(operation, on: before) else {
          refused += 1
          continue
        }
        history.dossier = after
        check(before, operation, after)
        kinds.insert(operation.kind)
        seen.formUnion(after.proceedings.map(\.state))
        for (old, new) in zip(before.proceedings, after.proceedings) {
          if old.state != new.state { left.insert(old.state) }
        }
      }
    }
    #expect(refused > 500)
    #expect(seen == Set(Proceeding.State.allCases))
    // Also the final ones are left: what was accepted by mistake is voided.
    #expect(left == Set(Proceeding.State.allCases).subtracting([.voided]))
    #expect(kinds == History.kinds)
  }

  private func check(_ before: Dossier, _ operation: Operation, _ after: Dossier) {
    #expect(operation.role.may(operation.kind))
    #expect(after.revision == before.revision + 1)
    #expect(after.events.dropLast() == before.events[...])
    #expect(after.events.last?.kind == operation.kind && after.events.last?.by == operation.clerk)
    for (old, new) in zip(before.proceedings, after.proceedings) {
      #expect(
        StateMachineTests.graph.allow(operation.kind, old.state, new.state),
        "\(operation.kind): \(old.state) → \(new.state)")
      if old.state.isFinal, new.state != .voided {
        var told = old
        told.needsTelling = new.needsTelling
        #expect(new == told, "a result stands")
      }
      #expect((new.finishedAt != nil) == new.state.isFinal)
      let waits = new.waitsFor.contains { after.proceeding($0)?.state.isFinal == false }
      if new.state == .waiting { #expect(waits, "released as soon as all results are there") }
      if old.state == .waiting, new.state == .reviewing { #expect(!waits, "not released early") }
      if new.state == .approved, old.state != .approved {
        #expect(new.steps.isEmpty || old.step == old.steps.count - 1, "the last step approves")
      }
      checkClock(old, operation.kind, new)
      let isStopped = new.clock.pauses.last.map { $0.end == nil } == true
      if new.state == .asked || new.state == .held { #expect(isStopped) }
      if [.reviewing, .waiting, .screening, .incomplete].contains(new.state) {
        #expect(!isStopped)
      }
    }
    #expect(after.papers.count >= before.papers.count)
    if operation.kind.voidsPapers {
      #expect(after.papers.allSatisfy { $0.isVoid })
    } else {
      #expect(zip(before.papers, after.papers).allSatisfy { $0.isVoid == $1.isVoid })
    }
    if after.voided != nil { #expect(after.proceedings.allSatisfy { $0.state == .voided }) }
  }

  private func checkClock(_ old: Proceeding, _ kind: Operation.Kind, _ new: Proceeding) {
    let clock = new.clock
    #expect((new.state == .incomplete) == (!new.items.isEmpty && new.state != .asked))
    if new.state == .incomplete || new.state == .waiting { #expect(clock.accepted == nil) }
    if [.reviewing, .held, .approved].contains(new.state) { #expect(clock.accepted != nil) }
    #expect(clock.pauses.count >= old.clock.pauses.count)
    if let accepted = old.clock.accepted, kind != .proceedingRedate {
      #expect(clock.accepted == accepted)
    }
    let isStopped = clock.pauses.last.map { $0.end == nil } == true
    if clock.accepted == nil { #expect(clock.due == nil) }
    if clock.accepted != nil, !isStopped { #expect(clock.due != nil, "due while it runs") }
  }

  @Test("不合法的角色一律拒绝，办件不变", arguments: Operation.Kind.allCases)
  func roles(kind: Operation.Kind) throws {
    var world = try World()
    let dossier = try world.reviewing()
    for role in Role.allCases where !role.may(kind) {
      let operation = world.operation(Samples.act(kind), role: role)
      #expect(throws: LedgerError.notAllowed(role, kind)) {
        try Dossier.play(operation, on: kind == .dossierAccept ? nil : dossier)
      }
    }
  }

  @Test("谁能做什么：部门的事窗口做不了，管理员不碰办件")
  func roleTable() {
    let decisions: [Operation.Kind] = [
      .proceedingVerify, .proceedingPass, .proceedingHold, .proceedingApprove,
      .proceedingReceive,
    ]
    for kind in decisions {
      #expect(Role.allCases.filter { $0.may(kind) } == [.reviewer])
    }
    let counter: [Operation.Kind] = [
      .dossierAccept, .dossierAmend, .dossierAdd, .dossierVoid, .dossierRate, .materialPut,
      .proceedingTold, .proceedingWithdraw,
    ]
    for kind in counter {
      #expect(Role.allCases.filter { $0.may(kind) } == [.clerk, .supervisor])
    }
    for kind in [Operation.Kind.proceedingAsk, .proceedingDecline] {
      #expect(Role.allCases.filter { $0.may(kind) } == [.screener, .reviewer])
    }
    #expect(Role.allCases.filter { $0.may(.dossierScreen) } == [.screener])
    for kind in [Operation.Kind.proceedingRedate, .doubtClear] {
      #expect(Role.allCases.filter { $0.may(kind) } == [.supervisor])
    }
    #expect(Role.allCases.filter { $0.may(.proceedingHandOn) } == [.reviewer, .supervisor])
    let admins = Operation.Kind.allCases.filter(Role.admin.may)
    #expect(
      admins == [
        .accountPut, .accountPassphrase, .auditSignIn, .auditSignInFailed, .auditSignOut,
        .auditClock,
      ])
  }

  @Test("每个状态下不允许的操作都被拒绝")
  func refusals() throws {
    var world = try World()
    var dossier = try world.reviewing()
    func illegal(_ act: Act, _ state: Proceeding.State) {
      world.expectRefusal(.illegal(act.kind, in: state), act, on: dossier)
    }
    illegal(world.resume(dossier), .reviewing)
    illegal(.pass(matter: "a", step: "review", opinion: ""), .reviewing)
    illegal(.told(matter: "a"), .reviewing)
    try world.play(world.ask(dossier), on: &dossier)
    illegal(world.ask(dossier), .asked)
    illegal(world.hold(dossier), .asked)
    illegal(.approve(matter: "a", opinion: ""), .asked)
    illegal(world.verify(.manual, dossier), .asked)
    try world.play(.decline(matter: "a", reason: "不符合"), on: &dossier)
    illegal(world.resume(dossier), .declined)
    illegal(.decline(matter: "a", reason: "不符合"), .declined)
    illegal(.withdraw(matter: "a", reason: "撤回"), .declined)
    world.expectRefusal(.unknownMatter("b"), .approve(matter: "b", opinion: ""), on: dossier)
    world.expectRefusal(
      .unknownMatter("b"), .pass(matter: "b", step: "x", opinion: ""), on: dossier)
    world.expectRefusal(
      .unknownMatter("b"), .paper(kind: .result, matter: "b", copy: 1), on: dossier)
  }

  @Test("没有受理的办件什么也做不了，受理只有一次")
  func acceptedOnce() throws {
    var world = try World()
    let note = world.operation(.note("备注"))
    #expect(throws: LedgerError.unknownDossier) { try Dossier.play(note, on: nil) }
    let dossier = try world.reviewing()
    world.expectRefusal(
      .alreadyAccepted, .accept(world.acceptance([world.opening("a")])), on: dossier)
    let none = world.operation(.accept(world.acceptance([])))
    #expect(throws: LedgerError.noMatters) { try Dossier.play(none, on: nil) }
  }

  @Test("时间线一项操作一行，从受理起")
  func timeline() throws {
    var world = try World()
    var dossier = try world.reviewing()
    let acts: [Act] = [
      .note("来电询问"), .unmask(field: "idNumber"), .paper(kind: .receipt, matter: nil, copy: 1),
      .paper(kind: .result, matter: "a", copy: 1), world.verify(.manual, dossier),
      .approve(matter: "a", opinion: "同意"), .note("办结后备注"),
    ]
    for act in acts { try world.play(act, on: &dossier) }
    #expect(dossier.events.map(\.kind) == [.dossierAccept] + acts.map(\.kind))
    #expect(
      dossier.events.map(\.detail)
        == ["", "来电询问", "idNumber", "receipt", "result", "manual", "同意", "办结后备注"])
    #expect(dossier.events.map(\.matter) == [nil, nil, nil, nil, "a", "a", "a", nil])
    #expect(dossier.revision == 8)
    #expect(dossier.papers.map(\.kind) == [.receipt, .result])
    #expect(dossier.isClosed)
  }
}

extension Operation.Kind {
  /// What makes paper that was handed out say something wrong.
  fileprivate var voidsPapers: Bool {
    self == .dossierAmend || self == .dossierAdd || self == .dossierVoid
      || self == .proceedingRedate
  }
}

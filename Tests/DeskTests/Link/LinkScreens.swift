import Domain
import Ledger
import TUI

@testable import Desk

/// A counter that has joined central, with something of everything that can
/// wait for a decision.
enum JoinedHall {
  static let status = LinkStatus(
    state: .online, unsent: 1, tasks: 4, intakes: 2,
    lastContact: MadeUpHall.at(MadeUpHall.today, 10, 29),
    url: "https://central.example:8443", device: "d-1", isWhole: true)

  static let phone = Change(key: "phone", old: .text("13900001002"), new: .text("13900005555"))
  static let amendment = Operation(
    id: "op-2", entity: "d2", clerk: MadeUpHall.clerk.key, role: .clerk,
    at: MadeUpHall.at(Day(2026, 3, 12)!, 16, 5), act: .amend([phone], reason: "本人换号"))

  /// The second made-up dossier, whose phone and name were corrected at two
  /// counters, and which doubles another hall's.
  static func torn(_ keys: Set<String> = ["phone"]) throws -> Dossier {
    var dossier = MadeUpHall.dossiers[1]
    let earlier = Operation(
      id: "op-1", entity: "d2", clerk: MadeUpHall.supervisor.key, role: .supervisor,
      at: MadeUpHall.at(Day(2026, 3, 12)!, 15, 40),
      act: .amend(
        [
          Change(key: "education", old: .text("3"), new: .text("4")),
          Change(key: "phone", old: dossier.answers["phone"], new: .text("13900007777")),
        ].filter { keys.contains($0.key) }, reason: "录入有误"))
    dossier = try Dossier.play(earlier, on: dossier)
    let changes = [
      Change(key: "education", old: .text("3"), new: .text("2")), phone,
    ].filter { keys.contains($0.key) }
    dossier = try dossier.merging(amendment, changes, reason: "本人换号").after
    dossier.mark(
      Duplicate(
        number: "640104-9ZZ9-000031-K", hall: "640104002", matters: ["benefit"], isLater: true))
    return dossier
  }

  static func attention(_ outcome: Attention.Outcome, _ operation: Operation) -> Attention {
    Attention(
      id: operation.id, entity: operation.entity, outcome: outcome,
      code: outcome == .rejected ? "E_STATE" : "", openedAt: MadeUpHall.at(MadeUpHall.today, 9, 50),
      operation: operation)
  }

  static func picture() throws -> SyncPicture {
    let torn = try torn()
    let unsent = Operation(
      id: "op-9", entity: "d3", clerk: MadeUpHall.clerk.key, role: .clerk,
      at: MadeUpHall.at(MadeUpHall.today, 10, 28), act: .note("虚构备注"))
    return SyncPicture(
      unsent: [unsent],
      attentions: [
        attention(.rejected, amendment),
        attention(
          .renumbered,
          Operation(
            id: "op-3", entity: "d1", clerk: MadeUpHall.clerk.key, role: .clerk,
            at: MadeUpHall.at(MadeUpHall.today, 9, 5), act: .note("受理"))),
      ],
      dossiers: Dictionary(uniqueKeysWithValues: MadeUpHall.dossiers.map { ($0.id, $0) }),
      open: [torn])
  }

  static let intakes = [("W-2026-31", "张示例"), ("W-2026-32", MadeUpHall.longName)].enumerated()
    .map { index, one in
      Intake(
        id: "i\(index)", portal: "p1", reference: one.0, channel: .portal,
        hall: MadeUpHall.station.hall, theme: "nx-jobseekers",
        matters: ["registration", "training", "marriage"],
        answers: MadeUpHall.answers(one.1, number: index + 7),
        receivedAt: MadeUpHall.at(MadeUpHall.today, 8, 30 + index))
    }
}

extension TestScreen {
  /// The screens of a counter that has joined central, or is about to.
  func openJoined(_ size: Size) throws -> ScreenDriver {
    if self == .join {
      var driver = ScreenDriver(MadeUpHall.supervisor, size: size)
      try driver.choose(.join)
      try driver.press("central.example:8443<Enter>")
      return driver
    }
    var driver = ScreenDriver(MadeUpHall.clerk, size: size)
    driver.send(.reply(.link(JoinedHall.status)))
    if self == .intakes || self == .intakePrompt {
      try driver.choose(.intakes)
      driver.send(.reply(.intakes(JoinedHall.intakes)))
      if self == .intakePrompt { try driver.press("<Enter>") }
      return driver
    }
    driver.replace(try JoinedHall.torn())
    try driver.choose(.sync)
    driver.send(.reply(.sync(try JoinedHall.picture())))
    switch self {
    case .refusedPrompt: try driver.press("<Enter>")
    case .renumberPrompt: try driver.press("<Down><Enter>")
    case .conflictPrompt: try driver.press("<Down><Down><Enter>")
    case .duplicatePrompt: try driver.press("<Down><Down><Down><Enter>")
    case .revoked:
      driver.send(.reply(.link(LinkStatus(state: .revoked, unsent: 1, tasks: 4))))
    default: break
    }
    return driver
  }
}

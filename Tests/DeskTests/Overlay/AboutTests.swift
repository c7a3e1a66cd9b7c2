import DeskDriver
import Domain
import Ledger
import TUI
import Testing

@testable import Desk

@Suite("办的是谁")
struct AboutTests {
  private static let accounts = [
    MadeUpHall.clerk, MadeUpHall.reviewer, MadeUpHall.decider, MadeUpHall.supervisor,
    MadeUpHall.screener,
  ]

  /// Whether a box is open that decides on something.
  private func isBox(_ desk: DeskState) -> Bool {
    switch desk.overlay {
    case nil, .help, .menu, .palette: false
    case .prompt, .amend, .service: true
    }
  }

  /// Boxes that are about nobody.
  private func isAboutNobody(_ overlay: Overlay?) -> Bool {
    guard case .prompt(let prompt) = overlay else { return false }
    return switch prompt.purpose {
    case .quit, .issueTicket, .filter, .saveView, .views, .screening, .hallSettings: true
    // It decides nothing, and its title names the person.
    case .oneTime: true
    default: false
    }
  }

  @Test(
    "First aid 30: every box that decides on a dossier says whose, which number and which matter")
  func everyCommand() throws {
    var kinds: Set<Command> = []
    for account in AboutTests.accounts {
      for dossier in MadeUpHall.dossiers {
        for proceeding in dossier.proceedings {
          for command in Command.allCases {
            var driver = ScreenDriver(account)
            try driver.page(dossier.id, proceeding.matter, command)
            guard isBox(driver.desk), !isAboutNobody(driver.desk.overlay) else { continue }
            // Of a ticket, not of the dossier below it.
            if [.skip, .transfer, .park, .leave, .pickTicket, .callNext].contains(command) {
              continue
            }
            kinds.insert(command)
            let name = Mask.name(dossier.answers[text: "name"])
            for size in [Size(columns: 80, rows: 24), Size(columns: 132, rows: 43)] {
              driver.send(.input(.resized(size)))
              let text = driver.text
              let about = "\(name) · \(dossier.number)"
              #expect(text.contains(about), "\(command) as \(account.role)")
            }
          }
        }
      }
    }
    for command: Command in [
      .decline, .pass, .ask, .withdraw, .void, .handOn, .sign, .told, .verify, .hold, .amend,
      .redate, .note, .unmask, .putMaterial, .attach, .addMatters, .rate, .receive,
    ] where command != .receive {
      #expect(kinds.contains(command), "\(command) was never open")
    }
  }

  @Test(
    "First aid 30: boxes for tickets, drafts, intakes, conflicts and accounts name what they are about",
    arguments: TestScreen.allCases)
  func everyScreen(_ screen: TestScreen) throws {
    let driver = try screen.open(Size(columns: 80, rows: 24))
    guard isBox(driver.desk), !isAboutNobody(driver.desk.overlay) else { return }
    if case .prompt(let prompt) = driver.desk.overlay, case .book = prompt.purpose { return }
    let about = try #require(driver.desk.aboutOverlay, "\(screen)")
    #expect(driver.text.contains(about))
    #expect(!about.contains(MadeUpHall.longName))
  }

  @Test(
    "First aid 30: skipping, parking, leaving and transferring name the ticket and, once known, the person"
  )
  func tickets() throws {
    for command: Command in [.skip, .transfer, .park, .leave, .discardDraft] {
      var driver = DeskDriver.atForm()
      try driver.press("640104199003070014张示例<Enter><F10>" + command.code)
      #expect(driver.text.contains("张** · A001 号"), "\(command)")
    }
  }
}

import Domain
import Ledger
import TUI
import Testing

@testable import Desk

extension ScreenDriver {
  /// The page of a dossier, opened from the search, with one matter chosen,
  /// then a command.
  mutating func page(_ id: String, _ matter: String, _ command: Command? = nil) throws {
    try press("<F8>z")
    let index = try #require(MadeUpHall.dossiers.firstIndex { $0.id == id })
    try press(String(repeating: "<Down>", count: index) + "<Enter>")
    let place = try #require(desk.dossier?.dossier.proceedings.firstIndex { $0.matter == matter })
    try press(String(repeating: "<Down>", count: place))
    #expect(desk.dossier?.selected?.matter == matter)
    if let command { try choose(command) }
  }

  /// Instead of the second dossier one that the hall looks at first.
  mutating func acceptScreened() throws {
    replace(
      try MadeUpHall.accept(
        "d2", MadeUpHall.rareName, number: 2, on: Day(2026, 3, 9)!,
        matters: ["registration", "benefit", "employmentAid"], present: ["difficultyProof04"],
        isScreened: true))
    try choose(.board)
  }

  func proceeding(_ id: String, _ matter: String) -> Proceeding? {
    dossier(id)?.proceeding(matter)
  }
}

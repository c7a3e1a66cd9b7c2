import Desk
import DeskDriver
import MadeUp
import TUI

/// A screen between the first start and an acceptance that tests open, and how.
enum FrontScreen: String, CaseIterable, Sendable {
  case setup, signIn, signInRefused, signInLockedOut, locked
  case home, homeEmpty, practice
  case formEmpty, formHalf, formCodes, formRefused, formRows, formCard, cardPrompt
  case reviewErrors, reviewClean
  case menu, palette, issue, skip, park, leave, transfer, pick, quit, discardDraft

  static let longName = "买买提·阿不都热合曼·玉素甫江"
  static let half =
    "640104199003070014\(longName)<Enter>13900000000126<Enter>𠮷\u{2EBF0}街道1号<Enter>"
  static let whole = half + "320301<Enter>dg<Enter>6000<Enter>dy<Enter>"

  func open(_ size: Size) throws -> DeskDriver {
    var hall = DeskHall(waiting: ["ordinary", "elderly", "ordinary", "military"])
    hall.card = .read(MadeUpCard().bytes)
    switch self {
    case .setup:
      var driver = DeskDriver(size: size, hall: DeskHall(station: nil, waiting: []))
      try driver.press("x")
      return driver
    case .signIn, .signInRefused, .signInLockedOut:
      var driver = DeskDriver(size: size)
      if self != .signIn { try driver.press("1<Enter>") }
      let tries = self == .signIn ? 0 : self == .signInRefused ? 2 : 5
      for _ in 0..<tries { try driver.press("wrong<Enter>") }
      return driver
    case .homeEmpty:
      return DeskDriver(signedIn: DeskHall.clerk, size: size, hall: DeskHall(waiting: []))
    case .practice:
      let hall = DeskHall(station: DeskHall.practice)
      return DeskDriver(signedIn: DeskHall.clerk, size: size, hall: hall)
    case .home, .pick:
      var driver = DeskDriver(signedIn: DeskHall.clerk, size: size, hall: hall)
      if self == .pick { try driver.press("<Down><Enter>") }
      return driver
    default:
      var driver = DeskDriver.atForm(size: size, hall: hall)
      try driver.press(keys)
      if self == .locked { driver.wait(seconds: 181) }
      return driver
    }
  }

  /// What is pressed in the opened form.
  private var keys: String {
    switch self {
    case .locked, .formHalf: FrontScreen.half + "3"
    case .formCodes: FrontScreen.half + "320301<Enter>dg"
    case .formRefused: "640104199003070015"
    case .formCard: "640104199003070014张事例<Enter><C-k>"
    case .cardPrompt: "640104199003070014张事例<Enter><C-k><C-k>"
    case .formRows: FrontScreen.whole + "<S-Tab><S-Tab><S-Tab><S-Tab><Insert>"
    case .reviewErrors: FrontScreen.half + "<F9>"
    case .reviewClean: FrontScreen.whole + "04<Enter>11<F9>"
    case .menu: "<F10>3"
    case .palette: "<C-p>z"
    case .issue: "<F10>21"
    case .skip: "<F6>1"
    case .park: "<F10>22"
    case .leave: "<F10>23"
    case .transfer: "<F7>2"
    case .quit: "<F10>64"
    case .discardDraft: "<F10>34"
    default: ""
    }
  }
}

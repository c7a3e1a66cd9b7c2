import Desk
import Domain
import Ledger
import TUI

/// A desk and the hall behind it (工作台驱动): presses keys as a clerk does,
/// does what effects ask before the next key, and keeps the list of them.
package struct DeskDriver: Sendable {
  package private(set) var desk: DeskState
  package var hall: DeskHall
  package private(set) var effects: [Effect] = []
  /// Key events since `resetCounts`.
  package private(set) var keys = 0

  /// At the first screen of a hall that nobody has signed in to.
  package init(
    size: Size = Size(columns: 80, rows: 24), hall: DeskHall = DeskHall(),
    rules: Rulebook = ShippedRules.rulebook
  ) {
    self.hall = hall
    desk = DeskState(size: size, now: DeskHall.now, rules: rules)
    send(.reply(hall.ready))
  }

  /// With somebody at work.
  package init(
    signedIn account: Account, size: Size = Size(columns: 80, rows: 24),
    hall: DeskHall = DeskHall(), rules: Rulebook = ShippedRules.rulebook
  ) {
    self.init(size: size, hall: hall, rules: rules)
    for effect in [Effect.signIn(account: account.key, passphrase: DeskHall.passphrase)] {
      perform(effect)
    }
    resetCounts()
  }

  /// With the form open on the first ticket of the line.
  package static func atForm(
    size: Size = Size(columns: 80, rows: 24), hall: DeskHall = DeskHall(),
    rules: Rulebook = ShippedRules.rulebook
  ) -> DeskDriver {
    var driver = DeskDriver(signedIn: DeskHall.clerk, size: size, hall: hall, rules: rules)
    driver.press(.function(2))
    driver.resetCounts()
    return driver
  }

  package mutating func resetCounts() {
    effects = []
    keys = 0
  }

  package mutating func send(_ event: Event) {
    for effect in desk.update(event) { perform(effect) }
  }

  private mutating func perform(_ effect: Effect) {
    effects.append(effect)
    for reply in hall.perform(effect, at: desk.now) { send(.reply(reply)) }
  }

  package mutating func press(_ key: Key) {
    keys += 1
    send(.input(.key(key)))
  }

  /// Keys as text: `张三<Tab><F9>`.
  package mutating func press(_ script: String) throws {
    for key in try Key.script(script) { press(key) }
  }

  package mutating func paste(_ text: String) { send(.input(.paste(text))) }

  package mutating func resize(_ columns: Int, _ rows: Int) {
    send(.input(.resized(Size(columns: columns, rows: rows))))
  }

  package mutating func wait(seconds: Int) {
    send(.tick(desk.now.adding(milliseconds: seconds * 1000)))
  }

  package var text: String { desk.canvas.textPlane.joined(separator: "\n") }
}

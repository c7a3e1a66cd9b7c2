import CSystem
import Desk
import Domain
import TUI
import Terminal

/// Reads, updates, draws, does (主循环): one thread, one state, until somebody
/// leaves or the terminal is gone.
///
/// What was typed is drawn before its effects run, so that a slow disk delays
/// no echo; a key that is typed ahead waits for the effects of the one before.
@MainActor
struct MainLoop: ~Copyable {
  private var terminal: NcursesTerminal
  private var desk: DeskState
  private let performer: Performer

  /// How long nothing may happen before the log of the store is settled.
  private static let restMilliseconds = 2_000

  init(terminal: consuming NcursesTerminal, rules: Rulebook, performer: Performer) {
    desk = DeskState(size: terminal.size, now: Clocks.now, rules: rules)
    self.terminal = terminal
    self.performer = performer
  }

  mutating func run(_ first: [Event]) {
    for event in first { apply(event, drawsFirst: false) }
    terminal.draw(desk.canvas)
    while !performer.wantsToQuit {
      let inputs = terminal.read(timeoutMilliseconds: timeout)
      apply(.tick(Clocks.now), drawsFirst: false)
      if inputs.isEmpty, performer.hasUnsettled { performer.settle() }
      for (index, input) in inputs.enumerated() {
        apply(.input(input), drawsFirst: index == inputs.count - 1)
        if performer.wantsToQuit { return }
      }
      if performer.takeBell() { terminal.bell() }
      terminal.draw(desk.canvas)
    }
  }

  private mutating func apply(_ event: Event, drawsFirst: Bool) {
    var effects = desk.update(event)
    if drawsFirst, effects.contains(where: \.touchesDisk) { terminal.draw(desk.canvas) }
    while !effects.isEmpty {
      let effect = effects.removeFirst()
      for reply in performer.perform(effect) {
        effects += desk.update(.reply(reply))
      }
    }
  }

  /// Until the next minute shows, the screen locks, or the store may rest.
  private var timeout: Int {
    let now = Clocks.now.milliseconds
    var timeout = 60_000 - now % 60_000
    if let lock = desk.locksAt { timeout = min(timeout, max(0, lock.milliseconds - now)) }
    return performer.hasUnsettled ? min(timeout, MainLoop.restMilliseconds) : timeout
  }
}

extension Effect {
  /// Whether doing it may wait for the disk.
  fileprivate var touchesDisk: Bool {
    switch self {
    case .beep, .quit: false
    default: true
    }
  }
}

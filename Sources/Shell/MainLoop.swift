import CSystem
import Desk
import Domain
import Machine
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
  private let bench = Bench()
  private let performer: Performer
  /// Whether the store is at its own work, piece by piece, until a key comes.
  private var isSettling = false

  /// How long nothing may happen before the log of the store is settled.
  private static let restMilliseconds = 2_000

  init(_ terminal: consuming NcursesTerminal, _ performer: Performer) {
    self.terminal = terminal
    self.performer = performer
  }

  /// Draws the first screen, which needs no rules but the calendar.
  mutating func greet(_ ready: Reply, _ calendar: WorkCalendar) {
    guard case .ready(let station, let accounts) = ready else { return }
    terminal.draw(
      DeskState.greeting(
        size: terminal.size, now: performer.look(), calendar: calendar, station: station,
        accounts: accounts))
  }

  /// From here on there is a desk.
  mutating func open(_ rules: Rulebook, with ready: Reply) {
    performer.follow(rules)
    bench.desk = DeskState(size: terminal.size, now: performer.look(), rules: rules)
    apply(.tick(performer.moment), drawsFirst: false)
    apply(.reply(ready), drawsFirst: false)
    for reply in performer.practised() { apply(.reply(reply), drawsFirst: false) }
    draw()
  }

  mutating func run() {
    while !performer.wantsToQuit {
      let inputs = terminal.read(timeoutMilliseconds: timeout)
      apply(.tick(performer.look()), drawsFirst: false)
      hearCentral()
      if inputs.isEmpty, performer.hasUnsettled { performer.settle() }
      isSettling = inputs.isEmpty && performer.hasUnsettled
      // Keys that came together are done one by one, each with its effects, as
      // if they had come apart.
      let single = inputs.flatMap { input in
        if case .burst(let text) = input { text.map { Input.key(.character($0)) } } else { [input] }
      }
      for (index, input) in single.enumerated() {
        apply(.input(input), drawsFirst: index == single.count - 1)
        if performer.wantsToQuit { return }
      }
      if performer.takeBell() { terminal.bell() }
      draw()
      tellCentral()
    }
  }

  /// After the picture: what was saved goes on its way.
  private mutating func tellCentral() {
    guard performer.hasNews else { return }
    performer.hasNews = false
    performer.link?.saved()
    hearCentral()
    draw()
  }

  private mutating func hearCentral() {
    performer.asking = bench.desk?.asking
    for event in performer.turn() { apply(event, drawsFirst: false) }
  }

  private mutating func draw() {
    guard let drawn = bench.desk?.picture(after: bench.picture) else { return }
    terminal.draw(drawn.canvas)
    bench.picture = drawn
  }

  private mutating func apply(_ event: Event, drawsFirst: Bool) {
    var effects = bench.desk?.update(event) ?? []
    if drawsFirst, effects.contains(where: \.touchesDisk) { draw() }
    while let first = effects.first {
      performer.asking = bench.desk?.asking
      let journalled = effects.prefix(while: \.isJournal)
      effects.removeFirst(max(1, journalled.count))
      let replies =
        journalled.isEmpty
        ? performer.perform(first) : performer.perform(together: Array(journalled))
      for reply in replies { effects += bench.desk?.update(.reply(reply)) ?? [] }
      // 已保存 does not wait for the receipt and the lists.
      if case .accept = first, drawsFirst { draw() }
    }
  }

  /// Until the next minute shows, the screen locks, or the store may rest.
  private var timeout: Int {
    let now = performer.look().milliseconds
    var timeout = 60_000 - now % 60_000
    if let lock = bench.desk?.locksAt { timeout = min(timeout, max(0, lock.milliseconds - now)) }
    if let central = performer.link?.timeout { timeout = min(timeout, central) }
    if isSettling { return 0 }  // the next piece, unless a key is there
    return performer.hasUnsettled ? min(timeout, MainLoop.restMilliseconds) : timeout
  }
}

/// What the loop changes and shows (台面). A class, because the compiler looks at
/// every field of every field of a value that cannot be copied, as the loop is:
/// with the desk inside it needs many minutes.
@MainActor
private final class Bench {
  /// Nil until the rules have been read.
  var desk: DeskState?
  var picture: Picture?
}

extension Effect {
  /// Whether it is part of a form's journal; all of one key are about one form.
  fileprivate var isJournal: Bool {
    switch self {
    case .saveDraft, .saveDraftProgress: true
    default: false
    }
  }

  /// Whether doing it may wait for the disk.
  fileprivate var touchesDisk: Bool {
    switch self {
    case .beep, .quit: false
    default: true
    }
  }
}

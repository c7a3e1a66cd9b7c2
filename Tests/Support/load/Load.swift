import Foundation
import Sync
import Synchronization

/// Many counters at work against a running server (负载).
final class Load {
  private let options: Options
  private let connections: Connections
  private let devices: [Device]
  private var measured = Measured()
  /// Counters that central told to wait, or whose line broke, with until when.
  private var waiting: [(until: Double, device: Device)] = []
  /// Counters that have just sent lines, in the order in which they may again.
  private var paced: [Device] = []

  init?(_ options: Options) {
    let codes = (try? String(contentsOfFile: options.codes, encoding: .utf8)) ?? ""
    var counters = codes.split(separator: "\n").map { line in
      let words = line.split(separator: " ").map(String.init)
      return (code: words[0], hall: words.count > 1 ? words[1] : "")
    }
    if options.floor > 0 { counters = Array(repeating: ("", ""), count: options.floor) }
    guard !counters.isEmpty,
      let connections = Connections(
        url: options.url, authority: options.authority, count: counters.count)
    else { return nil }
    self.options = options
    self.connections = connections
    devices = counters.enumerated().map { index, counter in
      Device(index, code: counter.code, hall: counter.hall, connections)
    }
  }

  /// - Returns: whether everything was answered, and within the bar.
  func run() -> Bool {
    guard join() else { return false }
    measured = Measured()
    let processes = Processes(options.watched)
    let isAnswered = options.backlog > 0 ? drain() : hold()
    say(Measured.line("push", measured.pushes))
    say("push answers: \(measured.answerBytes / max(1, measured.pushes.count)) bytes")
    if !measured.pulls.isEmpty { say(Measured.line("pull", measured.pulls)) }
    say(Measured.line("save to answer", measured.saves))
    say("results: \(Measured.list(measured.outcomes)); refused: \(Measured.list(measured.refused))")
    for line in processes.lines(operations: measured.answered) { say(line) }
    return isAnswered
  }

  /// Everybody joins, so many at a time: a handshake costs both sides
  /// milliseconds. Who is there polls, so that its line stays open, and its
  /// clerk's work is made up meanwhile, so that this is not measured.
  private func join() -> Bool {
    let start = milliseconds()
    struct Prepared { let index: Int, counter: LoadCounter? }
    let prepared = Mutex<[Prepared]>([])
    let expected = Int(options.rate * options.seconds) / devices.count * 5 / 4 + 8
    // Days of one counter at work are made up as they come.
    let count = options.backlog > 0 ? options.backlog : min(2_000, expected)
    var coming = devices[...]
    var here: [Device] = []
    var ready = 0
    var nextPull = start
    func prepare(_ device: Device) {
      device.isHere = true
      here.append(device)
      let counter = device.counter
      DispatchQueue.global().async { [index = device.index] in
        var counter = counter
        counter?.prepare(count)
        prepared.withLock { [counter] in $0.append(Prepared(index: index, counter: counter)) }
      }
    }
    if options.floor > 0 {
      for device in devices {
        coming.popFirst()?.pretend()
        prepare(device)
      }
    } else {
      for _ in 0..<32 { coming.popFirst()?.join() }
    }
    while ready < devices.count {
      pump(within: 20) { device in
        guard device.step == .idle, device.counter?.waiting == 0, !device.isHere else { return }
        prepare(device)
        coming.popFirst()?.join()
      }
      // A line that the server closed at the same moment is made again.
      guard measured.refused.keys.allSatisfy({ $0.hasPrefix("pulling") }) else {
        say("counters cannot join: \(Measured.list(measured.refused))")
        return false
      }
      let done = prepared.withLock { list -> [Prepared] in
        defer { list = [] }
        return list
      }
      for one in done { devices[one.index].counter = one.counter }
      ready += done.count
      while nextPull <= milliseconds() {
        if let device = here.randomElement() { ask(device) }
        nextPull += 5_000 / Double(max(1, here.count))
      }
    }
    say("\(devices.count) counters joined in \(Int(milliseconds() - start) / 1000) s")
    return true
  }

  private func ask(_ device: Device) {
    device.wantsPull = true
    if waiting.isEmpty || !isWaiting(device) { device.goOn() }
  }

  /// Hands answers on until there is none for so long.
  private func pump(within time: Double, _ body: (Device) -> Void = { _ in }) {
    var wait = max(0, Int(time.rounded(.up)))
    while let answer = connections.next(within: wait) {
      wait = 0
      let device = devices[answer.connection]
      let before = device.pushesAt
      let isDone = device.take(answer, &measured)
      if device.pushesAt > before { paced.append(device) }
      if isDone {
        device.goOn()
      } else {
        let pause = Double(max(answer.retryAfter * 1000, 200))
        waiting.append((milliseconds() + pause, device))
      }
      body(device)
    }
  }

  /// Those who have waited long enough ask again.
  private func resume() {
    while let first = paced.first, first.pushesAt <= milliseconds() {
      paced.removeFirst()
      first.goOn()
    }
    guard !waiting.isEmpty else { return }
    let now = milliseconds()
    let over = waiting.filter { $0.until <= now }
    waiting.removeAll { $0.until <= now }
    for (_, device) in over { device.goOn() }
  }

  private func isWaiting(_ device: Device) -> Bool {
    waiting.contains { $0.device === device }
  }

  /// Clerks save by chance, as people do, at one rate altogether; a counter that
  /// hears nothing polls every five seconds.
  private func hold() -> Bool {
    let start = milliseconds()
    let end = start + options.seconds * 1000
    let pulls = Double(devices.count) / 5
    var nextSave = start
    var nextPull = start
    var asked = 0
    func gap(_ rate: Double) -> Double { -log(Double.random(in: 1e-12..<1)) / rate * 1000 }
    while true {
      let now = milliseconds()
      if now >= end { break }
      while nextSave <= now {
        let device = devices[Int.random(in: 0..<devices.count)]
        device.counter?.work()
        device.savedAt.append(nextSave)
        asked += 1
        if waiting.isEmpty || !isWaiting(device) { device.goOn() }
        nextSave += gap(options.rate)
      }
      while nextPull <= now {
        ask(devices[Int.random(in: 0..<devices.count)])
        nextPull += gap(pulls)
      }
      resume()
      pump(within: min(nextSave, nextPull, milliseconds() + 100) - milliseconds())
    }
    let seconds = (milliseconds() - start) / 1000
    // What was saved last still goes, as late as a counter sends it.
    let last = milliseconds() + Double(Agent.pushGap) + 1_000
    while milliseconds() < last, devices.contains(where: { $0.counter?.waiting != 0 }) {
      resume()
      pump(within: 20)
    }
    let rate = Double(measured.answered) / seconds
    let slow = Measured.percentile(measured.pushes.sorted(), 0.99)
    say(
      String(
        format: "%.0f operations/s saved, %.0f operations/s answered over %.0f s",
        Double(asked) / seconds, rate, seconds))
    return rate >= 0.99 * Double(asked) / seconds && (options.bar == 0 || slow < options.bar)
  }

  /// Everybody comes back after days; one, the control, goes on with today's work.
  private func drain() -> Bool {
    let control = devices[0]
    for device in devices.dropFirst() {
      for _ in 0..<options.backlog { device.counter?.work() }
    }
    let total = devices.reduce(0) { $0 + ($1.counter?.waiting ?? 0) }
    say("\(total) operations wait")
    let start = milliseconds()
    for device in devices.dropFirst() {
      waiting.append((start + Double.random(in: 0..<2_000), device))
    }
    var left = devices.count - 1
    var nextSave = start
    while left > 0, milliseconds() - start < 3_600_000 {
      if nextSave <= milliseconds() {
        control.counter?.work()
        control.savedAt.append(milliseconds())
        if !isWaiting(control) { control.goOn() }
        nextSave += 2_000
      }
      resume()
      pump(within: 20) { device in
        if device !== control, device.counter?.waiting == 0 { left -= 1 }
      }
    }
    let seconds = (milliseconds() - start) / 1000
    say(
      String(
        format: "%@ in %.1f s: %.0f operations/s", left == 0 ? "drained" : "NOT drained", seconds,
        Double(measured.answered) / seconds))
    let slowest = measured.saves.max() ?? 0
    return left == 0 && (options.bar == 0 || slowest < options.bar)
  }
}

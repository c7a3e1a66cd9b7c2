import Sync

/// What happens next (事件表): a heap by time; equal times in the order in which
/// they were put in.
struct Timeline: Sendable {
  private var heap: [Entry] = []
  private var count = 0

  struct Entry: Sendable {
    let at: Int
    let order: Int
    let happening: Happening
  }

  mutating func put(_ happening: Happening, at: Int) {
    count += 1
    heap.append(Entry(at: at, order: count, happening: happening))
    var child = heap.count - 1
    while child > 0, isBefore(child, (child - 1) / 2) {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  /// The next one that is due by then.
  mutating func next(until: Int) -> Entry? {
    guard let first = heap.first, first.at <= until else { return nil }
    heap.swapAt(0, heap.count - 1)
    heap.removeLast()
    var parent = 0
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
        if isBefore(child, least) { least = child }
      }
      if least == parent { return first }
      heap.swapAt(parent, least)
      parent = least
    }
  }

  private func isBefore(_ a: Int, _ b: Int) -> Bool {
    (heap[a].at, heap[a].order) < (heap[b].at, heap[b].order)
  }
}

enum Happening: Sendable {
  /// The agent of a machine may want to go on.
  case wake(machine: Int)
  /// Somebody does something there.
  case act(machine: Int)
  /// A request reaches central.
  case arrival(machine: Int, number: Int, session: Int?, Agent.Request)
  /// Central's answer reaches the machine.
  case answer(machine: Int, number: Int, session: Int?, Result<Agent.Answer, Refusal>)
  /// The machine waits no longer for an answer.
  case timeOut(machine: Int, number: Int)
  /// Central judges the pushes that wait.
  case commit
  case fault
  case start(machine: Int)
  case centralUp
}

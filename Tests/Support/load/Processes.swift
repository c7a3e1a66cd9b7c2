import Foundation

/// Processor time and memory of processes (进程用时), from `/proc`.
struct Processes {
  /// Seconds since they began, by process; children belong to their parent's name.
  private var begun: [String: [Int: Double]] = [:]
  private let watched: [(name: String, process: Int)]
  private let machine: (busy: Double, all: Double)
  private let own: Double

  private static let tick = Double(sysconf(Int32(_SC_CLK_TCK)))

  init(_ watched: [(name: String, process: Int)]) {
    self.watched = watched
    for (name, process) in watched { begun[name] = Self.times(process) }
    machine = Self.machine()
    own = Self.times(Int(getpid())).values.reduce(0, +)
  }

  /// What they used since, an operation; and how busy others kept the machine.
  func lines(operations: Int) -> [String] {
    var lines: [String] = []
    var ours = Self.times(Int(getpid())).values.reduce(0, +) - own
    let each = 1e6 / Double(max(1, operations))
    lines.append(
      String(format: "load: %.1f s of processor, %.0f us an operation", ours, ours * each))
    for (name, process) in watched {
      let now = Self.times(process)
      let used = now.reduce(0) { $0 + $1.value - (begun[name]?[$1.key] ?? 0) }
      ours += used
      lines.append(
        String(
          format: "%@: %.1f s of processor, %.0f us an operation, %.0f MB", name, used,
          used * each, Self.memory(process)))
    }
    let now = Self.machine()
    let cores = Double(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    let share = cores / max(0.01, now.all - machine.all)
    lines.append(
      String(
        format: "machine: %.2f of %.0f cores busy, %.2f of them with others",
        (now.busy - machine.busy) * share, cores,
        max(0, now.busy - machine.busy - ours) * share))
    return lines
  }

  /// Of a process and its children, in seconds.
  private static func times(_ process: Int) -> [Int: Double] {
    var found: [Int: Double] = [:]
    for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? [] {
      guard let other = Int(name), let fields = fields(other), fields.count > 12 else { continue }
      // After the name in brackets: state, parent, … utime and stime.
      guard other == process || Int(fields[1]) == process else { continue }
      found[other] = ((Double(fields[11]) ?? 0) + (Double(fields[12]) ?? 0)) / tick
    }
    return found
  }

  private static func fields(_ process: Int) -> [Substring]? {
    guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
      let end = text.lastIndex(of: ")")
    else { return nil }
    return text[text.index(after: end)...].split(separator: " ")
  }

  /// MB that are the process's own.
  private static func memory(_ process: Int) -> Double {
    let text = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
    return (line?.split(separator: " ").dropFirst().first.flatMap { Double($0) } ?? 0) / 1024
  }

  /// Seconds of all cores together: at work, and at all.
  private static func machine() -> (busy: Double, all: Double) {
    let text = (try? String(contentsOfFile: "/proc/stat", encoding: .utf8)) ?? ""
    let numbers = (text.split(separator: "\n").first ?? "").split(separator: " ").dropFirst()
      .prefix(8).map { (Double($0) ?? 0) / tick }
    let all = numbers.reduce(0, +)
    return (all - numbers.dropFirst(3).prefix(2).reduce(0, +), all)
  }
}

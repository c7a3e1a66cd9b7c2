import CPty
import Glibc
import TUI
import TestClock

/// A program on a pseudo-terminal, and the screen that a person would see.
///
/// The environment is scrubbed and the time is that of `TestClock`: the same screen
/// on every machine and day. Used by one thread. The program is killed when this goes away.
package final class TestTerminal {
  private var child: OpaquePointer?

  /// `program` is a path (see `built`). `codeset` is what a terminal set to
  /// the program's locale would speak. A variable with an empty value is unset.
  package init(
    _ program: String, arguments: [String] = [], size: Size = Size(columns: 80, rows: 24),
    environment: [String: String] = [:], codeset: String = "UTF-8"
  ) throws(TestTerminalError) {
    var variables = [
      "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TERM": "xterm-256color", "TZ": "UTC",
    ]
    // What the test run itself needs: the Swift runtime, coverage.
    for name in ["LD_LIBRARY_PATH", "LLVM_PROFILE_FILE"] {
      if let value = getenv(name) { variables[name] = String(cString: value) }
    }
    variables.merge(TestClock.environment()) { $1 }
    variables.merge(environment) { $1 }
    let words = ([program] + arguments).map { strdup($0) } + [nil]
    let settings =
      variables.filter { !$0.value.isEmpty }.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { (words + settings).forEach { free($0) } }
    child = cpty_spawn(program, words, settings, Int32(size.rows), Int32(size.columns), codeset)
    if child == nil { throw .cannotStart(program) }
  }

  deinit { if let child { cpty_finish(child, SIGKILL, 1000) } }

  /// The path of an executable target of this package, beside the test bundle.
  package static func built(_ name: String) -> String {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &buffer, buffer.count)
    let path = String(
      decoding: buffer.prefix(max(0, count)).map(UInt8.init(bitPattern:)), as: UTF8.self)
    return path.split(separator: "/").dropLast().map { "/" + $0 }.joined() + "/" + name
  }

  // MARK: Typing

  /// Types a key script, such as `张三<Tab><F9>`, in one piece.
  package func type(_ script: String) throws(TUIError) {
    send(try Key.script(script).map(\.sequence).joined())
  }

  /// Sends bytes as they are, such as an escape sequence.
  package func send(_ text: String) {
    cpty_write(child, text, Int32(text.utf8.count))
  }

  /// Sends text between the brackets of a bracketed paste.
  package func paste(_ text: String) { send("\u{1B}[200~" + text + "\u{1B}[201~") }

  package func resize(to size: Size) {
    cpty_resize(child, Int32(size.rows), Int32(size.columns))
  }

  package var processID: Int32 { cpty_pid(child) }

  package func signal(_ number: Int32) { kill(cpty_pid(child), number) }

  /// Takes the terminal away, as closing its window does.
  package func hangUp() { cpty_hang_up(child) }

  // MARK: Looking

  package var size: Size {
    var rows: Int32 = 0
    var columns: Int32 = 0
    cpty_size(child, &rows, &columns)
    return Size(columns: Int(columns), rows: Int(rows))
  }

  /// The text of a row without spaces at its end; a wide character counts once.
  package func row(_ row: Int) -> String {
    var text = [CChar](repeating: 0, count: size.columns * 16 + 64)
    let count = cpty_row(child, Int32(row), &text, Int32(text.count))
    return String(decoding: text.prefix(Int(count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  package var rows: [String] { (0..<size.rows).map(row) }
  package var screen: String { rows.joined(separator: "\n") }

  package func cell(column: Int, row: Int) -> cpty_cell {
    var cell = cpty_cell()
    _ = cpty_cell_at(child, Int32(row), Int32(column), &cell)
    return cell
  }

  /// Nil when the cursor is hidden.
  package var cursor: Point? {
    var row: Int32 = 0
    var column: Int32 = 0
    var isVisible = false
    cpty_cursor(child, &row, &column, &isVisible)
    return isVisible ? Point(column: Int(column), row: Int(row)) : nil
  }

  /// The bytes that the program has written since the last call.
  package func takeOutput() -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 1 << 20) { buffer, count in
      count = Int(cpty_take_output(child, buffer.baseAddress, Int32(buffer.count)))
    }
  }

  /// The terminal is as a shell wants it: line by line, with echo.
  package var isInLineMode: Bool { cpty_is_canonical(child) }

  /// Processor time used and whether it sleeps now, from /proc/PID/stat: in
  /// ticks of 10 ms. Source: proc_pid_stat(5), fields 3, 14 and 15.
  package var processor: (ticks: Int, isAsleep: Bool) {
    guard let file = fopen("/proc/\(cpty_pid(child))/stat", "r") else { return (0, false) }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 1024)
    guard fgets(&line, Int32(line.count), file) != nil else { return (0, false) }
    let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    // The name in parentheses may hold spaces: count from its end.
    let fields = (text.split(separator: ")").last ?? "").split(separator: " ")
    guard fields.count > 12 else { return (0, false) }
    return ((Int(fields[11]) ?? 0) + (Int(fields[12]) ?? 0), fields[0] == "S")
  }

  // MARK: Waiting

  /// Waits until the screen holds `text`.
  package func wait(for text: String, seconds: Double = 60) throws(TestTerminalError) {
    try wait("“\(text)”", seconds: seconds) { $0.screen.contains(text) }
  }

  /// Waits until `condition` holds; the error shows the screen.
  package func wait(
    _ what: String, seconds: Double = 60, until condition: (TestTerminal) -> Bool
  ) throws(TestTerminalError) {
    let end = TestTerminal.milliseconds() + Int(seconds * 1000)
    while !condition(self) {
      let isClosed = cpty_pump(child, 20) < 0
      if condition(self) { return }
      if isClosed { throw .closed(waitingFor: what, screen: screen) }
      if TestTerminal.milliseconds() > end { throw .timeout(waitingFor: what, screen: screen) }
    }
  }

  /// Waits until the program has read all that was typed, has drawn what came of it,
  /// and sleeps until there is more.
  package func rest(seconds: Double = 60) throws(TestTerminalError) {
    let end = TestTerminal.milliseconds() + Int(seconds * 1000)
    var quiet = 0
    while quiet < 3 {
      let count = cpty_pump(child, 10)
      if count < 0 { throw .closed(waitingFor: "its rest", screen: screen) }
      quiet = count == 0 && cpty_unread(child) == 0 && processor.isAsleep ? quiet + 1 : 0
      if TestTerminal.milliseconds() > end {
        throw .timeout(waitingFor: "its rest", screen: screen)
      }
    }
  }

  /// Waits for the program to end: its exit status, or 128 + the signal.
  package func exitStatus(seconds: Double = 60) -> Int {
    guard let child else { return -1 }
    self.child = nil
    return Int(cpty_finish(child, 0, Int32(seconds * 1000)))
  }

  /// Reads what the program writes until it ends or closes its terminal.
  package func drain() { while cpty_pump(child, 1000) > 0 {} }

  private static func milliseconds() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
  }
}

/// What can go wrong on a test terminal.
package enum TestTerminalError: Error, CustomStringConvertible {
  case cannotStart(String)
  case timeout(waitingFor: String, screen: String)
  case closed(waitingFor: String, screen: String)

  package var description: String {
    switch self {
    case .cannotStart(let program): "cannot start \(program)"
    case .timeout(let what, let screen): "waited for \(what); the screen was:\n\(screen)"
    case .closed(let what, let screen):
      "waited for \(what), but the program closed its terminal; the screen was:\n\(screen)"
    }
  }
}

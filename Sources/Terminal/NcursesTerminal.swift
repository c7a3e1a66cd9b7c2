import CTerm
import TUI

/// The real terminal (终端), taken over for as long as this value lives.
///
/// ncurses has one global screen and is not thread-safe, so the value cannot
/// be copied (one owner) and belongs to the main actor (one thread). Ending
/// it gives the terminal back as it was; so does a crash.
/// Source: curs_threads(3X), ncurses 6.4.
@MainActor
package struct NcursesTerminal: ~Copyable {
  private var decoder: KeyDecoder
  /// What the screen shows now; nil when it must be drawn from nothing.
  private var shown: Canvas?
  private var isGone = false
  /// When the last bytes came, in ms; what is half read waits from then.
  private var lastBytes = 0

  /// `usesPlainSymbols` draws · … “ ” and their like by ASCII, for terminals
  /// that are set to make characters of ambiguous width wide.
  package init(theme: Theme = .dark, usesPlainSymbols: Bool = false) throws(TerminalError) {
    let locale = Int(ct_setup_locale())
    guard locale != CT_LOCALE_NONE else { throw .noLocale }
    switch Int(ct_open()) {
    case CT_OK: break
    case CT_NO_TTY: throw .notATerminal
    case CT_NO_CURSOR: throw .cannotPlaceCursor(name: Environment.term)
    case CT_NO_DESCRIPTOR: throw .noDescriptor
    default: throw .unknownTerminal(name: Environment.term)
    }
    let isGB = locale == CT_LOCALE_GB
    decoder = KeyDecoder(
      sequences: KeySequences.ofThisTerminal(), multibyte: isGB ? decodeInLocale : nil)
    ct_use_plain_symbols(usesPlainSymbols)
    let colors = Int(ct_colors())
    for style in Style.allCases {
      let look = theme.look(of: style, colors: colors)
      ct_define_style(
        Int32(style.rawValue), look.foreground, look.background, Int32(look.attributes))
    }
  }

  deinit { ct_close() }

  /// Gives the terminal back; the same as letting the value go.
  package consuming func stop() {}

  package var size: Size { Size(columns: Int(ct_columns()), rows: Int(ct_rows())) }

  /// Rings once.
  package func bell() { ct_bell() }

  /// Wakes a waiting `read`, which then returns; any thread may call it while
  /// the terminal is open.
  package nonisolated static func wake() { ct_wake() }

  /// What `wake` writes to, for those who must wake from C.
  package var wakeDescriptor: Int32 { ct_wake_descriptor() }

  /// Waits for input at most so long (nil: for ever, using no CPU) and gives
  /// everything that has arrived; nothing after a wake-up or the time.
  ///
  /// After `.hangup` nothing more comes: the terminal is not asked again, so
  /// a caller that goes on reading only waits.
  package mutating func read(timeoutMilliseconds: Int? = nil) -> [Input] {
    let wasGone = isGone
    let flushTime = isGone ? nil : decoder.patience.map { lastBytes + $0 }
    let untilFlush = flushTime.map { max(0, $0 - Clock.milliseconds()) }
    let timeout = [timeoutMilliseconds, untilFlush].compactMap { $0 }.min() ?? -1
    let ready = Int(ct_wait(Int32(clamping: timeout), !isGone))
    var inputs: [Input] = []
    if ready & CT_WOKEN != 0 { takeSignals(&inputs) }
    if ready & CT_INPUT != 0 {
      let bytes = waitingBytes()
      lastBytes = Clock.milliseconds()
      inputs += decoder.feed(bytes, at: lastBytes)
    } else if let flushTime, Clock.milliseconds() >= flushTime {
      inputs += decoder.flush()
    }
    if ready & CT_GONE != 0 { isGone = true }
    if isGone, !wasGone { inputs.append(.hangup) }
    return inputs
  }

  private mutating func takeSignals(_ inputs: inout [Input]) {
    let signals = Int(ct_take_signals())
    if signals & CT_GONE != 0 { isGone = true }
    if signals & CT_TERMINATE != 0 { inputs.append(.terminate) }
    if signals & CT_RESIZED != 0 {
      shown = nil
      inputs.append(.resized(size))
    }
  }

  /// Everything that waits, up to 64 KiB; the rest is for the next call.
  private mutating func waitingBytes() -> [UInt8] {
    var bytes: [UInt8] = []
    repeat {
      var count: Int32 = 0
      bytes += [UInt8](unsafeUninitializedCapacity: 4096) { buffer, filled in
        count = ct_read(buffer.baseAddress, Int32(buffer.count))
        filled = max(0, Int(count))
      }
      if count <= 0 { isGone = true }
      if count < 4096 { break }
    } while bytes.count < 65_536 && Int(ct_wait(0, true)) & CT_INPUT != 0
    return bytes
  }

  /// Shows `canvas`, sending only what differs from the last one.
  package mutating func draw(_ canvas: Canvas) {
    guard !isGone else { return }
    if let shown, shown.size == canvas.size, canvas.size == size {
      canvas.forEachChange(since: shown) { put($0.columns, ofRow: $0.row, canvas) }
    } else {
      // A picture of another size than the screen comes just after a resize.
      ct_erase()
      let columns = min(canvas.size.columns, size.columns)
      for row in 0..<min(canvas.size.rows, size.rows) {
        put(0..<columns, ofRow: row, canvas)
      }
    }
    shown = canvas
    ct_place_cursor(Int32(canvas.caret?.row ?? -1), Int32(canvas.caret?.column ?? -1))
    ct_refresh()
  }

  private func put(_ columns: Range<Int>, ofRow row: Int, _ canvas: Canvas) {
    let start = row * canvas.size.columns
    for column in columns {
      let cell = canvas.cells[start + column]
      guard cell.width > 0, column + Int(cell.width) <= columns.upperBound else { continue }
      let marks = cell.marks == 0 ? [] : canvas.marks[Int(cell.marks) - 1]
      ct_put(
        Int32(row), Int32(column), Int32(cell.style.rawValue), cell.scalar, Int32(cell.width),
        marks, Int32(marks.count))
    }
  }
}

import Ledger
import TUI

/// Another passphrase of one's own (改口令): on a page of its own, and at the first
/// sign-in with a one-time passphrase, where nothing else can be done.
package struct PassphraseForm: Equatable, Sendable {
  /// In the order of the screen.
  enum Line: Int, CaseIterable {
    case old, new, again

    var label: String {
      switch self {
      case .old: "原口令"
      case .new: "新口令"
      case .again: "再输一次"
      }
    }

    var hint: String {
      switch self {
      case .old: "现在登录用的口令"
      case .new: "至少 \(SetupForm.shortestPassphrase) 个字符，可用汉字或短语"
      case .again: ""
      }
    }
  }

  /// What a key led to.
  enum Step: Equatable {
    case stays, done, leaves
  }

  /// Who came in with a one-time passphrase; nil for somebody who changes theirs.
  let renewing: Account?
  private var fields = Line.allCases.map { _ in EntryField(isSecret: true) }
  private(set) var line: Line
  private(set) var finding: String?

  init(renewing account: Account? = nil) {
    renewing = account
    line = account == nil ? .old : .new
  }

  private subscript(line: Line) -> EntryField {
    get { fields[line.rawValue] }
    set { fields[line.rawValue] = newValue }
  }

  /// The old passphrase is asked for only where it was not said just now.
  private var lines: [Line] { renewing == nil ? Line.allCases : [.new, .again] }

  var old: String { self[.old].text }
  var new: String { self[.new].text }

  mutating func paste(_ text: String) { self[line].paste(text) }

  mutating func press(_ key: Key) -> Step {
    finding = nil
    switch key {
    case .enter, .function(9), .control("o"):
      if key == .enter, line != .again {
        move(1)
        return .stays
      }
      guard let problem else { return .done }
      line = problem.line
      finding = problem.text
      return .stays
    case .tab, .down: move(1)
    case .backTab, .up: move(-1)
    case .escape: return .leaves
    default: _ = self[line].press(key)
    }
    return .stays
  }

  private mutating func move(_ step: Int) {
    let next = max(lines[0].rawValue, min(Line.again.rawValue, line.rawValue + step))
    line = Line(rawValue: next) ?? line
  }

  private var problem: (line: Line, text: String)? {
    if renewing == nil, old.isEmpty { return (.old, "请先输入原口令") }
    let length = self[.new].editor.characters.count
    if length < SetupForm.shortestPassphrase {
      return (.new, "新口令至少 \(SetupForm.shortestPassphrase) 个字符，现在是 \(length) 个")
    }
    if renewing == nil, new == old { return (.new, "新口令与原口令相同，请换一个") }
    if new != self[.again].text { return (.again, "两次输入的新口令不一样") }
    return nil
  }

  /// It was not taken; nothing typed stays.
  mutating func refuse(_ words: String, at line: Line) {
    fields = Line.allCases.map { _ in EntryField(isSecret: true) }
    self.line = renewing == nil ? line : .new
    finding = words
  }

  func draw(on canvas: inout Canvas, in area: Rect) {
    let box = area.centered(Size(columns: 60, rows: 14))
    canvas.box(box)
    let inner = box.inset(columns: 3, rows: 1)
    canvas.write(renewing == nil ? "改口令" : "首次登录：改口令", in: inner, row: 0, .title)
    canvas.write(
      renewing.map { "\($0.name)，一次性口令只能用来设自己的新口令" }
        ?? "改好后旧口令在各台机器都不能再用；离线也能改", in: inner, row: 1, .muted)
    for (row, item) in lines.enumerated() {
      let (left, rest) = inner.line(3 + row * 2).split(columns: 10)
      canvas.write(item.label, in: left, row: 0, .label)
      self[item].draw(
        on: &canvas, in: rest, hasCaret: item == line,
        style: item == line ? .fieldActive : .field, hint: item.hint)
    }
    if let finding { canvas.write(finding, in: inner, row: 9, .alert) }
    canvas.write(
      renewing == nil ? "Enter 下一项，最后一项 Enter 改口令 · F3 返回" : "Enter 下一项，最后一项 Enter 登录 · Esc 换人",
      in: inner, row: 11, .muted)
  }
}

import Domain
import Ledger
import TUI

/// The first start: where this counter stands, and its first supervisor
/// (初次设置).
package struct SetupForm: Equatable, Sendable {
  /// In the order of the screen.
  enum Line: Int, CaseIterable {
    case region, division, hall, counter, supervisor, passphrase, again

    var label: String {
      switch self {
      case .region: "地区"
      case .division: "所在区县"
      case .hall: "大厅名称"
      case .counter: "窗口号"
      case .supervisor: "主管姓名"
      case .passphrase: "主管口令"
      case .again: "再输一次"
      }
    }

    var hint: String {
      switch self {
      case .region: "本机装有的地区包"
      case .division: "代码、汉字或拼音首字母"
      case .hall: "如：团结街道便民服务中心"
      case .counter: "1 至 99"
      case .supervisor: "登录用的名字"
      case .passphrase: "至少 10 个字符，可用汉字或短语"
      case .again: ""
      }
    }
  }

  var fields: [EntryField]
  var line: Line
  var finding: String?
  /// Where central says that this counter stands; nil when it stands alone.
  let joined: Station?
  /// F10 was pressed: nothing of this page is kept, so F3 must follow.
  private var isLeaving = false
  /// Shortest passphrase. Source: `safety.md` C.3 of the project; ASVS 6.2.1.
  static let shortestPassphrase = 10

  /// Begins with the region where there is a choice.
  init(_ rules: Rulebook, at line: Line? = nil, joined: Station? = nil) {
    self.joined = joined
    self.line =
      joined != nil ? .supervisor : line ?? (rules.regions.entries.count > 1 ? .region : .division)
    fields = Line.allCases.map { line in
      switch line {
      case .region: EntryField(rules.region.title, table: rules.regions)
      case .division: EntryField(table: rules.book.divisionTable)
      case .passphrase, .again: EntryField(isSecret: true)
      case .counter: EntryField("1", limit: 2)
      default: EntryField(limit: Limits.name.characters)
      }
    }
  }

  private subscript(line: Line) -> EntryField {
    get { fields[line.rawValue] }
    set { fields[line.rawValue] = newValue }
  }

  mutating func take(_ input: Input, _ rules: Rulebook) -> [Effect] {
    switch input {
    case .key(let key): return press(key, rules)
    case .paste(let text), .burst(let text):
      self[line].paste(text)
      return []
    default: return []
    }
  }

  private mutating func press(_ key: Key, _ rules: Rulebook) -> [Effect] {
    finding = nil
    defer { isLeaving = key == .function(10) || key == .control("l") }
    switch key {
    case .enter, .tab:
      if let choice = self[line].choice {
        if line == .region, choice.code != rules.region.key { return [.useRegion(choice.code)] }
        self[line].replace(with: line == .region ? choice.text : choice.code + " " + choice.text)
      }
      if line == .again || key == .enter && isComplete { return submit(rules) }
      move(1)
      return []
    case .backTab:
      move(-1)
      return []
    case .up where self[line].table == nil:
      move(-1)
      return []
    case .function(9), .control("o"): return submit(rules)
    case .function(10), .control("l"):
      finding = "设置还没有完成，退出后要重新填。F3 退出，其他键继续"
      return []
    case .function(3) where isLeaving, .control("b") where isLeaving: return [.quit]
    default:
      _ = self[line].press(key)
      return []
    }
  }

  private var isComplete: Bool {
    line == .again && shown.allSatisfy { !self[$0].text.isEmpty }
  }

  private mutating func move(_ step: Int) {
    let first = joined == nil ? 0 : Line.supervisor.rawValue
    let next = max(first, min(Line.allCases.count - 1, line.rawValue + step))
    line = Line(rawValue: next) ?? line
  }

  private mutating func submit(_ rules: Rulebook) -> [Effect] {
    guard let problem = joined == nil ? problem(rules) : personProblem else {
      if joined != nil {
        return [.found(supervisor: self[.supervisor].text, passphrase: self[.passphrase].text)]
      }
      let code = String(self[.division].text.prefix(6))
      return [
        .establish(
          Establishment(
            region: rules.region.key, hallTitle: self[.hall].text, division: code,
            counter: counterNumber.map(String.init) ?? "", supervisor: self[.supervisor].text,
            passphrase: self[.passphrase].text))
      ]
    }
    line = problem.line
    finding = problem.text
    return [.beep]
  }

  /// With a place from central only the person is asked for.
  private var shown: [Line] { joined == nil ? Line.allCases : [.supervisor, .passphrase, .again] }

  private var counterNumber: Int? { Int(Typed.halfWidth(self[.counter].text)) }

  private func problem(_ rules: Rulebook) -> (line: Line, text: String)? {
    let code = String(self[.division].text.prefix(6))
    if rules.region.division(code) == nil {
      return (.division, "“\(self[.division].text)”不在本地区的区划里，请从列表中选")
    }
    if self[.hall].text.isEmpty { return (.hall, "大厅名称不能空") }
    if let hidden = SafeText.finding(in: self[.hall].text) {
      return (.hall, "\(Line.hall.label)\(hidden.message)")
    }
    guard let number = counterNumber, (1...99).contains(number) else {
      return (.counter, "窗口号是 1 至 99 的数字，现在是“\(self[.counter].text)”")
    }
    return personProblem
  }

  private var personProblem: (line: Line, text: String)? {
    if self[.supervisor].text.isEmpty { return (.supervisor, "主管姓名不能空") }
    if let hidden = SafeText.finding(in: self[.supervisor].text) {
      return (.supervisor, "\(Line.supervisor.label)\(hidden.message)")
    }
    let length = self[.passphrase].editor.characters.count
    if length < SetupForm.shortestPassphrase {
      return (.passphrase, "口令至少 \(SetupForm.shortestPassphrase) 个字符，现在是 \(length) 个")
    }
    if self[.passphrase].text != self[.again].text { return (.again, "两次输入的口令不一样") }
    return nil
  }

  func draw(on canvas: inout Canvas, in area: Rect) {
    let box = area.centered(Size(columns: 72, rows: 20))
    canvas.box(box)
    let inner = box.inset(columns: 3, rows: 1)
    canvas.write("初次设置", in: inner, row: 0, .title)
    canvas.write(
      joined == nil
        ? "本窗口的地点和第一位主管；Enter 下一项，F9 完成，F8 入网，F10 退出"
        : "已入网。这个大厅还没有账户，请设第一位主管；F9 完成，F10 退出", in: inner, row: 1, .muted)
    for (row, item) in shown.enumerated() {
      let (left, rest) = inner.line(3 + row).split(columns: 12)
      canvas.write(item.label, in: left, row: 0, .label)
      self[item].draw(
        on: &canvas, in: rest, hasCaret: item == line,
        style: item == line ? .fieldActive : .field, hint: item.hint)
    }
    let below = Rect(
      column: inner.left, row: inner.top + 11, columns: inner.columns,
      rows: max(0, inner.rows - 11))
    if let finding {
      canvas.write(finding, in: below, row: 0, .alert)
    } else if self[line].table != nil {
      self[line].drawMatches(on: &canvas, in: below)
    }
  }
}

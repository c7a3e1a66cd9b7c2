import Domain
import Ledger
import TUI

/// A new account being filled in (新建账户).
struct AccountForm: Equatable, Sendable {
  /// In the order of the screen.
  enum Line: Int, CaseIterable {
    case name, role, departments, passphrase, again

    var label: String {
      switch self {
      case .name: "姓名"
      case .role: "角色"
      case .departments: "部门"
      case .passphrase: "口令"
      case .again: "再输一次"
      }
    }

    var hint: String {
      switch self {
      case .name: "登录用的名字，不能与已有的相同"
      case .role: "代码或汉字"
      case .departments: "经办的部门，数字，多个用逗号分开"
      case .passphrase: "至少 \(SetupForm.shortestPassphrase) 个字符，可用汉字或短语"
      case .again: ""
      }
    }
  }

  private var fields: [EntryField]
  private(set) var line = Line.name
  private(set) var finding: String?
  private let roles: [Role]
  private let departments: [Department]

  /// - Parameter roles: what may be given.
  init(roles: [Role], departments: [Department]) {
    self.roles = roles
    self.departments = departments
    let table = CodeTable(
      key: "roles", title: "角色", source: "",
      entries: zip(1..., roles).map { number, role in
        CodeTable.Entry(
          code: "\(number)", text: role.title, pinyin: role.rawValue, initials: role.rawValue)
      })
    fields = Line.allCases.map { line in
      switch line {
      case .role: EntryField(table: table)
      case .passphrase, .again: EntryField(isSecret: true)
      default: EntryField(limit: Limits.name.characters)
      }
    }
  }

  private subscript(line: Line) -> EntryField {
    get { fields[line.rawValue] }
    set { fields[line.rawValue] = newValue }
  }

  var passphrase: String { self[.passphrase].text }

  /// What would be created; its key is made where it is stored.
  var account: Account? {
    guard let role, problem([]) == nil else { return nil }
    return Account(key: "", name: self[.name].text, role: role, departments: chosen ?? [])
  }

  private var role: Role? { roles.first { $0.title == self[.role].text } }

  /// Departments by number; nil when a number is none of them.
  private var chosen: [String]? {
    let numbers = Typed.halfWidth(self[.departments].text)
      .split { $0 == "," || $0 == " " || $0 == "、" }
    var keys: [String] = []
    for number in numbers {
      guard let index = Int(number), departments.indices.contains(index - 1) else { return nil }
      keys.append(departments[index - 1].key)
    }
    return keys
  }

  mutating func paste(_ text: String) { self[line].paste(text) }

  /// True when everything is filled in and Enter left the last line.
  mutating func press(_ key: Key, _ accounts: [Account]) -> Bool {
    finding = nil
    switch key {
    case .enter, .tab:
      if let choice = self[line].choice { self[line].replace(with: choice.text) }
      if key == .enter, line == .again {
        guard let problem = problem(accounts) else { return true }
        line = problem.line
        finding = problem.text
        return false
      }
      move(1)
    case .backTab: move(-1)
    case .up where self[line].table == nil: move(-1)
    default: _ = self[line].press(key)
    }
    return false
  }

  private mutating func move(_ step: Int) {
    var next = line.rawValue + step
    // Only a reviewer has departments.
    if Line(rawValue: next) == .departments, role != .reviewer { next += step }
    line = Line(rawValue: max(0, min(Line.allCases.count - 1, next))) ?? line
  }

  private func problem(_ accounts: [Account]) -> (line: Line, text: String)? {
    let name = self[.name].text
    if name.allSatisfy(\.isWhitespace) { return (.name, "姓名不能空") }
    if let found = SafeText.finding(in: name) { return (.name, found.message) }
    if accounts.contains(where: { $0.name == name }) {
      return (.name, "已有账户“\(name)”，请加以区别")
    }
    guard let role else {
      let allowed = roles.map(\.title).joined(separator: "、")
      return (.role, "角色“\(self[.role].text)”不能用，可选 \(allowed)")
    }
    if role == .reviewer, chosen?.isEmpty ?? true {
      return (.departments, "请按数字填写部门 1 至 \(departments.count)，现在是“\(self[.departments].text)”")
    }
    let length = self[.passphrase].editor.characters.count
    if length < SetupForm.shortestPassphrase {
      return (.passphrase, "口令至少 \(SetupForm.shortestPassphrase) 个字符，现在是 \(length) 个")
    }
    if passphrase != self[.again].text { return (.again, "两次输入的口令不一样") }
    return nil
  }

  func draw(on canvas: inout Canvas, in area: Rect) {
    canvas.write(" 新建账户：Enter 下一项，Esc 取消", in: area, row: 0, .muted)
    for item in Line.allCases {
      let (left, rest) = area.line(2 + item.rawValue).split(columns: 10)
      canvas.write(" " + item.label, in: left, row: 0, .label)
      self[item].draw(
        on: &canvas, in: rest, hasCaret: item == line,
        style: item == line ? .fieldActive : .field, hint: item.hint)
    }
    let below = area.split(rows: 8).rest
    if let finding {
      canvas.write(" " + finding, in: below, row: 0, .alert)
    } else if line == .role {
      self[.role].drawMatches(on: &canvas, in: below)
    } else if line == .departments {
      for (row, department) in departments.enumerated() {
        canvas.write(" \(row + 1) \(department.title)", in: below, row: row, .plain)
      }
    }
  }
}

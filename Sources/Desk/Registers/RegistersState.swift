import Domain
import Ledger
import TUI

/// The registers of a theme (台账), and the one that is open.
struct RegistersState: Equatable, Sendable {
  /// Key of the theme that is shown; empty means the first that has any.
  var theme = ""
  var counts: [RegisterQuery.List: RegisterCount] = [:]
  var cursor = ListCursor()
  private(set) var open: RegisterQuery.List?
  private(set) var window = ListWindow<RegisterRow>()
  private(set) var count = RegisterCount()
  /// Every row was asked for, to be printed.
  private var isPrinting = false

  mutating func show(_ list: RegisterQuery.List) {
    open = list
    window = ListWindow()
    count = RegisterCount()
  }

  var query: RegisterQuery {
    RegisterQuery(
      open ?? .unclaimed(theme: theme), offset: window.offset,
      limit: ListWindow<RegisterRow>.length)
  }

  mutating func printAll() -> RegisterQuery {
    isPrinting = true
    return RegisterQuery(query.list, offset: 0, limit: window.total)
  }

  mutating func takePrinting() -> Bool {
    defer { isPrinting = false }
    return isPrinting
  }

  /// True when another part must be loaded.
  mutating func receive(_ page: RegisterPage, height: Int) -> Bool {
    guard page.query?.list == open else { return false }
    count = page.count
    return window.receive(page.rows, total: page.count.total, height: height) {
      $0.dossier == $1.dossier && $0.content.id == $1.content.id
    }
  }

  mutating func step(_ rows: Int, height: Int) -> Bool { window.step(rows, height: height) }

  mutating func press(_ key: Key, height: Int) -> Bool { window.press(key, height: height) }
}

extension RegisterRow.Content {
  /// Tells the lines of one dossier apart.
  var id: String {
    switch self {
    case .entry(let entry): entry.id
    case .policy(let key, _, _): key
    }
  }
}

/// What a list of registers offers (台账目录).
struct RegisterChoice: Equatable, Sendable {
  let list: RegisterQuery.List
  let title: String
  let note: String
  let clauses: [String]
  /// Nil for the list of people who have not applied.
  let register: Register?

  static let unclaimedTitle = "应享未享政策"

  static func all(_ theme: Theme) -> [RegisterChoice] {
    var all = theme.registers.map { register in
      RegisterChoice(
        list: .register(theme: theme.key, key: register.key), title: register.title,
        note: register.note ?? "", clauses: register.clauses, register: register)
    }
    if !theme.policies.isEmpty {
      var clauses: [String] = []
      for clause in theme.policies.flatMap(\.clauses) where !clauses.contains(clause) {
        clauses.append(clause)
      }
      all.append(
        RegisterChoice(
          list: .unclaimed(theme: theme.key), title: unclaimedTitle,
          note: "符合政策而没有申请的登记失业人员", clauses: clauses, register: nil))
    }
    return all
  }
}

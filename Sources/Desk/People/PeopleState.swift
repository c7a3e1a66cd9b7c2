import Domain
import Ledger
import TUI

/// The accounts of this machine (账户), and the form for a new one.
struct PeopleState: Equatable, Sendable {
  private(set) var cursor = ListCursor()
  /// Open while a new account is filled in.
  private(set) var form: AccountForm?

  /// The first row is 新建; accounts follow.
  func selected(_ accounts: [Account]) -> Account? {
    accounts.indices.contains(cursor.selected - 1) ? accounts[cursor.selected - 1] : nil
  }

  var isAtNew: Bool { cursor.selected == 0 }

  /// The list after a change; the form closes when the new account is among them.
  mutating func receive(_ accounts: [Account]) {
    if let new = form?.account, accounts.contains(where: { $0.name == new.name }) { form = nil }
    cursor.select(cursor.selected, count: accounts.count + 1, height: accounts.count + 1)
  }

  mutating func openForm(_ roles: [Role], _ rules: Rulebook) {
    form = AccountForm(roles: roles, departments: rules.handlingDepartments)
  }

  mutating func paste(_ text: String) -> [Effect] {
    form?.paste(text)
    return []
  }

  mutating func move(_ key: Key, count: Int, height: Int) {
    _ = cursor.press(key, count: count, height: height)
  }

  /// True when the form is complete and to be confirmed.
  mutating func pressForm(_ key: Key, _ accounts: [Account]) -> Bool {
    if key == .escape {
      form = nil
      return false
    }
    return form?.press(key, accounts) ?? false
  }

  func draw(on canvas: inout Canvas, in area: Rect, _ context: BoardContext) {
    let accounts = context.accounts
    canvas.fill(area.line(0), .title)
    let active = accounts.count(where: \.isActive)
    canvas.write(" 账户 · \(accounts.count) 个，在用 \(active) 个", in: area, row: 0, .title)
    let below = area.split(rows: 1).rest
    if let form {
      form.draw(on: &canvas, in: below)
      return
    }
    let table = Table([
      Table.Column("姓名", .flexible(weight: 1)), Table.Column("角色", .fixed(8)),
      Table.Column("部门", .flexible(weight: 2)), Table.Column("状态", .fixed(10)),
    ])
    table.drawList(on: &canvas, in: below, cursor: cursor, count: accounts.count + 1) {
      if $0 == 0 { return Table.Row(["+ 新建账户", "", "", "Enter"], .link) }
      let account = accounts[$0 - 1]
      let departments = account.departments.map(context.rules.departmentName)
      return Table.Row(
        [
          account.name, account.isSystem ? "系统" : account.role.title,
          departments.joined(separator: "、"),
          account.standing(at: context.now),
        ], account.isActive ? .plain : .muted)
    }
  }
}

extension Account {
  /// Whether somebody can sign in under it, in words.
  fileprivate func standing(at now: Instant) -> String {
    guard isActive else { return isBrought ? "- 单机带来" : "- 停用" }
    guard let passphrase, passphrase.oneTimeUntil != nil else { return "+ 在用" }
    return passphrase.isOver(at: now) ? "! 口令过期" : "+ 待改口令"
  }
}

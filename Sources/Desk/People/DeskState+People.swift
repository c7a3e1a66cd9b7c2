import Ledger
import TUI

extension DeskState {
  /// A supervisor may create clerks, screeners and reviewers, an administrator anybody.
  private var rolesToGive: [Role] {
    switch account?.role {
    case .admin: Role.allCases
    case .supervisor: [.clerk, .reviewer, .screener]
    default: []
    }
  }

  mutating func pressPeople(_ key: Key) -> [Effect] {
    if people.form != nil {
      guard people.pressForm(key, accounts), let new = people.form?.account else { return [] }
      overlay = .prompt(.createAccount(new, rules))
      return []
    }
    guard key == .enter else {
      let height = Table.height(in: mainArea.split(rows: 1).rest)
      people.move(key, count: accounts.count + 1, height: height)
      return []
    }
    guard let chosen = people.selected(accounts) else {
      people.openForm(rolesToGive, rules)
      return []
    }
    if let reason = changeReason(chosen) {
      say(reason, .warn)
      return [.beep]
    }
    overlay = .prompt(.changeAccount(chosen))
    return []
  }

  private func changeReason(_ chosen: Account) -> String? {
    if chosen.key == account?.key { return "不能停用自己的账户" }
    return rolesToGive.contains(chosen.role)
      ? nil : "\(chosen.role.title)账户由管理员启用和停用"
  }

  mutating func confirmPeople(_ prompt: Prompt) -> [Effect] {
    guard prompt.choice == 0 else { return [] }
    switch prompt.purpose {
    case .createAccount:
      guard let form = people.form, let new = form.account else { return [] }
      sayWhenDone("已建立账户“\(new.name)”")
      return [.createAccount(new, passphrase: form.passphrase)]
    case .changeAccount(let key):
      guard var changed = accounts.first(where: { $0.key == key }) else { return [] }
      changed.isActive.toggle()
      say("账户“\(changed.name)”已\(changed.isActive ? "启用" : "停用")")
      return [.changeAccount(changed)]
    default: return []
    }
  }
}

extension Prompt {
  static func createAccount(_ account: Account, _ rules: Rulebook) -> Prompt {
    var prompt = Prompt(.createAccount, title: "新建账户")
    let departments = account.departments.map(rules.departmentName).joined(separator: "、")
    prompt.lines = [
      "\(account.name)，\(account.role.title)" + (departments.isEmpty ? "" : "：\(departments)")
    ]
    prompt.options = ["建立账户", "返回修改"]
    return prompt
  }

  static func changeAccount(_ account: Account) -> Prompt {
    let verb = account.isActive ? "停用" : "启用"
    var prompt = Prompt(.changeAccount(account.key), title: "\(verb)账户")
    prompt.lines = [
      account.isActive
        ? "“\(account.name)”不能再登录；做过的事仍有记录，可以再启用。" : "“\(account.name)”可以再登录，口令不变。"
    ]
    prompt.options = ["\(verb)账户", "返回"]
    return prompt
  }
}

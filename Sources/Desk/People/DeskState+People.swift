import Ledger
import TUI

/// What may be done with somebody's account (账户操作).
enum AccountAct: Equatable, Sendable {
  case disable, enable, reset

  var title: String {
    switch self {
    case .disable: "停用账户"
    case .enable: "启用账户"
    case .reset: "重置口令"
    }
  }

  func words(_ account: Account) -> String {
    switch self {
    case .disable: "停用：“\(account.name)”半分钟内在各窗口退出，不能再登录；做过的事仍有记录。"
    case .enable: "启用：“\(account.name)”可以登录，口令不变。"
    case .reset: "重置口令：给“\(account.name)”一个一次性口令，旧口令作废，首次登录须改。"
    }
  }
}

extension DeskState {
  private var actor: (key: String, role: Role)? { account.map { ($0.key, $0.role) } }

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
      people.openForm(account?.role.makes ?? [], rules)
      return []
    }
    let acts = acts(on: chosen)
    guard !acts.isEmpty else {
      say(changeReason(chosen), .warn)
      return [.beep]
    }
    overlay = .prompt(.changeAccount(chosen, acts))
    return []
  }

  /// The account as the act would leave it; nil for one that leaves it as it is.
  private func changed(_ account: Account, by act: AccountAct) -> Account? {
    var changed = account
    switch act {
    case .disable: changed.isActive = false
    case .enable: (changed.isActive, changed.isBrought) = (true, false)
    case .reset: return nil
    }
    return changed
  }

  private func acts(on chosen: Account) -> [AccountAct] {
    guard let actor else { return [] }
    return [chosen.isActive ? AccountAct.disable : .enable, .reset].filter { act in
      guard let changed = changed(chosen, by: act) else {
        return chosen.worksHere && chosen.key != actor.key
          && actor.role.resets.contains(chosen.role)
      }
      return Staff.objection(to: changed, over: chosen, by: actor, among: accounts) == nil
    }
  }

  private func changeReason(_ chosen: Account) -> String {
    if chosen.isSystem { return "部门系统的账户由区县中心管理" }
    if chosen.key == account?.key { return "自己的账户由别的主管停用；口令用“改口令”更换" }
    return "\(chosen.role.title)账户由区县中心管理"
  }

  mutating func confirmPeople(_ prompt: Prompt) -> [Effect] {
    guard let choice = prompt.choice else { return [] }
    switch prompt.purpose {
    case .createAccount:
      guard choice == 0, let form = people.form, let new = form.account else { return [] }
      sayWhenDone("已建立账户“\(new.name)”")
      return [.createAccount(new, passphrase: form.passphrase)]
    case .changeAccount(let key, let acts):
      guard acts.indices.contains(choice), let known = accounts.first(where: { $0.key == key })
      else { return [] }
      guard let changed = changed(known, by: acts[choice]) else {
        return [.resetPassphrase(account: key)]
      }
      sayWhenDone("账户“\(changed.name)”已\(changed.isActive ? "启用" : "停用")")
      return [.changeAccount(changed)]
    default: return []
    }
  }
}

/// A one-time passphrase that was made just now, to be shown once (一次性口令).
package struct OneTimeNotice: Equatable, Sendable {
  package let name: String
  /// `4821-0937-5516`.
  package let words: String
  /// Until when it is good, as a day and a time of day.
  package let until: String

  package init(name: String, words: String, until: String) {
    self.name = name
    self.words = words
    self.until = until
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

  static func changeAccount(_ account: Account, _ acts: [AccountAct]) -> Prompt {
    var prompt = Prompt(
      .changeAccount(account.key, acts), title: acts.map(\.title).joined(separator: "、"))
    prompt.lines = acts.map { $0.words(account) }
    if account.isBrought { prompt.lines.insert("这个账户是单机入网时带来的，没有启用过。", at: 0) }
    prompt.options = acts.map(\.title) + ["返回"]
    return prompt
  }

  static func oneTime(_ notice: OneTimeNotice) -> Prompt {
    var prompt = Prompt(.oneTime, title: "“\(notice.name)”的一次性口令")
    prompt.lines = [
      "", "    \(notice.words)", "",
      "只显示这一次，请告诉本人。\(notice.until) 前登录，登录时须改成自己的口令。旧口令已作废。",
    ]
    prompt.options = ["已告诉本人"]
    return prompt
  }
}

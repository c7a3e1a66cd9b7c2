import Domain
import Ledger
import TUI

extension Prompt {
  // MARK: 增办

  static func addMatters(_ matters: [Matter]) -> Prompt {
    var prompt = Prompt(.addMatters, title: "增办事项")
    prompt.lines = ["受理时漏选的事项，从今天起受理。缺的内容和材料下一步列出。"]
    prompt.options = matters.map(\.title)
    prompt.allowsSeveral = true
    return prompt
  }

  static func addMaterials(_ keys: [String], _ materials: [MaterialRecord]) -> Prompt {
    var prompt = Prompt(.addMaterials(keys), title: "增办事项：材料")
    prompt.lines = ["选已经收下的；没有选的写入一次性告知书。"]
    prompt.options = materials.map {
      $0.title + ($0.isRequired ? "" : "（非必需）")
    }
    prompt.allowsSeveral = true
    prompt.isChoiceOptional = true
    return prompt
  }

  static func addConfirmed(
    _ openings: [Opening], _ keys: [String], _ present: Set<String>, _ context: BoardContext
  ) -> Prompt {
    var prompt = Prompt(.addConfirmed(keys, present: present), title: "增办事项：确认")
    prompt.lines = openings.flatMap { opening -> [String] in
      let due = opening.clock.due?.text(today: context.today, calendar: context.rules.calendar)
      let missing = opening.missing.map { "  缺 \($0)" }
      let limit =
        opening.missing.isEmpty ? due.map { "\($0)到期" } ?? opening.clock.promised.text : "收齐后起算"
      return ["\(opening.title)（\(context.rules.departmentName(opening.department))）\(limit)"]
        + missing
    }
    prompt.options = ["增办", "返回"]
    return prompt
  }

  // MARK: 作废

  static func void(_ proceeding: Proceeding, _ dossier: Dossier) -> Prompt {
    var prompt = Prompt(.void(matter: proceeding.matter), title: "作废")
    prompt.lines = ["误受理的才作废，不能恢复；申请人自己不办的用撤回。文书随之作废。"]
    prompt.options = ["只作废“\(proceeding.title)”", "作废整个办件（\(dossier.proceedings.count) 个事项，如认错了人）"]
    prompt.entry = EntryField(limit: Limits.words.characters)
    prompt.entryLabel = "原因"
    prompt.needsBoth = true
    return prompt
  }

  static let reregister: Prompt = {
    var prompt = Prompt(.reregister, title: "重新登记")
    prompt.lines = ["办件已作废。重新登记会取一个新号，打开表单并带出原来的内容，逐项核对后再受理。"]
    prompt.options = ["重新登记", "不登记"]
    return prompt
  }()

  // MARK: 更正受理日期

  static func redate(_ proceeding: Proceeding) -> Prompt {
    var prompt = Prompt(
      .redate(matter: proceeding.matter), title: "更正受理日期：\(proceeding.title)")
    prompt.lines = ["现在的受理日期 \(proceeding.clock.accepted?.fullText ?? "")。新的到期日下一步列出。"]
    prompt.entry = EntryField(limit: 20)
    prompt.entryLabel = "实际受理的日期，\(DateEntry.allowed)"
    return prompt
  }

  /// The new due day stands there before the reason is given.
  static func redate(_ proceeding: Proceeding, to day: Day, _ context: BoardContext) -> Prompt {
    var prompt = Prompt(
      .redateTo(day, matter: proceeding.matter), title: "更正受理日期：\(proceeding.title)")
    let before = proceeding.clock
    let after = before.redated(to: day, calendar: context.rules.calendar)
    prompt.lines = [
      "受理 \(before.accepted?.fullText ?? "") → \(day.fullText)",
      "到期 \(before.due?.fullText ?? "未定") → \(after.due?.fullText ?? "未定")"
        + (after.isProvisional ? "（暂定）" : ""),
    ]
    prompt.entry = EntryField(limit: Limits.words.characters)
    prompt.entryLabel = "原因"
    return prompt
  }

  // MARK: 部门

  static func receive(_ proceeding: Proceeding) -> Prompt {
    var prompt = Prompt(.receive(matter: proceeding.matter), title: "签收：\(proceeding.title)")
    prompt.options = ["签收", "返回"]
    return prompt
  }

  static func handOn(
    _ proceeding: Proceeding, _ departments: [String], _ rules: Rulebook
  ) -> Prompt {
    var prompt = Prompt(.handOn(matter: proceeding.matter), title: "转办：\(proceeding.title)")
    prompt.lines = ["现在由\(rules.departmentName(proceeding.department))办理；转给该办的部门，时限照计。"]
    prompt.options = departments.map(rules.departmentName)
    prompt.entry = EntryField(limit: Limits.words.characters)
    prompt.entryLabel = "原因"
    prompt.needsBoth = true
    return prompt
  }

  /// Source: N4-32.
  static func sign(
    _ proceeding: Proceeding, _ departments: [String], _ rules: Rulebook
  ) -> Prompt {
    var prompt = Prompt(.sign(matter: proceeding.matter), title: "加签：\(proceeding.title)")
    prompt.lines = [
      "在“\(proceeding.currentStep?.title ?? "")”以前增加一个环节；审核通过后回到\(rules.departmentName(proceeding.department))，时限照计。"
    ]
    prompt.options = departments.map(rules.departmentName)
    prompt.entry = EntryField(limit: Limits.words.characters)
    prompt.entryLabel = "特殊情形"
    prompt.needsBoth = true
    return prompt
  }

  // MARK: 预审

  static func screen(_ dossier: Dossier) -> Prompt {
    var prompt = Prompt(.screen, title: "预审通过")
    let waiting = dossier.proceedings.filter { $0.state == .screening }.map(\.title)
    let incomplete = dossier.proceedings.filter { $0.state == .incomplete }.map(\.title)
    prompt.lines = ["转各部门：" + waiting.joined(separator: "、")]
    if !incomplete.isEmpty {
      prompt.lines.append("还缺材料，收齐后另行预审：" + incomplete.joined(separator: "、"))
    }
    prompt.options = ["材料和信息无误，转各部门", "返回"]
    return prompt
  }

  static func screening(_ isScreened: Bool) -> Prompt {
    var prompt = Prompt(.screening, title: "预审设置")
    prompt.lines = ["现在：" + (isScreened ? "受理后先由本厅预审" : "受理后直接转各部门") + "。只管以后受理的。"]
    prompt.options = ["受理后先由本厅预审，通过才转各部门", "受理后直接转各部门"]
    return prompt
  }

  // MARK: 评价、渠道

  /// Source of the five grades: 国办发〔2019〕51号.
  static func rate(_ dossier: Dossier) -> Prompt {
    var prompt = Prompt(.rate, title: "评价 \(dossier.number)")
    prompt.lines = ["由申请人自愿作出，一件一次，不能更改；不评价按 Esc。"]
    prompt.options = Rating.Grade.allCases.reversed().map(\.title)
    prompt.entry = EntryField(limit: Limits.words.characters)
    prompt.entryLabel = "意见（可空）"
    prompt.isTextOptional = true
    return prompt
  }

  static func channel(_ channel: Dossier.Channel) -> Prompt {
    var prompt = Prompt(.channel, title: "来源渠道")
    prompt.lines = ["现在：\(channel.title)。从网上来的，补正和不予的原因要回传。"]
    prompt.options = Dossier.Channel.allCases.map(\.title)
    return prompt
  }
}

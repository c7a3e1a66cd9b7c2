import Domain
import Ledger

extension Prompt {
  /// What was chosen and what was written, one by one: `；` parts several.
  var items: [String] {
    chosen.sorted().map { options[$0] }
      + text.split(whereSeparator: { $0 == "；" || $0 == ";" }).map(String.init)
      .filter { !$0.allSatisfy(\.isWhitespace) }
  }

  /// Which department verifies which case, then how it was done.
  static func verify(
    _ proceeding: Proceeding, _ matter: Matter, _ dossier: Dossier, _ context: BoardContext
  ) -> Prompt {
    var prompt = Prompt(.verify(matter: proceeding.matter), title: "核验：\(proceeding.title)")
    prompt.lines = matter.verificationLines(dossier, context)
    prompt.options = VerificationMode.allCases.map { mode in
      "\(mode.title)：\(matter.limits.promised(mode).text)"
    }
    return prompt
  }

  static func pass(_ proceeding: Proceeding) -> Prompt {
    var prompt = Prompt(.pass(matter: proceeding.matter), title: "通过：\(proceeding.title)")
    let step = proceeding.currentStep?.title ?? ""
    let next = proceeding.step + 1
    if proceeding.steps.indices.contains(next) {
      prompt.lines = ["\(step)合格后转\(proceeding.steps[next].title)。"]
      prompt.options = ["\(step)合格，转\(proceeding.steps[next].title)", "返回"]
    } else {
      prompt.lines = ["\(step)是最后一个环节，通过即办结。"]
      prompt.options = ["准予，办结", "返回"]
    }
    prompt.entry = EntryField(limit: Limits.words.characters)
    prompt.entryLabel = "意见（可空）"
    prompt.isTextOptional = true
    return prompt
  }

  static func ask(_ proceeding: Proceeding, _ dossier: Dossier, _ matter: Matter?) -> Prompt {
    var prompt = Prompt(.ask(matter: proceeding.matter), title: "补正：\(proceeding.title)")
    prompt.lines = ["一次告知要补正的全部内容；从今天起暂停计时。"]
    let missing = dossier.materials.filter {
      !$0.isPresent && $0.matters.contains(proceeding.matter)
    }
    prompt.options = missing.map { "补交\($0.title)" } + (matter?.declineReasons ?? [])
    prompt.allowsSeveral = true
    prompt.entry = EntryField(limit: Limits.words.characters)
    prompt.entryLabel = "其他内容（多项用；分开）"
    return prompt
  }

  static func decline(_ proceeding: Proceeding, _ matter: Matter?) -> Prompt {
    var prompt = Prompt(.decline(matter: proceeding.matter), title: "不予：\(proceeding.title)")
    prompt.lines = ["必须写明原因，由窗口告知申请人。只影响这一事项。"]
    prompt.options = matter?.declineReasons ?? []
    prompt.allowsSeveral = true
    prompt.entry = EntryField(limit: Limits.words.characters)
    prompt.entryLabel = "其他原因"
    return prompt
  }

  static func resume(_ proceeding: Proceeding) -> Prompt {
    var prompt = Prompt(.resume(matter: proceeding.matter), title: "恢复：\(proceeding.title)")
    prompt.lines = proceeding.items.enumerated().map { "\($0 + 1). \($1)" }
    prompt.options = ["已补齐，从今天的次日起接着计时", "返回"]
    return prompt
  }

  /// Source: 行政许可法 art. 45 (what is not counted, and that it is told in writing).
  static func hold(_ proceeding: Proceeding) -> Prompt {
    var prompt = Prompt(.hold(matter: proceeding.matter), title: "特别程序：\(proceeding.title)")
    prompt.lines = ["所需时间不计入办理时限，由窗口书面告知申请人；从今天起暂停计时，结束后按 F10 55 恢复。"]
    prompt.options = ["听证", "检验、检测、鉴定", "专家评审", "公示"]
    prompt.entry = EntryField(limit: Limits.words.characters)
    prompt.entryLabel = "其他原因"
    return prompt
  }

  static func withdraw(_ proceeding: Proceeding) -> Prompt {
    var prompt = Prompt(.withdraw(matter: proceeding.matter), title: "撤回：\(proceeding.title)")
    prompt.lines = ["由申请人提出；只影响这一事项，不能恢复，须重新申请。"]
    prompt.options = ["不再申请", "改日另行申请", "已就业"]
    prompt.entry = EntryField(limit: Limits.words.characters)
    prompt.entryLabel = "其他原因"
    return prompt
  }

  static func told(_ proceeding: Proceeding, _ channel: Dossier.Channel) -> Prompt {
    var prompt = Prompt(.told(matter: proceeding.matter), title: "已告知：\(proceeding.title)")
    let items = proceeding.items.enumerated().map { "\($0 + 1). \($1)" }
    prompt.lines = [proceeding.reason.map { "原因：\($0)" }].compactMap { $0 } + items
    if proceeding.state == .approved { prompt.lines.append("结果：“\(proceeding.title)”已办结") }
    prompt.lines += [channel.returnWords].compactMap { $0 }
    prompt.options = ["已把以上内容告知申请人", "返回"]
    return prompt
  }

  static func putMaterial(_ dossier: Dossier) -> Prompt {
    var prompt = Prompt(.putMaterial, title: "收材料")
    prompt.lines = ["收齐的事项从今天起受理。"]
    prompt.options = dossier.materials.filter { !$0.isPresent }.map(\.title)
    prompt.entry = EntryField(limit: Limits.words.characters)
    prompt.entryLabel = "备注（可空）"
    prompt.isTextOptional = true
    return prompt
  }

  static let note: Prompt = {
    var prompt = Prompt(.note, title: "备注")
    prompt.entry = EntryField(limit: Limits.words.characters)
    prompt.entryLabel = "内容"
    return prompt
  }()

  static let unmask: Prompt = {
    var prompt = Prompt(.unmask, title: "显示全号")
    prompt.lines = ["显示姓名、证件号码和电话的全部字符；谁在何时看过，留有记录。离开本页即恢复隐去。"]
    prompt.options = ["显示", "返回"]
    return prompt
  }()
}

extension Matter {
  /// Which department verifies which case; `>` marks those of this applicant.
  func verificationLines(_ dossier: Dossier, _ context: BoardContext) -> [String] {
    let facts = Facts(
      answers: dossier.answers, matters: Set(dossier.proceedings.map(\.matter)),
      today: context.today)
    return cooperation.map { duty in
      let mark = duty.when.holds(in: facts) ? "> " : "  "
      return mark + context.rules.departmentName(duty.department) + " \(duty.duty)"
    }
  }
}

import Domain
import Ledger
import TUI

extension FormState {
  /// What the item under the caret means, which clause asks for it, an
  /// example, what may be typed.
  func help(_ context: FormContext) -> (title: String, lines: [String]) {
    switch focus {
    case .none: return ("表单", [theme.title])
    case .question(let key):
      guard let question = theme.questions.first(where: { $0.key == key }) else { break }
      let choices = question.choices.enumerated().map { index, choice in
        let matters = choice.matters.compactMap { theme.matter($0)?.title }
        return "  \(index + 1) \(choice.text)：\(matters.joined(separator: "、"))"
      }
      return (question.text, helpLines(question.help) + ["选择"] + choices)
    case .matter(let key):
      guard let matter = theme.matter(key) else { break }
      return (matter.title, matterLines(matter, context))
    case .material(let key):
      guard let rule = theme.material(key) else { break }
      return (rule.title, materialLines(rule))
    case .field:
      guard let (field, _) = field(focus, context) else { break }
      return (
        field.label, helpLines(field.help) + ["可录入", "  " + field.kind.allowed(context.book)]
      )
    }
    return ("表单", [theme.title])
  }

  private func helpLines(_ help: FieldHelp) -> [String] {
    var lines = ["含义", "  " + help.meaning]
    if let example = help.example { lines += ["例子", "  " + example] }
    return lines + clauseLines(help.clauses)
  }

  private func clauseLines(_ numbers: [String]) -> [String] {
    guard !numbers.isEmpty else { return [] }
    return ["条款（\(theme.document.number)）"]
      + numbers.map { "  \($0) “\(theme.clause($0) ?? "")”" }
  }

  private func matterLines(_ matter: Matter, _ context: FormContext) -> [String] {
    var lines = ["办理机构", "  " + matter.handler, "时限"]
    lines.append("  承诺 \(matter.limits.words)")
    let basis = matter.limits.basis.isEmpty ? "" : "（\(matter.limits.basis)）"
    lines.append("  法定 \(matter.limits.statutory.text)\(basis)")
    if !matter.steps.isEmpty {
      let steps = matter.steps.map {
        "\($0.title)（\(context.rules.departmentName($0.department))）"
      }
      lines += ["环节", "  " + steps.joined(separator: " > ")]
    }
    let awaited = matter.waitsFor.map { dependency in
      "  \(theme.matter(dependency.matter)?.title ?? dependency.matter)：\(dependency.reason)"
    }
    if !awaited.isEmpty { lines += ["同时申请时，等待"] + awaited }
    return lines + ["说明"] + matter.guide.map { "  " + $0 } + clauseLines(matter.clauses)
  }

  private func materialLines(_ rule: MaterialRule) -> [String] {
    var lines = ["份数", "  \(rule.copies)份" + (rule.isRequired ? "，缺了不能受理" : "，非必需")]
    if !rule.alternatives.isEmpty {
      lines += ["任一种即可", "  " + rule.alternatives.joined(separator: "、")]
    }
    if let note = rule.note { lines += ["说明", "  " + note] }
    return lines + clauseLines(rule.clauses)
  }
}

extension Field.Kind {
  /// What may be typed, in words.
  func allowed(_ book: CodeBook) -> String {
    switch self {
    case .text(let maximum): "文字，最多\(maximum)个字符"
    case .name: "姓名，最多50个字符，全部国标汉字；“·”可录作 ． 或 •"
    case .identityNumber: "证件号码；身份证、居住证、外国人永久居留证18位，全角和小写x也可以"
    case .creditCode: "18位统一社会信用代码"
    case .phone: "11位手机号，或带区号的固定电话；港澳台的写 +852、+853、+886"
    case .date(let range): "日期：20260915、0915、. 今天、-1 昨天、+3w 三周后\(range.allowed)"
    case .number(let minimum, let maximum, let unit): "\(minimum) 至 \(maximum) 的整数，单位\(unit)"
    case .code(let table): "\(book.table(table)?.title ?? "")：代码、汉字、首字母或全拼"
    case .codes(let table): "\(book.table(table)?.title ?? "")：可选多个，用逗号分开"
    case .division: "县（市、区）：六位代码、汉字或首字母"
    case .address: "地址：街道（乡镇）、社区（村）、门牌"
    case .yesNo: "1 是，0 否"
    case .promise: "读给申请人听，同意录 1"
    }
  }
}

extension Field.DateRange {
  fileprivate var allowed: String {
    switch self {
    case .any: ""
    case .pastOrToday: "；不晚于今天"
    case .futureOrToday: "；不早于今天"
    }
  }
}

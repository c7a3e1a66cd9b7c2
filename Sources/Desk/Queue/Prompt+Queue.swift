import Domain
import TUI

extension Prompt {
  /// What was chosen, and what was written, as one reason.
  var answer: String {
    let words = chosen.sorted().map { options[$0] }
    return (words + (text.isEmpty ? [] : [text])).joined(separator: "；")
  }

  static func issue(_ rule: QueueRule) -> Prompt {
    var prompt = Prompt(.issueTicket, title: "取号")
    prompt.lines = ["没有取号机时在这里取号。先选类别。"]
    prompt.options = rule.classes.map { "\($0.title)（\($0.prefix)）" }
    return prompt
  }

  static func pick(_ ticket: Ticket) -> Prompt {
    var prompt = Prompt(.pickTicket(ticket.id), title: "指定叫号 \(ticket.number)")
    prompt.lines = ["不按次序叫号须注明原因，并留有记录。"]
    prompt.options = ["已约定时间", "特殊照顾", "同行家人一并办理"]
    prompt.entry = EntryField(limit: Limits.words.characters)
    prompt.entryLabel = "其他原因"
    return prompt
  }

  /// Once in an outage.
  static func callAlone(_ change: TicketChange, _ errand: Errand) -> Prompt {
    var prompt = Prompt(.callAlone(change, errand), title: "连不上中心：叫 \(change.after.number)")
    prompt.lines = [
      "中心没有回音，这个号别的窗口也可能正在叫。",
      "叫重了，线路恢复后以中心先收到的为准，并告诉另一个窗口；号和办件都不会丢。",
      "这次断线期间不再提醒。",
    ]
    prompt.options = ["叫号", "不叫"]
    return prompt
  }

  static func followClock(_ clock: Day, _ today: Day) -> Prompt {
    var prompt = Prompt(.followClock, title: "改回日期")
    prompt.lines = [
      "现在按 \(today.fullText) 排队、受理，这一天已经办过件。",
      "本机时钟是 \(clock.fullText)。核对过本机时钟是对的，才改回。",
    ]
    prompt.options = ["改回 \(clock.monthDayText)", "不改"]
    return prompt
  }

  static func skip(_ ticket: Ticket, _ rule: QueueRule) -> Prompt {
    var prompt = Prompt(.skip, title: "过号 \(ticket.number)")
    let rest = rule.recalls - ticket.recalls
    prompt.lines = [
      rest > 0 ? "还没有重呼满 \(rule.recalls) 次（还差 \(rest) 次，F5 重呼）。" : "已重呼 \(ticket.recalls) 次。"
    ]
    prompt.options = ["叫号未到", "暂时离开"]
    prompt.entry = EntryField(limit: Limits.words.characters)
    prompt.entryLabel = "其他原因"
    return prompt
  }

  static func transfer(_ ticket: Ticket) -> Prompt {
    var prompt = Prompt(.transfer, title: "转移 \(ticket.number)")
    prompt.lines = ["保留原来的次序，由对方窗口叫号。"]
    prompt.entry = EntryField(limit: 2)
    prompt.entryLabel = "转到几号窗口"
    return prompt
  }

  static func park(_ ticket: Ticket) -> Prompt {
    var prompt = Prompt(.park, title: "暂挂 \(ticket.number)")
    prompt.lines = ["表单留作草稿，稍后在队列里按 Enter 接着办。"]
    prompt.options = ["去取材料", "等候他人", "其他业务先办"]
    prompt.entry = EntryField(limit: Limits.words.characters)
    prompt.entryLabel = "备注"
    return prompt
  }

  static func leave(_ ticket: Ticket) -> Prompt {
    var prompt = Prompt(.leave, title: "离开 \(ticket.number)")
    prompt.lines = ["来人不办了，号票作废。"]
    prompt.options = ["已离开，作废", "仍在"]
    return prompt
  }
}

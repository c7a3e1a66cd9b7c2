import Domain
import Ledger
import TUI

extension DeskState {
  /// Why no card can be read here; nil when it can.
  var cardReason: String? {
    if screen == .review { return "先按 F3 回到表单" }
    guard screen == .form, let form else { return nil }
    return form.cardPerson(context) == nil ? "这里不填证件号码，请先把光标移到要填的人" : nil
  }

  /// Reads a card into the form, or looks for whose it is. While one waits for a
  /// decision in the form, that is asked instead.
  mutating func readCard() -> [Effect] {
    guard screen == .form, let form else {
      let left = leaveField()
      show(.find)
      return left + startReading(for: .find)
    }
    let differing = form.cardDifferences(context)
    if !differing.isEmpty {
      overlay = .prompt(.card(differing))
      return []
    }
    guard let person = form.cardPerson(context) else { return [] }
    return startReading(for: .form(ticket: form.ticket.id, theme: form.theme.key, person))
  }

  private mutating func startReading(for goal: CardGoal) -> [Effect] {
    guard cardGoal == nil else {
      say("正在读卡，请稍候", .warn)
      return [.beep]
    }
    cardGoal = goal
    say("正在读卡……可以接着敲")
    return [.readCard]
  }

  mutating func receive(_ reading: CardReading) -> [Effect] {
    let goal = cardGoal
    cardGoal = nil
    // Behind a lock nothing is shown, and nothing filled in.
    guard stage == .working, let goal, goal != .nobody else { return [] }
    guard case .read(let bytes) = reading else {
      say(reading.words, .warn)
      return [.beep]
    }
    let record: CardRecord
    do throws(CardProblem) {
      record = try CardRecord(bytes, today: today)
    } catch {
      say("卡没有读懂：" + error.message, .alert)
      return [.beep]
    }
    switch goal {
    case .form(let ticket, let theme, let person):
      guard let form, screen == .form, form.ticket.id == ticket, form.theme.key == theme,
        form.has(person, context)
      else { return tooLate() }
      return take(CardForPerson(record: record, person: person))
    case .find:
      guard screen == .find else { return tooLate() }
      say(after("已读卡，按证件号码查找", record.warnings), record.warnings.isEmpty ? .good : .warn)
      return finder.look(for: record.number.text)
    case .nobody: return []
    }
  }

  private mutating func tooLate() -> [Effect] {
    say("卡读到了，但画面已换，没有填入；要填请再按 \(Command.readCard.door)", .warn)
    return [.beep]
  }

  private mutating func take(_ read: CardForPerson) -> [Effect] {
    var taking = CardTaking()
    let effects = withForm { form, context in
      taking = form.take(read, context)
      return taking.effects
    }
    if taking.isOther {
      say("卡面与已填的不是同一个人，没有填入；按 \(Command.readCard.door) 选用哪个", .alert)
      return effects + [.beep]
    }
    let words = taking.filled == 0 ? "已读卡，没有要填的" : "已读卡，填入 \(taking.filled) 项"
    let differing = taking.differing.count
    let warnings =
      (differing == 0 ? [] : ["已填的 \(differing) 项与卡面不同，没有改"]) + read.record.warnings
    say(after(words, warnings), warnings.isEmpty ? .good : .warn)
    return effects + (warnings.isEmpty ? [] : [.beep])
  }

  private func after(_ words: String, _ warnings: [String]) -> String {
    ([words] + warnings).joined(separator: "；")
  }

  static func words(_ differing: [CardDifference]) -> String {
    let labels = differing.map(\.label).joined(separator: "、")
    return "卡面与已填的不同：\(labels)，按 \(Command.readCard.door) 选用哪个"
  }

  mutating func confirmCard(_ prompt: Prompt) -> [Effect] {
    switch prompt.choice {
    case 0:
      var taking = CardTaking()
      let effects = withForm { form, context in
        taking = form.overwrite(context)
        return taking.effects
      }
      say("已按卡面填入 \(taking.filled) 项，F12 可撤销")
      return effects
    case 1:
      form?.card = nil
      return []
    default:
      form?.card = nil
      return readCard()
    }
  }
}

extension Prompt {
  static func card(_ differing: [CardDifference]) -> Prompt {
    var prompt = Prompt(.card, title: "卡面与已填的不同")
    prompt.lines = differing.map { "\($0.label)：已填 \($0.filled)，卡面 \($0.onCard)" }
    prompt.options = ["以卡面为准", "保留已填的", "再读一次卡"]
    return prompt
  }
}

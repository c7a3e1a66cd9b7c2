import Domain
import Ledger
import TUI

/// Numbers and telephones that came to this desk from the store (隐去的号码).
///
/// Every answer to the desk passes here before any screen sees it, and every picture is
/// drawn under the cover that is made of it: a number is shown in full only where the
/// desk can name the record of it, or who has just typed it. What is in none of the
/// answers' fields, such as a telephone in a note, the cover knows by its shape.
struct Veil: Equatable, Sendable {
  private(set) var words: [String: String] = [:]

  mutating func keep(_ reply: Reply, _ rules: Rulebook) {
    switch reply {
    case .dossier(let dossier), .accepted(let dossier): keep(dossier, rules)
    case .personDossiers(let dossiers): for dossier in dossiers { keep(dossier, rules) }
    case .sync(let picture):
      for dossier in picture.dossiers.values { keep(dossier, rules) }
      for dossier in picture.open { keep(dossier, rules) }
      for attention in picture.attentions { keep(attention.operation, rules) }
      for operation in picture.unsent { keep(operation, rules) }
    case .form(_, let draft, let errand):
      if let draft { keep(draft.answers, draft.summary.progress.theme, rules) }
      keep(errand, rules)
    case .ticketChanged(_, let errand), .callUnanswered(_, let errand): keep(errand, rules)
    case .person(let person):
      for answers in person.earlier { keep(answers, person.dossiers.first?.theme ?? "", rules) }
      for summary in person.dossiers + person.lookAlikes { keep(summary) }
    case .hits(let hits, _):
      for hit in hits {
        switch hit.subject {
        case .dossier(let summary): keep(summary)
        case .draft(let draft): keep(draft)
        case .ticket: break
        }
      }
    case .drafts(let drafts): for draft in drafts { keep(draft) }
    case .followUps(let page):
      for row in page.rows { keep(row.idNumber, row.phone) }
    case .register(let page):
      for row in page.rows {
        keep(row.idNumber, row.phone)
        if case .entry(let entry) = row.content { keep(written: entry.written) }
      }
    case .appointments(let booked): for one in booked { keep("", one.booking.phone) }
    case .intakes(let intakes):
      for intake in intakes { keep(intake.answers, intake.theme, rules) }
    // Names at most, which the lists mask themselves.
    case .ready, .rules, .clock, .packs, .established, .station, .signedIn, .vouched,
      .signInRefused, .accounts, .queue, .ticketUndone, .card, .board, .backlog, .report, .link,
      .pulled, .joining, .joined, .joinFailed, .views, .registerCounts, .standing, .scan, .paper,
      .failed, .callsLost, .refusedDay, .mustRenew, .passphraseChanged, .passphraseRefused,
      .oneTime:
      break
    }
  }

  private mutating func keep(_ dossier: Dossier, _ rules: Rulebook) {
    keep(dossier.answers, dossier.theme, rules)
    keep(written: dossier.written)
    for conflict in dossier.conflicts {
      for side in conflict.sides {
        for answer in [side.seen, side.mine, side.theirs] {
          keep(Answers([side.key: answer ?? .text("")]), dossier.theme, rules)
        }
      }
    }
  }

  private mutating func keep(_ operation: Operation?, _ rules: Rulebook) {
    switch operation?.act {
    case .accept(let acceptance): keep(acceptance.answers, acceptance.theme, rules)
    case .amend(let changes, _), .settle(_, let changes):
      for change in changes {
        for answer in [change.old, change.new] {
          keep(Answers([change.key: answer ?? .text("")]), "", rules)
        }
      }
    case .book(let booking): keep("", booking.phone)
    default: break
    }
  }

  private mutating func keep(_ errand: Errand, _ rules: Rulebook) {
    switch errand.purpose {
    case .line: break
    case .reregister(let dossier): keep(dossier, rules)
    case .intake(let intake): keep(intake.answers, intake.theme, rules)
    case .proposal(let proposed):
      keep(Answers(proposed.answers.mapValues(Answer.text)), proposed.theme, rules)
    }
  }

  private mutating func keep(_ answers: Answers, _ theme: String, _ rules: Rulebook) {
    words.merge(answers.guardedWords(rules.catalogue.theme(theme))) { first, _ in first }
  }

  private mutating func keep(_ summary: DossierSummary) { keep(summary.idNumber, summary.phone) }

  private mutating func keep(_ draft: DraftSummary) {
    keep(draft.progress.keys.idNumber, draft.progress.keys.phone)
  }

  /// Landlines and numbers from outside that somebody wrote into a text: these have no
  /// shape by which the cover could tell them from those that packs publish.
  private mutating func keep(written texts: [String]) {
    for number in texts.flatMap(Veil.landlines) where words[number] == nil {
      words[number] = Mask.phone(number)
    }
  }

  /// Without hyphens.
  fileprivate static func landlines(in text: String) -> [String] {
    text.split { !$0.isASCII || !($0.isNumber || "+-".contains($0)) }
      .filter { $0.hasPrefix("0") || $0.hasPrefix("+") }
      .filter { (try? Phone(String($0), isForAll: true)) != nil }
      .map { $0.filter { $0 != "-" } }
  }

  private mutating func keep(_ idNumber: String, _ phone: String) {
    if !idNumber.isEmpty { words[idNumber] = Mask.number(idNumber) }
    if !phone.isEmpty { words[phone] = Mask.phone(phone) }
  }
}

extension DeskState {
  /// What no screen shows in full now.
  var cover: Cover { Cover(veil.words, open: openWords) }

  /// Numbers whose showing is on record, and what somebody is typing right now.
  private var openWords: Set<String> {
    var open: Set<String> = []
    if let page = dossier {
      let isSeen =
        screen == .dossier && page.isUnmasked
        || screen == .paper && paper?.isRecorded == true && paper?.paper.dossier == page.dossier.id
      if isSeen {
        open.formUnion(page.dossier.guardedWords(rules.catalogue.theme(of: page.dossier)).keys)
        open.formUnion(page.dossier.written)
        open.formUnion(page.dossier.written.flatMap(Veil.landlines))
      }
    }
    if let form, screen == .form || screen == .review {
      open.formUnion(form.wordsAtHand(context))
      // The pack's own example of such a number, while it is nobody's here.
      if let example = form.example(context), veil.words[example] == nil { open.insert(example) }
    }
    if screen == .find { open.insert(finder.editor.text) }
    // Employers publish how they are reached.
    if let jobs, screen == .jobs || screen == .paper && paper?.paper.kind == .list {
      open.formUnion(jobs.matches.map(\.job.contact))
    }
    switch overlay {
    case nil, .help, .menu, .palette: break
    case .prompt(let prompt):
      open.insert(prompt.text)
      open.formUnion(prompt.text.split(separator: " ").map(String.init))
    case .amend(let amend): open.insert(amend.typed)
    case .service(let form): open.insert(form.typed)
    }
    return open
  }

  /// What was shown on record is hidden again: somebody else may be looking.
  mutating func maskAgain() {
    dossier?.mask()
    paper?.isRecorded = false
    if case .amend(var amend) = overlay {
      amend.mask()
      overlay = .amend(amend)
    }
  }
}

extension Dossier {
  /// What people wrote into it beside the answers.
  fileprivate var written: [String] {
    events.map(\.detail) + services.map(\.note) + materials.map(\.note)
      + proceedings.flatMap { [$0.reason ?? ""] + $0.items } + duplicates.compactMap(\.reason)
      + entries.flatMap(\.written) + [rating?.note ?? "", voided ?? ""]
  }
}

extension RegisterEntry {
  fileprivate var written: [String] { values.values + [closing?.note ?? ""] }
}

extension FormState {
  /// What the pack gives as an example of the field under the caret.
  fileprivate func example(_ context: FormContext) -> String? {
    field(focus, context)?.field.help.example
  }

  /// Numbers that were typed here, or read from a card that lies on the reader.
  func wordsAtHand(_ context: FormContext) -> Set<String> {
    var words: Set<String> = [card?.record.number.text ?? ""]
    if !entry.isSealed {
      // What a free text held already stays covered while something is written beside it.
      let before = origins[focus]?.isAtHand == true ? [] : Cover.numbers(in: value(focus))
      if before.isEmpty { words.insert(entry.text) }
      words.formUnion(Cover.numbers(in: entry.text).filter { !before.contains($0) })
    }
    for (item, origin) in origins where origin.isAtHand {
      words.insert(value(item))
      if let refusal = refused[item] { words.insert(refusal.text) }
    }
    return words
  }
}

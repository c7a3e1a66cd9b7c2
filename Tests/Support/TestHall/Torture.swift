import Domain
import Ledger
import MadeUp
import Storage
import TestClock
import TestTerminal

/// Kills the real program at random moments (强杀) and examines what it left.
///
/// A life: start, sign in, go on with the form that the last life left or take
/// the next ticket, type some fields, wait 0–400 ms, `kill -9`.
package struct Torture {
  package let hall: TestHall
  private var random: SplitMix64
  private var dossier: TypedDossier?
  private var persons: Set<String> = []
  /// Dossier number by identity number, as the screen acknowledged it.
  private var acknowledged: [String: String] = [:]
  /// What must never happen, in words.
  package private(set) var problems: [String] = []
  package private(set) var lives = 0

  package init(seed: UInt64) throws {
    hall = try TestHall()
    try hall.establish()
    random = SplitMix64(seed: seed)
  }

  package var acknowledgements: Int { acknowledged.count }

  /// - Throws: when the program does not come up or does not answer.
  package mutating func live() throws {
    lives += 1
    let terminal = try hall.open()
    try terminal.signIn()
    var wanted = 1 + random.below(30)
    while wanted > 0 {
      let (typed, draft) = try nextDossier(on: terminal)
      var pieces = typed.rest(after: draft) + [TypedDossier.submit]
      while wanted > 0, !pieces.isEmpty {
        try terminal.type(pieces.removeFirst())
        wanted -= 1
      }
      guard pieces.isEmpty else { break }
      // Half of them are waited for; the others may die in the save.
      if wanted == 0, random.below(2) == 0 { break }
      try terminal.wait(for: "已保存")
      acknowledge(typed, terminal.screen)
    }
    let moment = random.below(400)
    _ = try? terminal.wait("the moment", seconds: Double(moment) / 1000) { _ in false }
    terminal.signal(9)
    terminal.drain()
    if let dossier { acknowledge(dossier, terminal.screen) }
    try examine(shown: Torture.progress(terminal.screen))
  }

  /// The form of the ticket that is being served, or of the next one.
  private mutating func nextDossier(
    on terminal: TestTerminal
  ) throws -> (TypedDossier, Draft?) {
    let store = try hall.store()
    if dossier.map({ isAccepted($0, store) }) ?? true {
      // A person only once, so that the store tells which dossier is whose.
      var person = Person(from: &random)
      while !persons.insert(person.idNumber).inserted { person = Person(from: &random) }
      dossier = TypedDossier(of: person)
    }
    guard let dossier else { throw TestTerminalError.cannotStart("no dossier") }
    let draft = try store.drafts().first.flatMap { try store.draft($0.id) }
    if let draft,
      try !store.tickets(on: TestClock.today).contains(where: { $0.id == draft.summary.id })
    {
      // The line is that of another day; what was begun waits among the drafts.
      try terminal.menu("33")
      try terminal.wait(for: "草稿 · 1 份")
      try terminal.type("<Enter>", "F4同前")
      return (dossier, draft)
    }
    if terminal.screen.contains("当前 无"), terminal.screen.contains("等候 0 人") {
      // A class has 999 numbers a day, fewer than a long torture takes.
      try terminal.menu("21")
      try terminal.type("\(lives / 500 % 5 + 1)<Enter>", "已取号")
    }
    try terminal.type("<F2>", "F4同前")
    return (dossier, draft)
  }

  private func isAccepted(_ typed: TypedDossier, _ store: Store) -> Bool {
    ((try? store.dossiers(idNumber: typed.idNumber)) ?? []).isEmpty == false
  }

  private mutating func acknowledge(_ typed: TypedDossier, _ screen: String) {
    guard let start = screen.range(of: "已保存 ") else { return }
    let number = screen[start.upperBound...].prefix {
      $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-")
    }
    if number.count >= 20 { acknowledged[typed.idNumber] = String(number) }
  }

  /// `7/23` of the form's head: how many fields the screen said were filled in.
  private static func progress(_ screen: String) -> Int? {
    guard let head = screen.split(separator: "\n").first(where: { $0.contains("一件事”") }),
      let word = head.split(separator: " ").last, let slash = word.firstIndex(of: "/")
    else { return nil }
    return Int(word[..<slash])
  }

  // MARK: Looking at what is left

  private mutating func examine(shown: Int?) throws {
    let store = try hall.store()
    guard let dossier else { return }
    let drafts = try store.drafts()
    if drafts.count > 1 { problems.append("life \(lives): \(drafts.count) drafts") }
    guard !isAccepted(dossier, store) else {
      if !drafts.isEmpty { problems.append("life \(lives): accepted, and a draft still") }
      return
    }
    let draft = try drafts.first.flatMap { try store.draft($0.id) }
    if let problem = draft.flatMap({ dossier.problem(of: $0) }) {
      problems.append("life \(lives): \(problem)")
    }
    // A field is shown as filled in before it is journalled: one may be lost.
    // The form starts with the kind of identity document, which nobody types.
    let kept = draft?.summary.progress.done ?? 1
    if let shown, shown - kept > Torture.lost {
      problems.append("life \(lives): the screen showed \(shown) fields, the draft has \(kept)")
    }
  }

  /// One field answers up to four: a training course brings the first values of
  /// its row.
  private static let lost = 4

  /// Every acknowledged dossier once, nothing twice, the file and the chain whole.
  package mutating func verify() throws {
    let store = try hall.store()
    problems += try store.integrityCheck().map { "integrity: \($0)" }
    guard case .intact = try store.verifyChain() else {
      problems.append("the chain is broken")
      return
    }
    var numbers: [String: String] = [:]
    var repeated: [String] = []
    try store.forEachDossier { dossier in
      let person = dossier.answers[text: "idNumber"]
      if numbers[person] != nil { repeated.append(dossier.number) }
      numbers[person] = dossier.number
    }
    problems += repeated.map { "\($0): a second dossier of one form" }
    if Set(numbers.values).count != numbers.count { problems.append("a number twice") }
    for (person, number) in acknowledged where numbers[person] != number {
      problems.append("\(number) was acknowledged, the store has \(numbers[person] ?? "none")")
    }
  }
}

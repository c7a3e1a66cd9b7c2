import DeskDriver
import Domain
import Foundation
import TUI
import TestHall
import TestTerminal
import Testing

/// One document from the ticket to its endings (办件全程): a counter of its
/// region at 80×24, a clerk, and a reviewer of every department.
struct DocumentHall {
  let hall: TestHall
  let terminal: TestTerminal
  let catalogue: Catalogue
  let theme: Theme

  /// - Parameter prepare: before the program starts.
  init(
    region: String, theme key: String, prepare: (TestHall) throws -> Void = { _ in }
  ) throws {
    let catalogue = try ShippedRules.catalogue(of: region)
    guard let theme = catalogue.theme(key), let division = catalogue.region.divisions.first else {
      throw TestTerminalError.cannotStart("no theme \(key)")
    }
    self.catalogue = catalogue
    self.theme = theme
    hall = try TestHall()
    try hall.establish(
      region: region, division: division.code,
      departments: catalogue.region.departments.map(\.key))
    try prepare(hall)
    terminal = try hall.open()
    try terminal.signIn()
  }

  /// Takes a ticket, calls it, and changes to this theme if another one opens.
  func openForm() throws {
    try terminal.menu("21")
    try terminal.type("1<Enter>", "已取号")
    try terminal.type("<F2>", "F4同前")
    guard let index = catalogue.themes.firstIndex(where: { $0.key == theme.key }), index > 0 else {
      return
    }
    try terminal.menu("36")
    try terminal.wait(for: "换一件事")
    try terminal.type("\(index + 1)<Enter>")
    try terminal.wait("the form of \(theme.title)") { [title = theme.title.prefix(10)] in
      $0.row(2).contains(title) && $0.row($0.cursor?.row ?? 0).hasPrefix(" *")
    }
  }

  /// Fills in and accepts; the answers are by label.
  func accept(_ answers: [String: [String]], review: [String] = []) throws {
    try openForm()
    var filler = FormFiller(terminal, theme, catalogue.book, answers)
    try filler.fill()
    try terminal.type("<F9>", "复核：")
    guard terminal.screen.contains("复核：没有错误") else {
      throw FormFiller.Stuck(at: terminal.screen, trace: filler.trace)
    }
    for words in review { try terminal.see(words) }
    try terminal.type("<F9>", "已保存 ")
    try terminal.see("个事项；")
  }

  func change(to name: String) throws {
    try terminal.menu("62")
    try terminal.signIn(name)
  }

  // MARK: The dossier page

  /// Opens the newest dossier, by the number on the screen after acceptance.
  func open(_ query: String) throws {
    try terminal.type("<F8>", " 查找 ")
    try terminal.type(query)
    try terminal.wait("a hit") { $0.rows.dropFirst(3).contains { $0.contains("办件") } }
    try terminal.type("<Enter>", "办件 · ")
  }

  /// Chooses a proceeding on the open page.
  func choose(_ matter: String) throws {
    let title = try title(matter)
    try terminal.type("<Home>" + String(repeating: "<Up>", count: theme.matters.count))
    for _ in theme.matters {
      if try isChosen(title) { return }
      try terminal.type("<Down>")
    }
    #expect(try isChosen(title), "\(title) is not on the page:\n\(terminal.screen)")
  }

  private func isChosen(_ title: String) throws -> Bool {
    try terminal.rest()
    let rows = terminal.rows
    guard let limits = rows.firstIndex(where: { $0.hasPrefix(" 承诺时限 ") }) else { return false }
    return rows[limits - 1] == title
  }

  func title(_ matter: String) throws -> String { try #require(theme.matter(matter)).title }

  /// Waits for a row about a matter that holds all the words.
  func see(_ matter: String, _ words: String...) throws {
    // A column may cut the title.
    let title = try title(matter).prefix(6)
    try terminal.wait("a row of \(title) with \(words)") {
      $0.rows.contains { row in row.contains(title) && words.allSatisfy(row.contains) }
    }
  }

  /// A command about the chosen proceeding, with its answer.
  func act(_ code: String, _ keys: String, on matter: String) throws {
    try choose(matter)
    try terminal.menu(code)
    try terminal.wait(for: "Enter 确定")
    try terminal.type(keys + "<Enter>")
  }

  /// Chooses a line of the open box by the digit before its words.
  func pick(_ words: String) throws {
    try terminal.wait("the choice of \(words)") { DocumentHall.digit(of: words, in: $0) != nil }
    guard let digit = DocumentHall.digit(of: words, in: terminal) else { return }
    try terminal.type(String(digit))
  }

  /// The page behind the box may hold the same words.
  private static func digit(of words: String, in terminal: TestTerminal) -> Character? {
    let row = terminal.rows.first {
      $0.contains(words) && $0.components(separatedBy: words)[0].contains("│")
    }
    return row?.components(separatedBy: words)[0].last { $0.isNumber }
  }

  /// Waits until the chosen matter is told.
  func told() throws {
    try terminal.wait("the telling to be done") { !$0.screen.contains("须告知申请人") }
  }

  /// Writes one service or follow-up down on the open page.
  func serve(_ title: String, _ method: String?, result: String, note: String = "") throws {
    try terminal.menu("81")
    try pick(title)
    if let method { try pick(method) }
    try pick(result)
    try terminal.type(note + "<Enter>", "已记下：\(title)")
  }

  /// 通过, as often as it takes to be granted.
  func approve(_ matter: String) throws {
    let steps = try #require(theme.matter(matter)).steps.count
    for step in 1...steps {
      try act("52", "1", on: matter)
      if step == steps { try see(matter, "+ 已办结") }
    }
  }

  func decline(_ matter: String) throws {
    try act("54", "不符合条件", on: matter)
    try see(matter, "x 不予")
  }
}

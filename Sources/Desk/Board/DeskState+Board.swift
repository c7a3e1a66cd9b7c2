import Domain
import JSON
import Ledger
import TUI

extension DeskState {
  /// What the board asks the store for now.
  var boardQuery: BoardQuery {
    board.query(
      account: account, divisions: station?.divisions ?? [], today: today, calendar: rules.calendar)
  }

  /// Whether somebody walks through the board: then it stays as it was opened.
  var isOnBoard: Bool { screen == .board || trail.contains(.board) }

  mutating func pressBoard(_ key: Key) -> [Effect] {
    if key == .enter {
      guard let row = board.selected else { return [] }
      return open(dossier: row.dossier, matter: row.matter)
    }
    return board.press(key, height: listHeight) ? [.loadBoard(boardQuery)] : []
  }

  /// The page comes up when the store answers.
  mutating func open(dossier id: String, matter: String? = nil) -> [Effect] {
    board.want(id, matter: matter)
    return [.openDossier(id: id)]
  }

  mutating func performBoard(_ command: Command) -> [Effect] {
    switch command {
    case .sort:
      var filter = board.filter
      filter.sort = filter.sort.next
      board.show(filter)
      return [.loadBoard(boardQuery)]
    case .filter: overlay = .prompt(.filter(board.filter))
    case .saveView: overlay = .prompt(.saveView(board.filter.words(rules)))
    case .views:
      guard !board.views.isEmpty else {
        say("还没有保存的视图；F10 46 保存当前的筛选和排序", .warn)
        return [.beep]
      }
      overlay = .prompt(.views(board.views))
    default: break
    }
    return []
  }

  mutating func confirmBoard(_ prompt: Prompt) -> [Effect] {
    switch prompt.purpose {
    case .filter(nil):
      guard let index = prompt.choice, let dimension = BoardFilter.Dimension(rawValue: index)
      else { return [] }
      return choose(dimension)
    case .filter(let dimension?): return choose(prompt, dimension)
    case .saveView: return saveView(named: prompt.text)
    case .views: return openView(prompt)
    default: return []
    }
  }

  /// Yes-or-no dimensions turn over at once; the others ask which.
  private mutating func choose(_ dimension: BoardFilter.Dimension) -> [Effect] {
    var filter = board.filter
    switch dimension {
    case .needsTelling: filter.needsTelling.toggle()
    case .mine: filter.isMine.toggle()
    case .standard:
      board.showStandard()
      return [.loadBoard(boardQuery)]
    case .group, .department, .due, .matter, .text:
      overlay = .prompt(.filter(dimension, rules))
      return []
    }
    return show(filter)
  }

  private mutating func choose(
    _ prompt: Prompt, _ dimension: BoardFilter.Dimension
  ) -> [Effect] {
    var filter = board.filter
    // The first option of every list takes the limit away.
    let index = prompt.choice.map { $0 - 1 } ?? -1
    switch dimension {
    case .group:
      filter.group = prompt.choice.map { BoardFilter.Group.allCases[$0] } ?? .open
    case .department:
      let all = rules.handlingDepartments
      filter.departments = all.indices.contains(index) ? [all[index].key] : []
    case .due:
      let all = BoardFilter.Due.allCases
      filter.due = all.indices.contains(index) ? all[index] : nil
    case .matter:
      let all = rules.matters
      filter.matters = all.indices.contains(index) ? [all[index].key] : []
    case .text: filter.text = prompt.text
    case .needsTelling, .mine, .standard: break
    }
    return show(filter)
  }

  mutating func show(_ filter: BoardFilter) -> [Effect] {
    board.show(filter)
    return [.loadBoard(boardQuery)]
  }

  private mutating func saveView(named name: String) -> [Effect] {
    guard let account else { return [] }
    sayWhenDone("已保存视图“\(name)”，F10 47 打开")
    return [
      .saveView(SavedView(owner: account.key, name: name, content: board.filter.json)),
      .loadViews,
    ]
  }

  private mutating func openView(_ prompt: Prompt) -> [Effect] {
    guard let index = prompt.choice, board.views.indices.contains(index) else { return [] }
    let view = board.views[index]
    if prompt.text == Prompt.dropWord {
      sayWhenDone("已删除视图“\(view.name)”")
      return [.dropView(view.name), .loadViews]
    }
    do {
      return show(try BoardFilter(JSONReader(view.content)))
    } catch {
      say("视图“\(view.name)”已不能用，请重新保存", .alert)
      return [.beep]
    }
  }
}

extension Prompt {
  /// What must be written to drop a view instead of opening it.
  static let dropWord = "删除"

  static func filter(_ filter: BoardFilter) -> Prompt {
    var prompt = Prompt(.filter(nil), title: "筛选")
    prompt.options = BoardFilter.Dimension.allCases.map { dimension in
      switch dimension {
      case .needsTelling where filter.needsTelling: "不再" + dimension.title
      case .mine where filter.isMine: "不再" + dimension.title
      default: dimension.title
      }
    }
    return prompt
  }

  static func filter(_ dimension: BoardFilter.Dimension, _ rules: Rulebook) -> Prompt {
    var prompt = Prompt(.filter(dimension), title: "筛选：\(dimension.title)")
    switch dimension {
    case .group: prompt.options = BoardFilter.Group.allCases.map(\.title)
    case .department: prompt.options = ["不限"] + rules.handlingDepartments.map(\.title)
    case .due: prompt.options = ["不限"] + BoardFilter.Due.allCases.map(\.title)
    case .matter: prompt.options = ["不限"] + rules.matters.map(\.title)
    case .text, .needsTelling, .mine, .standard:
      prompt.entry = EntryField(limit: 50)
      prompt.entryLabel = dimension.title
      prompt.isTextOptional = true
    }
    return prompt
  }

  static func saveView(_ words: String) -> Prompt {
    var prompt = Prompt(.saveView, title: "存视图")
    prompt.lines = [words, "同名的视图会被替换。"]
    prompt.entry = EntryField(limit: 20)
    prompt.entryLabel = "名称"
    return prompt
  }

  /// By digit, or by arrows from the tenth on.
  static func views(_ views: [SavedView]) -> Prompt {
    var prompt = Prompt(.views, title: "视图")
    prompt.options = views.map(\.name)
    prompt.entry = EntryField(limit: 4)
    prompt.entryLabel = "要删除选中的视图，在这里写“\(dropWord)”"
    prompt.isTextOptional = true
    return prompt
  }
}

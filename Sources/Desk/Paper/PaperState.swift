import Domain
import Ledger
import TUI

/// A paper on the screen before it is printed (文书).
struct PaperState: Equatable, Sendable {
  private(set) var paper: Paper
  /// Which copy F11 makes next, from 1.
  private(set) var copy: Int
  /// The same with names and numbers in part only, which stands here until the paper's
  /// claim is on record.
  private var masked: TextBlock
  private var block: TextBlock
  /// Whether a copy was claimed while the page was open.
  var isRecorded = false

  init(_ paper: Paper, masked: Paper, copy: Int) {
    self.paper = paper
    self.copy = copy
    self.masked = TextBlock(masked.lines.joined(separator: "\n"))
    block = TextBlock(paper.lines.joined(separator: "\n"))
  }

  /// The copy is counted whatever became of it, so that none is counted twice;
  /// the next one has a number of its own.
  mutating func delivered(next: Paper) {
    copy += 1
    isRecorded = true
    paper = next
    block = TextBlock(next.lines.joined(separator: "\n"))
  }

  mutating func press(_ key: Key, in area: Rect) {
    _ = masked.press(key, in: body(area))
    _ = block.press(key, in: body(area))
  }

  private func body(_ area: Rect) -> Rect { area.split(rows: 1).rest.split(rows: -1).first }

  func draw(on canvas: inout Canvas, in area: Rect) {
    canvas.fill(area.line(0), .title)
    canvas.write(" 文书 · \(paper.title)  第\(copy)份", in: area, row: 0, .title)
    let hidden = (isRecorded ? block : masked).draw(on: &canvas, in: body(area))
    let foot = area.split(rows: -1).rest
    let more = hidden > 0 ? "↓ 还有 \(hidden) 行 · " : ""
    canvas.write(" \(more)F11 打印或另存 · F3 返回", in: foot, row: 0, .muted)
    canvas.placeCaret(foot.origin)
  }
}

extension DeskState {
  mutating func pressPaper(_ key: Key) -> [Effect] {
    let area = mainArea
    paper?.press(key, in: area)
    return []
  }

  /// Why F11 has nothing to print here; nil when it has.
  var paperReason: String? {
    switch screen {
    case .paper, .dossier, .lists, .listPage, .jobs: nil
    case .register: registers.window.total == 0 ? "台账是空的" : nil
    case .report: report?.lines == nil ? "还在统计" : nil
    case .board: board.list.rows.isEmpty ? "看板是空的" : nil
    default: "这一画面没有文书；受理时回执自动打印，补打到办件页"
    }
  }

  mutating func printHere() -> [Effect] {
    switch screen {
    case .board: return [.loadBoard(board.printAll(boardQuery))]
    case .register: return [.loadRegister(registers.printAll())]
    case .report: return report?.paper(boardContext).map { show($0) } ?? []
    case .lists, .listPage: return listPaper().map { show($0) } ?? []
    case .jobs: return jobsPaper().map { show($0) } ?? []
    case .paper: return paper.map { [.deliver($0.paper, copy: $0.copy)] } ?? []
    case .dossier:
      if let page = dossier { overlay = .prompt(.paper(page.dossier.paperChoices(boardContext))) }
      return []
    default: return []
    }
  }

  /// Shows a paper; F11 there prints it.
  ///
  /// - Parameter masked: the same for the screen; nil where the paper names nobody in full.
  mutating func show(_ paper: Paper, masked: Paper? = nil) -> [Effect] {
    let records = dossier?.dossier.id == paper.dossier ? dossier?.dossier.papers ?? [] : []
    let copies = records.count { $0.kind == paper.kind && $0.matter == paper.matter }
    self.paper = PaperState(paper, masked: masked ?? paper, copy: copies + 1)
    show(.paper)
    return []
  }

  mutating func confirmPaper(_ prompt: Prompt, of dossier: Dossier) -> [Effect] {
    let choices = dossier.paperChoices(boardContext)
    guard let index = prompt.choice, choices.indices.contains(index) else { return [] }
    let choice = choices[index]
    let matter = choice.kind == .dueDate ? self.dossier?.selected?.matter : nil
    return show(choice.kind, of: dossier, matter: matter, form: choice.form)
  }

  /// A paper about a dossier.
  mutating func show(
    _ kind: NoticeKind, of dossier: Dossier, matter: String?, form: ApplicationForm? = nil
  ) -> [Effect] {
    let masked = dossier.masked(rules.catalogue.theme(of: dossier))
    return show(
      dossier.paper(kind, matter: matter, form: form, boardContext),
      masked: masked.paper(kind, matter: matter, form: form, boardContext))
  }

  /// What became of a paper. The number that 已保存 said in the same breath stays
  /// before it: nothing else tells the clerk that the dossier is safe.
  mutating func receive(_ paper: Paper, _ outcome: PaperOutcome) {
    if case .unrecorded = outcome {
      // The same copy is still to be made.
    } else if self.paper?.paper == paper {
      let known = dossier?.dossier
      let next = known?.id == paper.dossier ? known : nil
      let fresh = next?.paper(paper.kind, matter: paper.matter, boardContext)
      self.paper?.delivered(next: fresh ?? paper)
    }
    let before = message.map { $0.text + "；" } ?? ""
    switch outcome {
    case .printed(let command): say(before + "\(paper.title)已送打印（\(command)）")
    case .saved(let path): say(before + "没有打印机，\(paper.title)已存为 \(path)", .warn)
    case .failed(let reason), .unrecorded(let reason):
      // In one line with 已保存: the dossier is safe, the paper is to be made again.
      let again = paper.dossier.isEmpty ? "再按F11重试" : "办件F11补打"
      say(before + "\(paper.title)未打印：\(reason)，\(again)", .alert)
    }
  }
}

extension Prompt {
  static func paper(_ choices: [PaperChoice]) -> Prompt {
    var prompt = Prompt(.paper, title: "文书")
    prompt.lines = ["先看内容，再按 F11 打印。"]
    prompt.options = choices.map(\.title)
    return prompt
  }
}

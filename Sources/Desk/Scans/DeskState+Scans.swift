import Domain
import Ledger
import TUI

extension DeskState {
  /// Why a scan cannot be attached or looked at here; nil when it can.
  func scanReason(_ command: Command) -> String? {
    guard screen == .dossier, let dossier = dossier?.dossier, let account else {
      return "先打开一件办件"
    }
    if command == .scans { return dossier.scans.isEmpty ? "没有扫描件" : nil }
    guard account.role.may(.materialAttach) else { return "\(account.role.title)账户不收材料" }
    if dossier.voided != nil { return "办件已作废" }
    return dossier.materials.isEmpty ? "这一办件没有材料" : nil
  }

  /// Every scan that counts, in the order of the materials.
  private func shownScans(_ dossier: Dossier) -> [(material: MaterialRecord, scan: Scan)] {
    dossier.materials.flatMap { material in
      material.scans.filter { $0.voided == nil }.map { (material, $0) }
    }
  }

  mutating func askForScan(_ command: Command) -> [Effect] {
    guard let dossier = dossier?.dossier else { return [] }
    if command == .attach {
      overlay = .prompt(.attach(dossier))
      return []
    }
    var prompt = Prompt(.scans, title: "看扫描件")
    let year = today.year
    prompt.options = shownScans(dossier).map { material, scan in
      "\(material.title) \(scan.words) \(scan.at.day.text(in: year))"
    }
    prompt.lines = ["选一个打开。"]
    if account?.role.may(.materialDetach) == true {
      prompt.entry = EntryField(limit: Limits.words.characters)
      prompt.entryLabel = "误附的在这里写原因，选中的这一个作废；只看就留空"
      prompt.isTextOptional = true
      prompt.needsChoice = true
    }
    overlay = .prompt(prompt)
    return []
  }

  mutating func confirmScan(_ prompt: Prompt) -> [Effect] {
    guard let dossier = dossier?.dossier, let index = prompt.choice else { return [] }
    if prompt.purpose == .attach {
      guard dossier.materials.indices.contains(index) else { return [] }
      let material = dossier.materials[index]
      sayWhenDone("已附上“\(material.title)”的扫描件")
      return [.attach(dossier: dossier.id, rule: material.rule, path: prompt.text)]
    }
    let scans = shownScans(dossier)
    guard scans.indices.contains(index) else { return [] }
    let (material, scan) = scans[index]
    if prompt.text.allSatisfy(\.isWhitespace) { return [.openScan(scan, dossier: dossier.id)] }
    sayWhenDone("已作废“\(material.title)”的这个扫描件")
    return [
      .act(
        dossier: dossier.id,
        .detach(rule: material.rule, hash: scan.hash, reason: prompt.text))
    ]
  }

  mutating func receive(_ outcome: ScanOutcome) {
    // A path is longer than a line: it stands in a box, which wraps.
    let words: (String, String)
    switch outcome {
    case .opened:
      say("已用桌面程序打开扫描件")
      return
    case .fetching:
      say("正在从中心取这个扫描件，到了就打开")
      return
    case .unreachable:
      words = ("这个扫描件是别的窗口附的，还没有取来。", "现在连不上中心，连上以后再打开。")
    case .nowhere(let path):
      words = ("中心还没有这个扫描件：附上它的窗口还没有传来，请稍后再开。取来以后在：", path)
    case .lies(let path): words = ("这里没有桌面程序可以打开，扫描件在：", path)
    case .missing(let path): words = ("扫描件不见了，请管理员从备份恢复，或者重新附上：", path)
    case .altered(let path): words = ("扫描件与附上时不一样，没有打开，请管理员从备份恢复：", path)
    }
    // A box that is being filled in is not pushed aside.
    guard overlay == nil else {
      say(words.0 + words.1, .warn)
      return
    }
    overlay = .help(HelpState(title: "扫描件", [words.0, words.1]))
  }

  // MARK: 大厅设置

  /// Kinds of institutions that any theme of the region names.
  var institutions: [Institution] {
    var found: [Institution] = []
    for institution in rules.catalogue.themes.flatMap(\.institutions)
    where !found.contains(where: { $0.key == institution.key }) {
      found.append(institution)
    }
    return found
  }

  mutating func confirmHallSettings(_ prompt: Prompt) -> [Effect] {
    guard let station else { return [] }
    let all = institutions
    let chosen = prompt.choice.flatMap { all.indices.contains($0) ? all[$0].key : nil }
    sayWhenDone("已保存大厅设置")
    return [
      .setHall(
        phone: prompt.text.isEmpty ? station.phone : prompt.text,
        institution: chosen ?? station.institution)
    ]
  }
}

extension Prompt {
  static func attach(_ dossier: Dossier) -> Prompt {
    var prompt = Prompt(.attach, title: "附扫描件")
    prompt.lines = ["文件复制到本机数据目录，原来的文件不动。先选材料，再写文件的完整路径。"]
    prompt.options = dossier.materials.map { material in
      let count = material.scans.count { $0.voided == nil }
      return material.title + (count == 0 ? "" : "（已附 \(count) 个）")
    }
    prompt.entry = EntryField(limit: Limits.path.characters)
    prompt.entryLabel = "文件路径（PDF、JPEG、PNG，10 MiB 以内）"
    prompt.needsBoth = true
    return prompt
  }

  static func hallSettings(_ station: Station, _ institutions: [Institution]) -> Prompt {
    var prompt = Prompt(.hallSettings, title: "大厅设置")
    let own = institutions.first { $0.key == station.institution }?.title
    prompt.lines = ["大厅电话印在文书上；现在：\(station.phone.isEmpty ? "（空）" : station.phone)。"]
    if !institutions.isEmpty {
      prompt.lines.append("机构类型决定可以受理哪些事项；现在：\(own ?? "没有设置，不限")。")
    }
    prompt.options = institutions.map(\.title)
    prompt.isChoiceOptional = true
    prompt.entry = EntryField(limit: 40)
    prompt.entryLabel = "大厅电话（留空不改）"
    prompt.isTextOptional = true
    return prompt
  }
}

extension Scan {
  /// `PDF 1.2 MB`.
  var words: String {
    let size = self.size
    let text =
      size >= 1_000_000
      ? "\(size / 1_000_000).\(size % 1_000_000 / 100_000) MB"
      : size >= 1_000 ? "\(size / 1_000) KB" : "\(size) B"
    return "\(format.rawValue.uppercased()) \(text)"
  }
}

extension DossierState {
  /// The scans of one material, a line each.
  func scanLines(_ material: MaterialRecord, _ context: BoardContext) -> [Line] {
    material.scans.map { scan in
      let when = "\(scan.at.day.text(in: context.today.year)) \(context.accountName(scan.by))"
      let void = scan.voided.map { " 作废：\($0)" } ?? ""
      return (
        "   扫描件 \(scan.words) \(scan.hash.prefix(8)) \(when)\(void)",
        scan.voided == nil ? .plain : .muted
      )
    }
  }
}

import Domain
import Ledger
import TUI

/// The last look before acceptance (复核): errors, doubts, then what will open.
struct ReviewState: Equatable, Sendable {
  let findings: [Finding]
  let openings: [Opening]
  let materials: [MaterialRecord]
  private let answers: Answers
  private var cursor = ListCursor()

  init(_ form: FormState, _ context: FormContext) {
    let facts = form.facts(context)
    answers = facts.answers
    materials = form.materials(context)
    openings = Opening.plan(
      form.theme, facts, materials: materials, calendar: context.rules.calendar,
      isScreened: context.isScreened)
    findings = form.findings(context)
  }

  var hasErrors: Bool { findings.contains { $0.severity == .error } }

  /// The finding under the cursor.
  var selected: Finding? {
    findings.indices.contains(cursor.selected) ? findings[cursor.selected] : nil
  }

  mutating func press(_ key: Key) {
    _ = cursor.press(key, count: findings.count, height: max(1, findings.count))
  }

  func draw(on canvas: inout Canvas, in area: Rect, _ context: FormContext) {
    var lines: [(text: String, style: Style)] = []
    let errors = findings.count { $0.severity == .error }
    lines.append(
      errors > 0
        ? ("复核：\(errors) 处必须改正，Enter 到该处", .alert)
        : ("复核：没有错误，F9 受理", .good))
    for (index, finding) in findings.enumerated() {
      let mark = finding.severity == .error ? "× " : "? "
      let clauses = finding.clauses.isEmpty ? "" : "（\(finding.clauses.joined(separator: "、"))）"
      let style: Style =
        index == cursor.selected ? .selected : finding.severity == .error ? .alert : .warn
      lines.append((mark + finding.text + clauses, style))
    }
    lines.append(("", .plain))
    let route = context.isScreened ? "（先由本厅预审，通过后才转各部门）" : ""
    lines.append(("将要办理的事项" + route, .strong))
    for opening in openings { lines.append(line(opening, context)) }
    let missing = materials.filter { !$0.isPresent }
    if !missing.isEmpty {
      lines.append(("", .plain))
      lines.append(("缺少的材料（写入一次性告知书）", .strong))
      for material in missing {
        lines.append(("  × \(material.title)\(material.isRequired ? "" : "（非必需）")", .warn))
      }
    }
    let top = max(0, min(cursor.selected + 2 - area.rows, lines.count - area.rows))
    for (row, line) in lines.dropFirst(top).prefix(area.rows).enumerated() {
      canvas.write(line.text, in: area, row: row, line.style)
    }
    canvas.placeCaret(
      Point(
        column: area.left,
        row: area.top + (findings.isEmpty ? 0 : min(area.rows - 1, cursor.selected + 1 - top))))
  }

  private func line(_ opening: Opening, _ context: FormContext) -> (text: String, style: Style) {
    let division = answers.division(named: opening.placeKey, at: context.division)
    let department = context.rules.officeName(
      opening.department, of: division, from: context.division)
    let head =
      "  " + Width.padRight(opening.title, to: 30) + " "
      + (Width.columns(of: department) > 6
        ? department + " " : Width.padRight(department, to: 6))
    if !opening.missing.isEmpty { return (head + "待补材料，收齐后起算", .warn) }
    if opening.steps.isEmpty {
      return context.isScreened ? (head + "即办，随预审办结", .plain) : (head + "即办，随受理办结", .good)
    }
    let limit = opening.clock.promised.text
    if opening.clock.accepted == nil { return (head + "\(limit) 等前置结果后起算", .muted) }
    guard let due = opening.clock.due else { return (head + limit, .plain) }
    let day = due.text(
      today: context.today, calendar: context.rules.calendar,
      isProvisional: opening.clock.isProvisional)
    return (head + "\(limit) \(day)", .plain)
  }
}

extension FormState {
  /// What the theme finds, and what was typed and refused.
  func findings(_ context: FormContext) -> [Finding] {
    let refusedHere = items(context).compactMap { item -> Finding? in
      guard let refusal = refused[item], case .field(let section, let row, let key) = item else {
        return nil
      }
      return Finding(
        .error, at: Finding.Place(section: section, row: row, field: key), refusal.reason)
    }
    let places = refusedHere.map(\.place)
    let found = theme.findings(facts(context), context.book).filter { finding in
      finding.place == nil || !places.contains(finding.place)
    }
    let all = refusedHere + institutionFindings(context) + found + cardFindings(context)
    return all.filter { $0.severity == .error } + all.filter { $0.severity == .doubt }
  }

  /// What this kind of institution may not accept, and what it must look at.
  private func institutionFindings(_ context: FormContext) -> [Finding] {
    guard let own = theme.institutions.first(where: { $0.key == context.institution }) else {
      return []
    }
    let foreign = theme.matters.filter { matters.contains($0.key) && !own.may(accept: $0.key) }
    let errors = foreign.map {
      Finding(.error, at: nil, "\(own.title)不受理“\($0.title)”", clauses: own.clauses)
    }
    return errors
      + [own.reminder].compactMap { $0 }.map {
        Finding(.doubt, at: nil, $0, clauses: own.clauses)
      }
  }

  /// The item that a finding is about.
  func item(of finding: Finding, _ context: FormContext) -> FormItem {
    let items = items(context)
    guard let place = finding.place else { return items.first(where: \.isMatter) ?? .none }
    return items.first { item in
      guard case .field(let section, let row, let key) = item else { return false }
      return section == place.section && (place.row == nil || row == place.row)
        && (place.field == nil || key == place.field)
    } ?? items.first(where: \.isMatter) ?? .none
  }
}

import Domain
import Ledger
import TUI

/// The line at the top of the screen (顶栏): where it is, which counter, who works;
/// the day, and how the counter stands with central.
///
/// What does not fit gives way in the order of `Part`. The number of the counter,
/// who works, the time, the state of the line, what waits and what has to be attended
/// to always stay; the hall's name is cut only when all the rest has gone, and a long
/// name of a person before it.
struct TopBar {
  let now: Instant
  let dayKind: DayKind
  let station: Station?
  let account: Account?
  let link: LinkStatus?
  let hasClockFault: Bool

  /// What may go, the first one first.
  private enum Part: Int, CaseIterable {
    /// 工作日 or 周末, where the weekday tells as much.
    case plainKind
    case weekday
    /// The whole name of a holiday; 休 is left.
    case holidayName
    case program
    case role
    /// They wait without harm, and stand on their own page.
    case intakes
    /// What an offline counter may still do.
    case permission
    case date
    case kind
  }

  /// Columns of a person's name that stay when the hall's does not fit beside it.
  private static let leastName = 13

  func draw(on canvas: inout Canvas, in area: Rect) {
    canvas.fill(area, .bar)
    var lost = Set<Part>()
    for part in Part.allCases {
      if columns(without: lost) <= area.columns { break }
      lost.insert(part)
    }
    let right = right(without: lost)
    let end = max(area.left, area.right - Width.columns(of: right))
    var start = area.origin
    for (text, style) in left(without: lost, within: area.columns - Width.columns(of: right)) {
      start.column += canvas.write(
        text, at: start, style,
        clip: Rect(
          column: area.left, row: area.top, columns: end - area.left, rows: area.rows))
    }
    canvas.write(right, at: Point(column: end, row: area.top), .barMuted, clip: area)
    guard link?.isAlarming == true else { return }
    let rest = (hasClockFault ? " 时钟?" : "") + " "
    let standing = standing(without: lost)
    let column = area.right - Width.columns(of: standing + rest)
    canvas.write(
      standing, at: Point(column: max(area.left, column), row: area.top), .barAlert, clip: area)
  }

  private func columns(without lost: Set<Part>) -> Int {
    left(without: lost).reduce(Width.columns(of: right(without: lost))) {
      $0 + Width.columns(of: $1.text)
    }
  }

  // MARK: The left side

  /// - Parameter room: nil when there is as much as it takes.
  private func left(
    without lost: Set<Part>, within room: Int? = nil
  ) -> [(text: String, style: Style)] {
    var pieces: [(text: String, style: Style)] = []
    if !lost.contains(.program) { pieces.append((" 一窗 ", .barStrong)) }
    if station?.isPractice == true { pieces.append((" 练习 ", .practice)) }
    guard let station else { return pieces }
    let counter = " \(station.counter)号窗口"
    let role = account.map { lost.contains(.role) ? "" : " \($0.role.title)" } ?? ""
    var name = account.map { " \($0.name)" } ?? ""
    var hall = " \(station.hallTitle)"
    if let room {
      let fixed = pieces.reduce(Width.columns(of: counter + role)) {
        $0 + Width.columns(of: $1.text)
      }
      let names = max(0, room - fixed)
      name = Width.cut(name, to: max(TopBar.leastName, names - Width.columns(of: hall)))
      hall = Width.cut(hall, to: max(0, names - Width.columns(of: name)))
    }
    return pieces + [(hall + counter + name + role, .bar)]
  }

  // MARK: The right side

  private func right(without lost: Set<Part>) -> String {
    let day = now.day
    var words: [String] = []
    if !lost.contains(.date) { words.append(day.monthDayText) }
    if !lost.contains(.weekday) { words.append(day.weekdayText) }
    if let kind = kindText(without: lost) { words.append(kind) }
    words.append(now.clock)
    words.append(standing(without: lost))
    if hasClockFault { words.append("时钟?") }
    return " " + words.joined(separator: " ") + " "
  }

  private func standing(without lost: Set<Part>) -> String {
    link.map {
      $0.words(withPermission: !lost.contains(.permission), intakes: !lost.contains(.intakes))
    } ?? "单机"
  }

  private func kindText(without lost: Set<Part>) -> String? {
    switch dayKind {
    case .workday, .weekend: lost.contains(.plainKind) ? nil : dayKind.text
    case .makeUpWorkday: lost.contains(.kind) ? nil : dayKind.text
    case .holiday: lost.contains(.kind) ? nil : lost.contains(.holidayName) ? "休" : dayKind.text
    }
  }
}

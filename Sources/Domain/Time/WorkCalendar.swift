import JSON

/// What one day is to the offices (日别).
package enum DayKind: Hashable, Sendable {
  case workday
  /// A weekend day that is worked (调休上班).
  case makeUpWorkday
  case weekend
  /// A day off of a notice, the weekends inside its bridge included.
  case holiday(String)

  package var isWorking: Bool {
    switch self {
    case .workday, .makeUpWorkday: true
    case .weekend, .holiday: false
    }
  }

  /// The word on the screen, `国庆节` for a holiday.
  package var text: String {
    switch self {
    case .workday: "工作日"
    case .makeUpWorkday: "调休上班"
    case .weekend: "周末"
    case .holiday(let name): name
    }
  }
}

/// The working-day calendar of one hall (工作日历): the nation's notices, the days
/// that the law fixes where there is no notice, and a region's own days on top.
///
/// In a year without a notice weekends and the days of the law are off, days
/// that are moved are not known and `isPublished` is false: whatever was counted
/// there is 暂定. Every question costs O(1), but for `workingDay(_:after:)`, which
/// takes a few steps a holiday.
/// Source: 行政许可法 art. 82 (working days exclude statutory holidays);
/// 全国年节及纪念日放假办法 art. 2 (days off), art. 4 (regions decide on minority
/// festivals).
package struct WorkCalendar: Hashable, Sendable {
  /// `全国 2026.1 + 宁夏 0`: which lists of days off this calendar was made of.
  package let version: String
  /// What the screen has to say about a list that is not complete.
  package let warnings: [String]
  /// The notices of the nation, by year.
  package let sources: [Int: String]
  /// Years whose days by the law are known.
  private let statutoryYears: Set<Int>

  /// The first day of the tables below.
  private let first: Day
  private let kinds: [DayKind]
  /// Working days up to and including the day of that index, less those that
  /// there would be if only weekends were off.
  private let differences: [Int]

  /// - Parameters:
  ///   - statutory: the days of the law; a notice for a year holds them, too, and
  ///     goes before them.
  ///   - overlays: A later list wins over an earlier one.
  package init(
    national: CalendarFile, statutory: CalendarFile? = nil, overlays: [CalendarFile] = []
  ) {
    let files = [national] + (statutory.map { [$0] } ?? []) + overlays
    version = files.map { "\($0.name) \($0.version)" }.joined(separator: " + ")
    warnings = files.compactMap(\.warning)
    let sources = Dictionary(uniqueKeysWithValues: national.years.map { ($0.year, $0.source) })
    self.sources = sources
    statutoryYears = Set(statutory?.years.map(\.year) ?? [])

    let unannounced = statutory?.years.filter { sources[$0.year] == nil } ?? []
    let years = unannounced + national.years + overlays.flatMap(\.years)
    let days = years.flatMap {
      $0.off.flatMap { [$0.days.lowerBound, $0.days.upperBound] } + $0.work
    }
    let first = days.min() ?? Day(number: 0)
    let count = (days.max() ?? first).number - first.number + 1
    var kinds = (0..<count).map { WorkCalendar.plainKind(of: first.adding($0)) }
    for year in years {
      for holiday in year.off {
        for number in holiday.days.lowerBound.number...holiday.days.upperBound.number {
          kinds[number - first.number] = .holiday(holiday.name)
        }
      }
      for day in year.work { kinds[day.number - first.number] = .makeUpWorkday }
    }
    var difference = 0
    var differences: [Int] = []
    differences.reserveCapacity(count)
    for (index, kind) in kinds.enumerated() {
      difference += (kind.isWorking ? 1 : 0) - (first.adding(index).weekday <= 5 ? 1 : 0)
      differences.append(difference)
    }
    self.first = first
    self.kinds = kinds
    self.differences = differences
  }

  package init(
    _ reader: JSONReader, statutory: JSONReader, overlays: [JSONReader] = []
  ) throws(JSONContentError) {
    var files: [CalendarFile] = []
    for overlay in overlays { files.append(try CalendarFile(overlay)) }
    self.init(
      national: try CalendarFile(reader), statutory: try CalendarFile(statutory), overlays: files)
  }

  package func kind(of day: Day) -> DayKind {
    let index = day.number - first.number
    return kinds.indices.contains(index) ? kinds[index] : WorkCalendar.plainKind(of: day)
  }

  package func isWorking(_ day: Day) -> Bool { kind(of: day).isWorking }

  /// Whether the nation's notice for that year is known.
  package func isPublished(_ year: Int) -> Bool { sources[year] != nil }

  /// Whether the days that the law fixes in that year are known.
  package func knowsLaw(_ year: Int) -> Bool { statutoryYears.contains(year) }

  /// Whether a notice may still make another kind of this day (暂定): in a year
  /// without one, a day that neither the law nor a region has fixed.
  package func isProvisional(_ day: Day) -> Bool {
    if isPublished(day.year) { return false }
    switch kind(of: day) {
    case .workday, .weekend: return true
    case .makeUpWorkday, .holiday: return false
    }
  }

  package func nextWorkingDay(onOrAfter day: Day) -> Day {
    isWorking(day) ? day : workingDay(1, after: day)
  }

  /// The working days after `from` up to and including `to`; negative when `to`
  /// is before `from`.
  package func workingDays(from: Day, to: Day) -> Int { ordinal(of: to) - ordinal(of: from) }

  /// The `count`-th working day after a day; the day itself when `count` is 0.
  package func workingDay(_ count: Int, after day: Day) -> Day {
    precondition(count >= 0, "working days are counted forward")
    let target = ordinal(of: day) + count
    var candidate = day
    // A day adds at most one working day, so this never jumps over the target.
    while ordinal(of: candidate) < target {
      candidate = candidate.adding(target - ordinal(of: candidate))
    }
    return candidate
  }

  private static func plainKind(of day: Day) -> DayKind {
    day.weekday <= 5 ? .workday : .weekend
  }

  /// Working days since Monday 1969-12-29, the day included.
  private func ordinal(of day: Day) -> Int {
    let sinceMonday = day.number + 3
    let weeks = sinceMonday >= 0 ? sinceMonday / 7 : (sinceMonday - 6) / 7
    let plain = weeks * 5 + min(sinceMonday - weeks * 7 + 1, 5)
    let index = day.number - first.number
    return index < 0 ? plain : plain + differences[min(index, differences.count - 1)]
  }
}

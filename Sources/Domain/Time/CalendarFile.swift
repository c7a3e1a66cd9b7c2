import JSON

/// One published list of days off (节假日安排): the nation's or a region's.
///
/// Shape: `{"name", "version", "warning"?, "years": [{"year", "source", "off":
/// [{"name", "days": "2026-02-15/2026-02-23"}], "work": ["2026-02-14"]}]}`.
/// `off` includes the weekends inside a bridge. `Assets/schema/calendar.schema.json`
/// says the same for editors.
package struct CalendarFile: Hashable, Sendable {
  /// A named stretch of days off (假期), both ends included.
  package struct Holiday: Hashable, Sendable {
    package let name: String
    package let days: ClosedRange<Day>
  }

  /// What one notice arranges for one year (年度安排).
  package struct Year: Hashable, Sendable {
    package let year: Int
    /// The notice, as a clerk would cite it.
    package let source: String
    package let off: [Holiday]
    /// Weekend days that are worked (调休上班).
    package let work: [Day]
  }

  package let name: String
  package let version: String
  /// What the screen has to say as long as this list is not complete.
  package let warning: String?
  package let years: [Year]

  package init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly("$schema", "name", "version", "warning", "years")
    name = try reader["name"].shown(atMost: 20)
    version = try reader["version"].shown(atMost: 40)
    warning = try reader.optional("warning")?.shown()
    var years: [Year] = []
    for entry in try reader["years"].list() {
      let year = try Year(entry)
      guard !years.contains(where: { $0.year == year.year }) else {
        throw try entry["year"].error(allowed: "each year once")
      }
      years.append(year)
    }
    self.years = years
  }
}

extension CalendarFile.Year {
  fileprivate init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly("year", "source", "off", "work")
    let year = try reader["year"].int(1949...9999)
    self.year = year
    source = try reader["source"].shown()

    var off: [CalendarFile.Holiday] = []
    for entry in try reader["off"].list() {
      try entry.allowOnly("name", "days")
      let days = try CalendarFile.range(entry["days"], year: year)
      if let other = off.first(where: { $0.days.overlaps(days) }) {
        throw try entry["days"].error(allowed: "days that are not yet in \(other.name)")
      }
      off.append(CalendarFile.Holiday(name: try entry["name"].shown(atMost: 40), days: days))
    }
    self.off = off

    var work: [Day] = []
    for entry in try reader["work"].list() {
      let days = try CalendarFile.range(entry, year: year)
      let day = days.lowerBound
      guard days.upperBound == day, day.weekday >= 6, !work.contains(day),
        !off.contains(where: { $0.days.contains(day) })
      else {
        throw entry.error(allowed: "one Saturday or Sunday, listed once and not off")
      }
      work.append(day)
    }
    self.work = work
  }
}

extension CalendarFile {
  /// `2026-01-01` or `2026-01-01/2026-01-03`, inside the year or the December
  /// before it, where a New Year bridge may begin.
  fileprivate static func range(
    _ reader: JSONReader, year: Int
  ) throws(JSONContentError) -> ClosedRange<Day> {
    let ends = try reader.string().split(separator: "/", omittingEmptySubsequences: false)
    let days = ends.compactMap { Day($0) }
    guard let first = days.first, let last = days.last, days.count == ends.count,
      days.count <= 2, first <= last,
      let earliest = Day(year - 1, 12, 1), let latest = Day(year, 12, 31),
      earliest <= first, last <= latest
    else {
      throw reader.error(
        allowed: "a day or two days joined by / in \(year) or the December before it,"
          + " such as \(year)-01-01/\(year)-01-03")
    }
    return first...last
  }
}

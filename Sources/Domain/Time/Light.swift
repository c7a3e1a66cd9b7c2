/// The light of a proceeding (红黄绿灯).
package enum Light: String, CaseIterable, Hashable, Sendable {
  case green, yellow, red, paused
  /// There is no due day to watch.
  case none

  package var text: String {
    switch self {
    case .green: "正常"
    case .yellow: "临期"
    case .red: "逾期"
    case .paused: "暂停"
    case .none: "无时限"
    }
  }
}

/// From when a light is yellow (预警阈值); a hall may change it.
package struct LightThresholds: Hashable, Sendable {
  /// Yellow when at most so many working days are left.
  package let workingDays: Int
  /// Yellow when at most this share of the working days is left, 0...100.
  package let percent: Int

  package init(workingDays: Int = 1, percent: Int = 20) {
    self.workingDays = workingDays
    self.percent = percent
  }
}

extension Deadline {
  /// Red after the due day, paused while the clock stands, else by thresholds.
  package func light(
    on day: Day, thresholds: LightThresholds = LightThresholds(), calendar: WorkCalendar
  ) -> Light {
    if isOverdue(on: day) { return .red }
    if limit == .notStated { return .none }
    if isPaused(on: day) { return .paused }
    guard let due, let left = daysLeft(on: day, calendar: calendar) else { return .none }
    let total = timeUsed(until: due, calendar: calendar).own
    let isNear = left <= thresholds.workingDays || left * 100 <= thresholds.percent * total
    return isNear ? .yellow : .green
  }
}

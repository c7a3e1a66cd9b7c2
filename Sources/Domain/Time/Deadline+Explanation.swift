extension Deadline {
  package static let maximumExplanationLines = 12

  /// How the due day comes about, in Chinese, at most 12 lines whose counts add
  /// up to the limit: runs of counted days, days off, worked weekends, pauses.
  ///
  /// The counts are the numbers after 计; what runs together keeps its dates.
  package func explanation(calendar: WorkCalendar) -> [String] {
    let year = accepted.year
    let start = "\(accepted.fullText) \(accepted.weekdayText) 受理"
    switch limit {
    case .notStated:
      return ["\(start)；来源文件未规定时限，没有到期日"]
    case .yearlyWindow:
      let end = due.map { "到期：\($0.fullText) \($0.weekdayText)，窗口期最后一日" } ?? ""
      return ["\(start)；\(limit.text)办理", end + "，不因休息日和暂停变动"]
    case .immediate where due == accepted:
      return ["\(start)；即办，当日到期"]
    case .immediate, .workingDays, .calendarDays:
      break
    }

    let countdown = Countdown(
      limit, accepted: accepted, stretches: Stretch.merged(pauses, after: accepted),
      calendar: calendar)
    let first = "\(start)，当日不计；时限：\(limit.text)"
    let last = closingLines(countdown, calendar: calendar)
    let body = Itinerary(
      countdown, inWorkingDays: countsWorkingDays, calendar: calendar, year: year)
    let room = Deadline.maximumExplanationLines - 1 - last.count
    return [first] + body.lines(atMost: room) + last
  }

  private var countsWorkingDays: Bool { if case .calendarDays = limit { false } else { true } }

  private func closingLines(_ countdown: Countdown, calendar: WorkCalendar) -> [String] {
    let year = accepted.year
    let unit = countsWorkingDays ? "个工作日" : "日"
    if let pause = countdown.openPause {
      let left =
        countdown.remaining == 0
        ? "时限已满，恢复当日到期" : "还剩\(countdown.remaining)\(unit)，从恢复的次日起计"
      return ["\(pause.start.text(in: year))起\(pause.reasonText)，尚未恢复，到期日待定；\(left)"]
    }
    guard let due, let unrolled = countdown.unrolledDue else { return [] }
    var lines: [String] = []
    if countdown.remaining == 0, countdown.start > accepted {
      let why = limit == .immediate ? "即办" : "暂停前时限已满"
      lines.append("\(why)：恢复当日（\(countdown.start.text(in: year))）到期")
    }
    if due != unrolled {
      let reason = calendar.kind(of: unrolled).text
      lines.append("\(unrolled.text(in: year)) \(unrolled.weekdayText)是休息日（\(reason)），顺延到下一个工作日")
    }
    lines.append("到期：\(due.fullText) \(due.weekdayText)")
    if provisional {
      let years = (accepted.adding(1).year...due.year).filter { !calendar.isPublished($0) }
      let named =
        years.count > 2
        ? "\(years[0])年至\(years[years.count - 1])年"
        : years.map { "\($0)年" }.joined(separator: "、")
      let known = years.allSatisfy(calendar.knowsLaw) ? "周末和法定节日推算，调休未定" : "周末推算"
      lines.append("暂定：\(named)放假安排未公布，只按\(known)")
    }
    return lines
  }
}

extension Stretch {
  var reasonText: String { reasons.map(\.text).joined(separator: "、") }
}

/// The days between acceptance and the due day, as stretches of one kind each (日程).
private struct Itinerary {
  private struct Segment {
    enum Kind: Equatable {
      /// Days that count, ordinary weekends between them included.
      case run
      case makeUp
      case off(String)
      case pause(String)
    }

    var kind: Kind
    var from: Day
    var to: Day
    /// How many of them count.
    var count: Int
  }

  private var segments: [Segment] = []
  private let unit: String
  private let year: Int

  init(_ countdown: Countdown, inWorkingDays: Bool, calendar: WorkCalendar, year: Int) {
    unit = inWorkingDays ? "个" : "日"
    self.year = year
    for leg in countdown.legs {
      count(from: leg.start, to: leg.end, inWorkingDays: inWorkingDays, calendar: calendar)
      if let end = leg.stretch.end {
        add(.pause(leg.stretch.reasonText), from: leg.end.adding(1), to: end, count: 0)
      }
    }
    if countdown.openPause == nil, let end = countdown.unrolledDue {
      count(from: countdown.start, to: end, inWorkingDays: inWorkingDays, calendar: calendar)
    }
  }

  private mutating func count(
    from start: Day, to end: Day, inWorkingDays: Bool, calendar: WorkCalendar
  ) {
    guard start < end else { return }
    guard inWorkingDays else {
      add(.run, from: start.adding(1), to: end, count: end.number - start.number)
      return
    }
    for number in start.number + 1...end.number {
      let day = Day(number: number)
      switch calendar.kind(of: day) {
      case .workday: add(.run, from: day, to: day, count: 1)
      case .weekend: add(.run, from: day, to: day, count: 0)
      case .makeUpWorkday: add(.makeUp, from: day, to: day, count: 1)
      case .holiday(let name): add(.off(name), from: day, to: day, count: 0)
      }
    }
  }

  /// Joins the segment before it when that is of the same kind.
  private mutating func add(_ kind: Segment.Kind, from: Day, to: Day, count: Int) {
    if let last = segments.last, last.kind == kind, kind != .makeUp {
      segments[segments.count - 1].to = to
      segments[segments.count - 1].count += count
    } else {
      segments.append(Segment(kind: kind, from: from, to: to, count: count))
    }
  }

  /// One line a segment if there is room; else worked weekends go into the runs
  /// beside them; else as many neighbours share a line as it takes.
  func lines(atMost room: Int) -> [String] {
    var groups = segments.map { [$0] }
    if groups.count > room {
      groups = []
      for segment in segments {
        let joins = groups.last.map { Itinerary.counts($0) && Itinerary.counts([segment]) }
        if joins ?? false {
          groups[groups.count - 1].append(segment)
        } else {
          groups.append([segment])
        }
      }
    }
    if groups.count > room {
      let size = (groups.count + room - 1) / room
      groups = stride(from: 0, to: groups.count, by: size).map { start in
        groups[start..<min(start + size, groups.count)].flatMap { $0 }
      }
    }
    var total = 0
    return groups.map { group in
      total += group.reduce(0) { $0 + $1.count }
      return line(group, total: total)
    }
  }

  private static func counts(_ group: [Segment]) -> Bool {
    group.allSatisfy { $0.kind == .run || $0.kind == .makeUp }
  }

  private func line(_ group: [Segment], total: Int) -> String {
    let count = group.reduce(0) { $0 + $1.count }
    let counted = "计\(count)\(unit)，累计\(total)\(unit)"
    if group.count == 1 {
      let what =
        switch group[0].kind {
        case .run where group[0].count == 0: "周末，不计"
        case .run: counted
        case .makeUp: "调休上班，\(counted)"
        case .off(let name): "\(name)放假，不计"
        case .pause(let reasons): "\(reasons)暂停，不计"
        }
      return "\(span(group[0].from, group[0].to))：\(what)"
    }
    // The line has shown the year already.
    let year = group[group.count - 1].to.year
    var notes: [String] = []
    let makeUps = group.filter { $0.kind == .makeUp }.map { $0.from.text(in: year) }
    if !makeUps.isEmpty { notes.append("含调休\(makeUps.joined(separator: "、"))") }
    let breaks = group.compactMap { segment -> String? in
      let days =
        segment.from == segment.to
        ? segment.from.text(in: year)
        : "\(segment.from.text(in: year))至\(segment.to.text(in: segment.from.year))"
      return switch segment.kind {
      case .run, .makeUp: nil
      case .off(let name), .pause(let name): name + days
      }
    }
    if !breaks.isEmpty { notes.append("不计\(breaks.joined(separator: "、"))") }
    let whole = span(group[0].from, group[group.count - 1].to)
    return "\(whole)：\(counted)（\(notes.joined(separator: "，"))）"
  }

  private func span(_ from: Day, _ to: Day) -> String {
    if from == to { return "\(from.text(in: year)) \(from.weekdayText)" }
    return "\(from.text(in: year))至\(to.text(in: from.year))"
  }
}

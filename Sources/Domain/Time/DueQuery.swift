/// One question about a due day in one line (到期日查询): `2026-08-31 25wd`.
///
/// Pauses may follow, each `2026-09-04/2026-09-10`, or `2026-09-04/` while it
/// lasts. Answers, one line each: `2026-10-10`, `2027-01-15 provisional`,
/// `paused`, `none` (no limit stated), or `error: …`.
package enum DueQuery {
  package static func answer(line: String, calendar: WorkCalendar) -> String {
    switch deadline(line, calendar) {
    case .failure(let problem): return problem.text
    case .success(let deadline):
      guard let due = deadline.due else {
        return deadline.limit == .notStated ? "none" : "paused"
      }
      return "\(due)" + (deadline.provisional ? " provisional" : "")
    }
  }

  /// The steps to the answer, in Chinese; nil when the line has an error.
  package static func explanation(line: String, calendar: WorkCalendar) -> [String]? {
    guard case .success(let deadline) = deadline(line, calendar) else { return nil }
    return deadline.explanation(calendar: calendar)
  }

  private struct Problem: Error { let text: String }

  private static func deadline(
    _ line: String, _ calendar: WorkCalendar
  ) -> Result<Deadline, Problem> {
    let words = Typed.trimmed(line).split { $0 == " " || $0 == "\t" }
    guard words.count >= 2 else {
      return .failure(
        Problem(
          text: "error: found \(words.count) words, allowed is: day limit pauses…,"
            + " such as 2026-08-31 25wd"))
    }
    guard let accepted = Day(words[0]) else {
      return .failure(error(words[0], allowed: "a day such as 2026-08-31"))
    }
    guard let limit = TimeLimit(code: words[1]) else {
      return .failure(error(words[1], allowed: TimeLimit.allowedCodes))
    }
    var pauses: [Pause] = []
    for word in words.dropFirst(2) {
      guard let pause = pause(word) else {
        return .failure(
          error(word, allowed: "a pause such as 2026-09-04/2026-09-10, or 2026-09-04/"))
      }
      pauses.append(pause)
    }
    return .success(
      Deadline(accepted: accepted, limit: limit, pauses: pauses, calendar: calendar))
  }

  private static func pause(_ word: Substring) -> Pause? {
    let ends = word.split(separator: "/", omittingEmptySubsequences: false)
    guard ends.count == 2, let start = Day(ends[0]) else { return nil }
    if ends[1].isEmpty { return Pause(.correction, start: start, end: nil) }
    guard let end = Day(ends[1]), start <= end else { return nil }
    return Pause(.correction, start: start, end: end)
  }

  private static func error(_ found: Substring, allowed: String) -> Problem {
    Problem(
      text: "error: found “\(SafeText.rendered(String(found.prefix(40))))”, allowed is \(allowed)")
  }
}

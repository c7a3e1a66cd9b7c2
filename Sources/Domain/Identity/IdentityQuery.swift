/// One question about an identity number in one line (号码查询).
///
/// Answers `valid citizen 1993-06-15 female 371002`, with `warning-unknown-area`
/// and the like after it, or the code of the problem: `bad-check-digit`.
package enum IdentityQuery {
  package static func answer(line: String, today: Day) -> String {
    do {
      let number = try IdentityNumber(line, today: today)
      let warnings = number.warnings.map { " warning-\($0.rawValue)" }.joined()
      return "valid \(number.kind.rawValue) \(number.born) \(number.sex.rawValue)"
        + " \(number.division)\(warnings)"
    } catch {
      return error.code
    }
  }
}

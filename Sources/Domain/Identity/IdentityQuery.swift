/// One question about an identity number in one line (号码查询).
///
/// Answers `valid citizen 1993-06-15 female 371002`, with `warning-unknown-area`
/// and the like after it, or the code of the problem: `bad-check-digit`. What a
/// number does not say is `-`: the division of a foreigner, everything of a permit
/// but its kind. A permit of people from Taiwan is eight plain digits, as many
/// numbers are, and is not looked for here.
package enum IdentityQuery {
  package static func answer(line: String, today: Day) -> String {
    for kind in [TravelPermit.Kind.hongKongMacao, .foreignResident] {
      if let permit = try? TravelPermit(line, kind: kind) {
        let warning = permit.warning.map { " warning-\($0.rawValue)" } ?? ""
        return "valid \(permit.form) - - -\(warning)"
      }
    }
    do {
      let number = try IdentityNumber(line, today: today)
      let warnings = number.warnings.map { " warning-\($0.rawValue)" }.joined()
      return "valid \(number.kind.rawValue) \(number.born) \(number.sex.rawValue)"
        + " \(number.division ?? "-")\(warnings)"
    } catch {
      return error.code
    }
  }
}

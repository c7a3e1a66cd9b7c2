/// A closed vocabulary of conditions; there is no expression language.
package indirect enum Condition: Equatable, Sendable {
  case always
  case never
  case all([Condition])
  case any([Condition])
  case not(Condition)
  /// The matter is chosen in this application.
  case matter(String)
  case present(field: String)
  case equals(field: String, value: String)
  case among(field: String, values: [String])
  case atLeast(field: String, number: Int)
  case atMost(field: String, number: Int)
  /// The number in `field` is not below the local figure; never while that is
  /// pending.
  case reaches(field: String, figure: String)
  /// The amount of the local figure is known here, not 待配置.
  case figure(String)
  /// The day in `field` lies before the day in `other`.
  case before(field: String, other: String)
  /// Whole years from the day in `field` to today.
  case ageAtLeast(field: String, years: Int)
  case ageBelow(field: String, years: Int)
  /// More than so many calendar days before today.
  case olderThan(field: String, days: Int)
  /// At least so many calendar months before today.
  case monthsAgo(field: String, months: Int)
  /// The day in `field` is one of these days of the week, 1 Monday … 7 Sunday.
  case onWeekdays(field: String, days: [Int])
  /// Today lies in this part of the year, both ends included.
  case season(from: MonthDay, to: MonthDay)
  /// Rows of a repeated section.
  case rows(section: String, atLeast: Int)
  case matches(field: String, shape: Shape)
  /// The person's earlier dossiers: a valid registration exists (known to
  /// this store).
  case hasOpenRegistration

  /// Named shapes, so that no pattern language is needed.
  package enum Shape: String, CaseIterable, Sendable {
    case citizenNumber, mobile, digits, han
  }
}

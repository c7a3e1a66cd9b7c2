import Domain
import Ledger

extension MadeUpHall {
  static func report(_ month: Month) -> Report {
    let theme = "nx-jobseekers"
    var figures: [Figure: Int] = [
      Figure(.accepted, of: theme): 42, Figure(.voided, of: theme): 1,
      Figure(.faulty, of: theme): 1, Figure(.closed, of: theme): 61,
      Figure(.closed, of: theme, "registration"): 40, Figure(.closed, of: theme, "benefit"): 21,
      Figure(.approved, of: theme): 57, Figure(.declined, of: theme): 3,
      Figure(.declined, of: theme, "其他"): 3, Figure(.withdrawn, of: theme): 1,
      Figure(.closedLate, of: theme): 1, Figure(.open, of: theme): 12,
      Figure(.overdue, of: theme): 2, Figure(.asked, of: theme): 5,
      Figure(.ratings, of: theme): 9, Figure(.ratings, of: theme, "5"): 8,
      Figure(.ratings, of: theme, "1"): 1, Figure(.badRatings, of: theme): 1,
      Figure(.services, of: theme): 33, Figure(.unreached, of: theme): 4,
      Figure(.registered, of: theme): 118, Figure(.covered, of: theme): 90,
      Figure(.registered, of: theme, "longTerm"): 17,
    ]
    for (matter, used, longest) in [("registration", 0, 0), ("benefit", 40, 9)] {
      figures[Figure(.usedDays, of: theme, matter)] = used
      figures[Figure(.longestDays, of: theme, matter)] = longest
    }
    figures[Figure(.statutoryDays, of: theme)] = 210
    figures[Figure(.statutoryDays, of: theme, "benefit")] = 210
    figures[Figure(.promisedDays, of: theme)] = 105
    figures[Figure(.promisedDays, of: theme, "benefit")] = 105
    figures[Figure(.limitedDays, of: theme)] = 40
    return Report(month: month, at: now.day, figures: figures)
  }

  static let reportProblems = [
    ReportProblem(
      kind: .overdue, number: "640104-7K3M-000101-P", theme: "nx-jobseekers",
      matter: "失业保险待遇申请和受理", detail: "应于2026年3月10日办结"),
    ReportProblem(
      kind: .badRating, number: "640104-7K3M-000102-Q", theme: "nx-jobseekers", matter: "",
      detail: "等得太久"),
  ]
}

/// The dockets of one transaction (各县案卷). Each county has its own, so that what one
/// county sends never meets what another does; those that reach one another, by a
/// dossier of one that the other handles, share one.
package struct Dockets: Sendable {
  package private(set) var all: [Docket]
  private var places: [String: Int] = [:]

  package init(_ dockets: [(counties: Set<String>, docket: Docket)]) {
    all = dockets.map(\.docket)
    for (place, docket) in dockets.enumerated() {
      for county in docket.counties { places[county] = place }
    }
  }

  /// Works on the docket of a county; nil when it has none.
  package mutating func at<T, Failure: Error>(
    _ county: String, _ body: (inout Docket) throws(Failure) -> T
  ) throws(Failure) -> T? {
    guard let place = places[county] else { return nil }
    return try body(&all[place])
  }
}

import JSON

/// Training classes and institutions (培训班、培训机构) that are pushed to
/// people by their training wishes.
package struct TrainingDirectory: Equatable, Sendable {
  package let title: String
  package let version: String
  package let institutions: [Institution]
  package let classes: [Class]

  /// A training institution (培训机构).
  package struct Institution: Equatable, Sendable {
    package let key: String
    package let title: String
    package let division: String
    package let address: String
    package let phone: String
  }

  /// A class (培训班) of one course at one institution.
  package struct Class: Equatable, Sendable {
    package let key: String
    /// Code of table `trainingCourse`.
    package let course: String
    package let institution: String
    package let starts: Day
    /// Codes of tables `trainingTime` and `trainingMode`.
    package let time: String
    package let mode: String
    package let seats: Int
  }

  package func institution(_ key: String) -> Institution? {
    institutions.first { $0.key == key }
  }

  /// The classes for one row of training wishes: of the wished course, not
  /// begun yet, at a time and in a mode that suit; those in the wished
  /// division first, then by the day they start.
  package func classes(for wish: Answers.Row, today: Day) -> [Class] {
    let fitting = classes.filter { offer in
      offer.course == wish["trainingCourse"] && offer.starts >= today
        && TrainingDirectory.suits(offer.time, wish["trainingTime"])
        && TrainingDirectory.suits(offer.mode, wish["trainingMode"])
    }
    func isNear(_ offer: Class) -> Bool {
      institution(offer.institution)?.division == wish["trainingDivision"]
    }
    func rank(_ offer: Class) -> (Int, Int, String) {
      (isNear(offer) ? 0 : 1, offer.starts.number, offer.key)
    }
    return fitting.sorted { rank($0) < rank($1) }
  }

  /// The institutions that teach a course, whether or not a class is open.
  package func institutions(teaching course: String) -> [Institution] {
    let keys = Set(classes.filter { $0.course == course }.map(\.institution))
    return institutions.filter { keys.contains($0.key) }
  }

  /// 4 is 不限 in both tables.
  private static func suits(_ offered: String, _ wished: String?) -> Bool {
    guard let wished, wished != "4" else { return true }
    return offered == wished || offered == "4"
  }
}

extension TrainingDirectory {
  package init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly("title", "version", "institutions", "classes")
    self.init(
      title: try reader["title"].shown(), version: try reader["version"].key(),
      institutions: try reader.each("institutions") { item throws(JSONContentError) in
        try Institution(item)
      },
      classes: try reader.each("classes") { item throws(JSONContentError) in try Class(item) })
  }

  package func problems(_ book: CodeBook) -> [JSONContentError] {
    var list = ProblemList()
    list.requireDistinct(institutions.map(\.key), "institutions", "key")
    list.requireDistinct(classes.map(\.key), "classes", "key")
    func codes(_ table: String) -> [String] { book.table(table)?.entries.map(\.code) ?? [] }
    for (index, offer) in classes.enumerated() {
      let path = "classes[\(index)]"
      list.requireKnown(offer.course, among: codes("trainingCourse"), "\(path).course")
      list.requireKnown(offer.time, among: codes("trainingTime"), "\(path).time")
      list.requireKnown(offer.mode, among: codes("trainingMode"), "\(path).mode")
      list.requireKnown(
        offer.institution, among: institutions.map(\.key), "\(path).institution")
    }
    return list.problems
  }
}

extension TrainingDirectory.Institution {
  package init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly("key", "title", "division", "address", "phone")
    self.init(
      key: try reader["key"].key(), title: try reader["title"].shown(atMost: 40),
      division: try reader["division"].key(), address: try reader["address"].shown(atMost: 100),
      phone: try reader["phone"].shown(atMost: 30))
  }
}

extension TrainingDirectory.Class {
  package init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly("key", "course", "institution", "starts", "time", "mode", "seats")
    self.init(
      key: try reader["key"].key(), course: try reader["course"].key(),
      institution: try reader["institution"].key(), starts: try reader["starts"].day(),
      time: try reader["time"].key(), mode: try reader["mode"].key(),
      seats: try reader["seats"].int(1...10_000))
  }
}

import Domain
import JSON

extension JSON {
  /// A list of texts; nil when it is empty.
  package static func texts(_ texts: [String]) -> JSON? {
    texts.isEmpty ? nil : .array(texts.map(JSON.string))
  }

  /// Clocks by matter; nil when there are none.
  package static func clocks(_ clocks: [String: Clock]) -> JSON? {
    clocks.isEmpty ? nil : .object(clocks.mapValues(\.json))
  }
}

extension JSONReader {
  /// Every element through `make`.
  package func map<T>(
    _ make: (JSONReader) throws(JSONContentError) -> T
  ) throws(JSONContentError) -> [T] {
    var made: [T] = []
    for element in try list() { made.append(try make(element)) }
    return made
  }

  /// The list of texts in a member; empty when it is absent.
  package func texts(_ key: String) throws(JSONContentError) -> [String] {
    try optional(key)?.texts() ?? []
  }

  /// This list of texts.
  package func texts() throws(JSONContentError) -> [String] {
    try map { (element) throws(JSONContentError) in try element.string() }
  }

  /// The doubts in a member; empty when it is absent.
  func doubts(_ key: String) throws(JSONContentError) -> Set<Doubt> {
    try optional(key)?.doubts() ?? []
  }

  func doubts() throws(JSONContentError) -> Set<Doubt> {
    guard try list().count <= Doubt.allCases.count else {
      throw error(allowed: "each doubt once")
    }
    return Set(try map { (doubt) throws(JSONContentError) -> Doubt in try doubt.word() })
  }

  /// A moment of the years 1970 to 9999, in milliseconds.
  package func instant() throws(JSONContentError) -> Instant {
    Instant(milliseconds: try int(0...253_402_271_999_999))
  }

  /// How many of something; far from where adding one overflows.
  package func count(from least: Int = 0) throws(JSONContentError) -> Int {
    try int(least...1_000_000_000)
  }

  /// Every member of this object through `make`, in the order of their keys.
  package func mapMembers<T>(
    _ make: (JSONReader) throws(JSONContentError) -> T
  ) throws(JSONContentError) -> [String: T] {
    var made: [String: T] = [:]
    for key in try members().keys.sorted() { made[key] = try make(self[key]) }
    return made
  }

  /// Clocks by matter in a member; empty when it is absent.
  package func clocks(_ key: String) throws(JSONContentError) -> [String: Clock] {
    try optional(key)?.mapMembers { (clock) throws(JSONContentError) in try Clock(clock) } ?? [:]
  }

  /// Counts by name in a member; empty when it is absent.
  package func counts(_ key: String) throws(JSONContentError) -> [String: Int] {
    try optional(key)?.counts() ?? [:]
  }

  /// These counts by name.
  package func counts() throws(JSONContentError) -> [String: Int] {
    try mapMembers { (count) throws(JSONContentError) in try count.count() }
  }

  package func day() throws(JSONContentError) -> Day {
    guard let day = Day(try string()) else { throw error(allowed: "a day such as 2026-03-13") }
    return day
  }
}

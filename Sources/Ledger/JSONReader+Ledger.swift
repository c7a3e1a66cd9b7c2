import Domain
import JSON

extension JSON {
  /// A list of texts; nil when it is empty.
  static func texts(_ texts: [String]) -> JSON? {
    texts.isEmpty ? nil : .array(texts.map(JSON.string))
  }
}

extension Int {
  var instant: Instant { Instant(milliseconds: self) }
}

extension JSONReader {
  /// Every element through `make`.
  func map<T>(
    _ make: (JSONReader) throws(JSONContentError) -> T
  ) throws(JSONContentError) -> [T] {
    var made: [T] = []
    for element in try list() { made.append(try make(element)) }
    return made
  }

  /// The list of texts in a member; empty when it is absent.
  func texts(_ key: String) throws(JSONContentError) -> [String] {
    try optional(key)?.map { (element) throws(JSONContentError) in try element.string() } ?? []
  }

  func day() throws(JSONContentError) -> Day {
    guard let day = Day(try string()) else { throw error(allowed: "a day such as 2026-03-13") }
    return day
  }
}

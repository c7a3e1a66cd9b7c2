/// What stands in a JSON text where something else was expected.
package struct JSONContentError: Error, Equatable, CustomStringConvertible {
  /// Where, as a reader would write it: `matters[2].limit.unit`.
  package let path: String
  package let found: String
  package let allowed: String

  package init(path: String, found: String, allowed: String) {
    self.path = path
    self.found = found
    self.allowed = allowed
  }

  package var description: String {
    "\(path.isEmpty ? "top level" : path): found \(found), allowed is \(allowed)"
  }
}

/// One place in a JSON value, which knows its path, so that every error says
/// where it is.
package struct JSONReader: Sendable {
  package let value: JSON
  private let place: Place

  package init(_ value: JSON, path: String = "") {
    self.init(value, .named(path))
  }

  private init(_ value: JSON, _ place: Place) {
    self.value = value
    self.place = place
  }

  /// Put into words only when somebody asks: of a pack's ten thousand places
  /// hardly one is ever named.
  package var path: String { place.text }

  private indirect enum Place: Sendable {
    case named(String)
    case member(String, of: Place)
    case element(Int, of: Place)

    var text: String {
      switch self {
      case .named(let text): return text
      case .element(let index, let whole): return "\(whole.text)[\(index)]"
      case .member(let key, let whole):
        let text = whole.text
        return text.isEmpty ? key : "\(text).\(key)"
      }
    }
  }

  package func error(allowed: String) -> JSONContentError {
    JSONContentError(path: path, found: described, allowed: allowed)
  }

  private var described: String {
    switch value {
    case .string(let text): "“\(text.prefix(40))”"
    case .int(let number): "\(number)"
    case .double(let number): "\(number)"
    case .bool(let flag): "\(flag)"
    default: value.kindName
    }
  }

  // MARK: This place

  package func string() throws(JSONContentError) -> String {
    guard case .string(let text) = value else { throw error(allowed: "text") }
    return text
  }

  package func int(_ range: ClosedRange<Int> = Int.min...Int.max) throws(JSONContentError) -> Int {
    guard case .int(let number) = value, range.contains(number) else {
      let bounds =
        range == Int.min...Int.max ? "" : " from \(range.lowerBound) to \(range.upperBound)"
      throw error(allowed: "a whole number\(bounds)")
    }
    return number
  }

  package func bool() throws(JSONContentError) -> Bool {
    guard case .bool(let flag) = value else { throw error(allowed: "true or false") }
    return flag
  }

  package func list() throws(JSONContentError) -> [JSONReader] {
    guard case .array(let elements) = value else { throw error(allowed: "a list") }
    return elements.enumerated().map { JSONReader($1, .element($0, of: place)) }
  }

  package func members() throws(JSONContentError) -> [String: JSON] {
    guard case .object(let members) = value else { throw error(allowed: "an object") }
    return members
  }

  /// One of a closed set of words.
  package func word<T: RawRepresentable & CaseIterable>(
    _ type: T.Type = T.self
  ) throws(JSONContentError) -> T where T.RawValue == String {
    guard let word = try T(rawValue: string()) else {
      let all = T.allCases.map { "“\($0.rawValue)”" }.joined(separator: ", ")
      throw error(allowed: "one of \(all)")
    }
    return word
  }

  // MARK: Members

  /// The member, or an error if it is absent.
  package subscript(_ key: String) -> JSONReader {
    get throws(JSONContentError) {
      guard let member = try optional(key) else {
        throw JSONContentError(path: join(key), found: "nothing", allowed: "a value")
      }
      return member
    }
  }

  /// The member, or nil if it is absent or null.
  package func optional(_ key: String) throws(JSONContentError) -> JSONReader? {
    guard let member = try members()[key], member != .null else { return nil }
    return JSONReader(member, .member(key, of: place))
  }

  /// Refuses members that are not in `keys`: a misspelt key is never ignored.
  package func allowOnly(_ keys: String...) throws(JSONContentError) { try allowOnly(keys) }

  package func allowOnly(_ keys: [String]) throws(JSONContentError) {
    let members = try members()
    guard members.keys.contains(where: { !keys.contains($0) }) else { return }
    if let first = members.keys.filter({ !keys.contains($0) }).min() {
      throw JSONContentError(
        path: join(first), found: "an unknown member",
        allowed: "one of \(keys.sorted().joined(separator: ", "))")
    }
  }

  private func join(_ key: String) -> String { Place.member(key, of: place).text }
}

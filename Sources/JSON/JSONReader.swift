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
  package let path: String

  package init(_ value: JSON, path: String = "") {
    self.value = value
    self.path = path
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
    return elements.enumerated().map { JSONReader($1, path: "\(path)[\($0)]") }
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
    return JSONReader(member, path: join(key))
  }

  /// Refuses members that are not in `keys`: a misspelt key is never ignored.
  package func allowOnly(_ keys: String...) throws(JSONContentError) { try allowOnly(keys) }

  package func allowOnly(_ keys: [String]) throws(JSONContentError) {
    let unknown = try members().keys.filter { !keys.contains($0) }.sorted()
    if let first = unknown.first {
      throw JSONContentError(
        path: join(first), found: "an unknown member",
        allowed: "one of \(keys.sorted().joined(separator: ", "))")
    }
  }

  private func join(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
}

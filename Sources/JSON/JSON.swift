/// A JSON value (RFC 8259).
///
/// Objects are dictionaries: the order of members carries no meaning, and the
/// writer sorts them. Texts are equal when Unicode calls them so, which two
/// spellings of one accented letter are.
package enum JSON: Hashable, Sendable {
  case null
  case bool(Bool)
  case int(Int)
  case double(Double)
  case string(String)
  case array([JSON])
  case object([String: JSON])
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  package init(stringLiteral value: String) { self = .string(value) }
  package init(integerLiteral value: Int) { self = .int(value) }
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  package init(arrayLiteral elements: JSON...) { self = .array(elements) }
  package init(dictionaryLiteral elements: (String, JSON)...) {
    self = .object(Dictionary(elements) { _, last in last })
  }
}

extension JSON {
  /// An object without the members whose value is nil.
  package static func compact(_ members: [(String, JSON?)]) -> JSON {
    var object: [String: JSON] = [:]
    for (key, value) in members where value != nil { object[key] = value }
    return .object(object)
  }

  /// `nil` stays nil; text becomes a string value.
  package static func text(_ text: String?) -> JSON? { text.map(JSON.string) }

  package subscript(key: String) -> JSON? {
    if case .object(let members) = self { members[key] } else { nil }
  }

  package var string: String? { if case .string(let text) = self { text } else { nil } }
  package var int: Int? { if case .int(let number) = self { number } else { nil } }

  /// What a reader of an error message would call this value.
  package var kindName: String {
    switch self {
    case .null: "null"
    case .bool: "true or false"
    case .int, .double: "a number"
    case .string: "text"
    case .array: "a list"
    case .object: "an object"
    }
  }
}

/// A value (值) bound to a `?` of a statement, or read from a column.
///
/// There are no floating-point numbers: nothing in a hall is one.
package enum Value: Equatable, Sendable {
  case null
  case int(Int)
  case text(String)
  case blob([UInt8])

  /// NULL when there is no number.
  package static func int(orNull number: Int?) -> Value { number.map(Value.int) ?? .null }
  /// NULL when there is no text.
  package static func text(orNull text: String?) -> Value { text.map(Value.text) ?? .null }
  /// NULL when there are no bytes; an empty array is an empty BLOB.
  package static func blob(orNull bytes: [UInt8]?) -> Value { bytes.map(Value.blob) ?? .null }
  /// 1 for true, 0 for false.
  package static func bool(_ flag: Bool) -> Value { .int(flag ? 1 : 0) }
}

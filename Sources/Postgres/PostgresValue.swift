/// A value (值) of a `$1`, in PostgreSQL's binary form.
///
/// Types are those that a hall's data has: `bigint`, `text`, `bytea`, and lists
/// of them for statements that write or look for many rows at once.
package enum PostgresValue: Equatable, Sendable {
  case null
  case int(Int)
  case text(String)
  case bytes([UInt8])
  case ints([Int?])
  case texts([String?])
  case byteLists([[UInt8]?])

  /// Object ids of the elements' types. Source: PostgreSQL's pg_type.dat.
  private static let (bytea, int8, text): (Int32, Int32, Int32) = (17, 20, 25)

  /// What is sent; nil is NULL.
  var binary: [UInt8]? {
    switch self {
    case .null: nil
    case .int(let number): PostgresValue.bigEndian(Int64(number))
    case .text(let text): Array(text.utf8)
    case .bytes(let bytes): bytes
    case .ints(let list):
      PostgresValue.array(
        list.map { $0.map { PostgresValue.bigEndian(Int64($0)) } }, of: PostgresValue.int8)
    case .texts(let list):
      PostgresValue.array(list.map { $0.map { Array($0.utf8) } }, of: PostgresValue.text)
    case .byteLists(let list): PostgresValue.array(list, of: PostgresValue.bytea)
    }
  }

  private static func bigEndian(_ number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number.bigEndian) { Array($0) }
  }

  /// Source: array_recv in PostgreSQL's arrayfuncs.c: dimensions, whether there
  /// are NULLs, the type, then length and first index, then every element with
  /// its length.
  private static func array(_ elements: [[UInt8]?], of type: Int32) -> [UInt8] {
    let hasNull: Int32 = elements.contains { $0 == nil } ? 1 : 0
    guard !elements.isEmpty else {
      return bigEndian(Int32(0)) + bigEndian(Int32(0)) + bigEndian(type)
    }
    var bytes = bigEndian(Int32(1)) + bigEndian(hasNull) + bigEndian(type)
    bytes += bigEndian(Int32(elements.count)) + bigEndian(Int32(1))
    bytes.reserveCapacity(bytes.count + elements.reduce(0) { $0 + 4 + ($1?.count ?? 0) })
    for element in elements {
      guard let element else {
        bytes += bigEndian(Int32(-1))
        continue
      }
      bytes += bigEndian(Int32(element.count))
      bytes += element
    }
    return bytes
  }
}

import JSON

/// A figure that each place sets for itself (当地标准), such as the minimum
/// living standard that an income is compared with.
package struct LocalFigure: Equatable, Sendable {
  package let key: String
  package let title: String
  /// 元/月.
  package let unit: String
  /// Nil while nobody has given it (待配置): a person has to compare.
  package let amount: Int?
  /// Who set the amount, by which document; there is none without it.
  package let source: String?
  package let note: String?
  package let clauses: [String]

  /// `713元/月，虚构民发〔2026〕1号`, or that it is pending.
  package var words: String {
    guard let amount, let source else { return "待配置" }
    return "\(amount)\(unit)，\(source)"
  }
}

extension LocalFigure {
  package init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly("key", "title", "unit", "amount", "source", "note", "clauses")
    self.init(
      key: try reader["key"].key(), title: try reader["title"].shown(atMost: 40),
      unit: try reader["unit"].shown(atMost: 10),
      amount: try reader.optional("amount")?.int(1...1_000_000_000),
      source: try reader.optional("source")?.shown(), note: try reader.optional("note")?.shown(),
      clauses: try reader.keys("clauses"))
    guard (amount == nil) == (source == nil) else {
      throw JSONContentError(
        path: "\(reader.path).\(amount == nil ? "amount" : "source")", found: "nothing",
        allowed: "amount and source together, or neither (待配置)")
    }
  }
}

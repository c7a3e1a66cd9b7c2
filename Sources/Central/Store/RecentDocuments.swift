import JSON
import Ledger

/// What stands in documents that were read or written lately (近期文档).
///
/// Believed only where the store's text is still the same, so that a transaction
/// that failed, or a store that went back, can mislead nobody.
final class RecentDocuments<Content> {
  private struct Key: Hashable {
    let county: String
    let entity: EntityKey
  }

  private typealias Shelf = [Key: (text: String, content: Content)]

  /// The shelf that is filled, and the one that was full before; what is used
  /// moves to the first.
  private var young: Shelf = [:]
  private var old: Shelf = [:]

  private static var most: Int { 2_000 }

  /// What stands in the text; read by `read` when it was not lately.
  func content(
    of entity: EntityKey, in county: String, _ text: String,
    _ read: (JSON) throws(CentralError) -> Content
  ) throws(CentralError) -> Content {
    let key = Key(county: county, entity: entity)
    if let known = young[key], known.text == text { return known.content }
    if let known = old[key], known.text == text {
      put(key, text, known.content)
      return known.content
    }
    guard let json = try? JSON(parsing: text) else { throw .unreadable(what: "a document") }
    let content = try read(json)
    put(key, text, content)
    return content
  }

  /// What was just written.
  func put(_ content: Content, _ text: String, of entity: EntityKey, in county: String) {
    put(Key(county: county, entity: entity), text, content)
  }

  private func put(_ key: Key, _ text: String, _ content: Content) {
    if young.count >= Self.most {
      old = young
      young = [:]
    }
    young[key] = (text, content)
  }
}

import JSON
import Ledger
import Synchronization

/// What stands in documents that were read or written lately (近期文档), for all
/// lanes.
///
/// Reading a document costs more than anything else of judging a line or
/// answering a pull, and nearly every one was at work a moment ago. What is known
/// is believed only where the store's text is still the same, so that a
/// transaction that failed, or a store that went back, can mislead nobody.
final class RecentDocuments<Content: Sendable>: Sendable {
  private struct Key: Hashable {
    let county: String
    let entity: EntityKey
  }

  private typealias Shelf = [Key: (text: String, content: Content)]

  private struct Shelves {
    /// The one that is filled, and the one that was full before; what is used
    /// moves to the first.
    var young: Shelf = [:]
    var old: Shelf = [:]
    /// Of the texts on the first; how much memory that is.
    private var bytes = 0

    mutating func put(_ key: Key, _ text: String, _ content: Content) {
      if bytes >= RecentDocuments.mostBytes {
        old = young
        young = [:]
        bytes = 0
      }
      let before = young.updateValue((text, content), forKey: key)
      bytes += text.utf8.count - (before?.text.utf8.count ?? 0)
    }
  }

  private let shelves = Mutex(Shelves())

  /// Room on a shelf: what 2,000 counters are at, with their clerks' accounts. What
  /// is read takes some ten times the memory of its text.
  private static var mostBytes: Int { 12 << 20 }

  /// What stands in the text; read by `read` when it was not lately.
  func content(
    of entity: EntityKey, in county: String, _ text: String,
    _ read: (JSON) throws(CentralError) -> Content
  ) throws(CentralError) -> Content {
    let key = Key(county: county, entity: entity)
    let known = shelves.withLock { shelves -> Content? in
      if let known = shelves.young[key] { return known.text == text ? known.content : nil }
      guard let known = shelves.old[key], known.text == text else { return nil }
      shelves.put(key, text, known.content)
      return known.content
    }
    if let known { return known }
    guard let json = try? JSON(parsing: text) else { throw .unreadable(what: "a document") }
    let content = try read(json)
    put(content, text, of: entity, in: county)
    return content
  }

  /// What was just written.
  func put(_ content: Content, _ text: String, of entity: EntityKey, in county: String) {
    let key = Key(county: county, entity: entity)
    shelves.withLock { $0.put(key, text, content) }
  }
}

/// The same documents as the two kinds of lanes want them (近期对象): those that
/// judge, and those that send them on.
struct RecentEntities: Sendable {
  let entities = RecentDocuments<Entity>()
  let documents = RecentDocuments<JSON>()
}

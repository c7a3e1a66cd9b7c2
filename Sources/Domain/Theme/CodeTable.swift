/// A code table (代码表): found by code, characters, initials or full pinyin.
package struct CodeTable: Equatable, Sendable {
  package let key: String
  package let title: String
  /// The standard or document that the codes come from.
  package let source: String
  package let entries: [Entry]

  package init(key: String, title: String, source: String, entries: [Entry]) {
    self.key = key
    self.title = title
    self.source = source
    self.entries = entries
  }

  package struct Entry: Equatable, Sendable {
    package let code: String
    package let text: String
    /// `hanzu`, and its initials `hz`, made from the pinyin table by the
    /// script that writes the pack.
    package let pinyin: String
    package let initials: String

    package init(code: String, text: String, pinyin: String, initials: String) {
      self.code = code
      self.text = text
      self.pinyin = pinyin
      self.initials = initials
    }
  }
}

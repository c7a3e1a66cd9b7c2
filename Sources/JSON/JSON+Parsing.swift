import CJansson

/// Text that is not JSON: where, and why.
///
/// The reason may quote the text, which can be an applicant's.
package struct JSONSyntaxError: Error, Equatable, CustomStringConvertible {
  package let line: Int
  package let column: Int
  package let reason: String

  package var description: String { "line \(line), column \(column): \(reason)" }
}

extension JSON {
  /// Reads one JSON text.
  ///
  /// Duplicate members, bad UTF-8, NUL and anything after the value are errors;
  /// so are two keys that Unicode calls the same, which jansson tells apart.
  /// jansson refuses more than 2,048 levels of nesting.
  /// Source: RFC 8259; jansson 2.14, `json_loadb`.
  package init(parsing text: some Collection<UInt8>) throws(JSONSyntaxError) {
    let bytes = ContiguousArray(text)
    guard !bytes.isEmpty else {
      throw JSONSyntaxError(line: 1, column: 1, reason: "no text")
    }
    // jansson takes a NUL for the end and says nothing about what follows.
    if let place = bytes.firstIndex(of: 0) {
      let before = bytes[..<place].split(
        separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      throw JSONSyntaxError(
        line: before.count, column: (before.last?.count ?? 0) + 1, reason: "byte NUL")
    }
    var error = json_error_t()
    let flags = Int(JSON_REJECT_DUPLICATES | JSON_DECODE_ANY)
    let root = bytes.withUnsafeBytes { buffer in
      json_loadb(
        buffer.baseAddress?.assumingMemoryBound(to: CChar.self), buffer.count, flags, &error)
    }
    guard let root else {
      let reason = withUnsafeBytes(of: error.text) { raw in
        String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
      }
      throw JSONSyntaxError(
        line: max(1, Int(error.line)), column: max(1, Int(error.column)), reason: reason)
    }
    defer { cj_release(root) }
    try self.init(root)
  }

  package init(parsing text: String) throws(JSONSyntaxError) {
    try self.init(parsing: Array(text.utf8))
  }

  private init(_ value: UnsafeMutablePointer<json_t>) throws(JSONSyntaxError) {
    switch json_type(rawValue: UInt32(cj_type(value))) {
    case JSON_OBJECT:
      var members: [String: JSON] = [:]
      members.reserveCapacity(json_object_size(value))
      var iterator = json_object_iter(value)
      while let here = iterator {
        if let key = json_object_iter_key(here), let member = json_object_iter_value(here) {
          let key = String(cString: key)
          guard try members.updateValue(JSON(member), forKey: key) == nil else {
            // jansson keeps no places: this is where the text begins.
            throw JSONSyntaxError(line: 1, column: 1, reason: "duplicate object key \(key)")
          }
        }
        iterator = json_object_iter_next(value, here)
      }
      self = .object(members)
    case JSON_ARRAY:
      var elements: [JSON] = []
      elements.reserveCapacity(json_array_size(value))
      for index in 0..<json_array_size(value) {
        if let element = json_array_get(value, index) { elements.append(try JSON(element)) }
      }
      self = .array(elements)
    case JSON_STRING:
      let bytes = UnsafeRawBufferPointer(
        start: json_string_value(value), count: json_string_length(value))
      self = .string(String(decoding: bytes, as: UTF8.self))
    case JSON_INTEGER: self = .int(Int(json_integer_value(value)))
    case JSON_REAL: self = .double(json_real_value(value))
    case JSON_TRUE: self = .bool(true)
    case JSON_FALSE: self = .bool(false)
    default: self = .null
    }
  }
}

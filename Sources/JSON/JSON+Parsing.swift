import CRapidJSON
import Glibc

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
  /// How deep arrays and objects may lie in one another.
  private static let deepest = 2048

  /// Reads one JSON text.
  ///
  /// Duplicate members, bad UTF-8, NUL, whole numbers beyond 64 bits and anything
  /// after the value are errors; so are two keys that Unicode calls the same, and
  /// more than `deepest` levels.
  /// Source: RFC 8259.
  package init(parsing text: some Collection<UInt8>) throws(JSONSyntaxError) {
    var bytes = ContiguousArray<UInt8>()
    bytes.reserveCapacity(text.count + 1)
    bytes.append(contentsOf: text)
    bytes.append(0)
    do {
      self = try bytes.withUnsafeMutableBufferPointer { buffer throws(Fault) in
        try JSON(reading: buffer)
      }
    } catch {
      throw JSONSyntaxError(error, in: text)
    }
  }

  package init(parsing text: String) throws(JSONSyntaxError) {
    try self.init(parsing: Array(text.utf8))
  }

  /// - Parameter bytes: the text and a NUL; strings lose their escapes in place.
  private init(reading bytes: UnsafeMutableBufferPointer<UInt8>) throws(Fault) {
    var read = crj_text()
    defer { free(read.values) }
    let reason = bytes.withMemoryRebound(to: CChar.self) {
      crj_read($0.baseAddress, $0.count - 1, JSON.deepest, &read)
    }
    if let reason { throw Fault(place: read.error, reason: String(cString: reason)) }
    var values = Values(bytes: UnsafeBufferPointer(bytes), next: read.values)
    self = try values.value()
  }
}

/// What is wrong, and before how many bytes of the text.
private struct Fault: Error {
  let place: Int
  let reason: String
}

extension JSONSyntaxError {
  fileprivate init(_ fault: Fault, in text: some Collection<UInt8>) {
    let before = text.prefix(fault.place)
    let line = before.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    self.init(
      line: line.count, column: String(decoding: line.last ?? before[...], as: UTF8.self).count + 1,
      reason: fault.reason)
  }
}

/// The values of a text as `crj_read` lists them, from the first to the last.
private struct Values {
  let bytes: UnsafeBufferPointer<UInt8>
  var next: UnsafeMutablePointer<crj_value>

  mutating func value() throws(Fault) -> JSON {
    let value = next.pointee
    next += 1
    switch value.kind {
    case CRJ_OBJECT: return try object(count: value.count)
    case CRJ_ARRAY:
      var elements: [JSON] = []
      elements.reserveCapacity(value.count)
      for _ in 0..<value.count { elements.append(try self.value()) }
      return .array(elements)
    case CRJ_STRING: return try .string(text(value))
    case CRJ_NUMBER: return try number(value)
    case CRJ_TRUE: return .bool(true)
    case CRJ_FALSE: return .bool(false)
    default: return .null
    }
  }

  private mutating func object(count: Int) throws(Fault) -> JSON {
    var members: [String: JSON] = [:]
    members.reserveCapacity(count)
    for _ in 0..<count {
      let name = next.pointee
      let key = try text(name)
      next += 1
      guard try members.updateValue(value(), forKey: key) == nil else {
        throw Fault(place: name.place, reason: "Duplicate object key \(key).")
      }
    }
    return .object(members)
  }

  private func number(_ value: crj_value) throws(Fault) -> JSON {
    let text = try text(value)
    if text.utf8.allSatisfy({ $0 == UInt8(ascii: "-") || (0x30...0x39).contains($0) }) {
      guard let number = Int(text) else {
        throw Fault(place: value.place, reason: "Whole number beyond 64 bits.")
      }
      return .int(number)
    }
    guard let number = Double(text), number.isFinite else {
      throw Fault(place: value.place, reason: "Number too big to be stored in double.")
    }
    return .double(number)
  }

  /// Not UTF-8 may be what the text holds, or an escape that is half of a pair.
  private func text(_ value: crj_value) throws(Fault) -> String {
    let written = UnsafeBufferPointer(rebasing: bytes[value.place..<value.place + value.count])
    do {
      return String(copying: try UTF8Span(validating: written.span))
    } catch {
      throw Fault(place: value.place, reason: "Text is not UTF-8.")
    }
  }
}

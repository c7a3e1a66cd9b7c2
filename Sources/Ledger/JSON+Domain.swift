import Domain
import JSON

// Coding of Domain's values that stand in operations.

extension TimeLimit {
  var json: JSON { .string(code) }
}

extension Pause {
  var json: JSON {
    .compact([
      ("reason", .string(reason.rawValue)), ("start", .string(start.description)),
      ("end", .text(end?.description)),
    ])
  }

  init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly("reason", "start", "end")
    self.init(
      try reader["reason"].word(), start: try reader["start"].day(),
      end: try reader.optional("end")?.day())
  }
}

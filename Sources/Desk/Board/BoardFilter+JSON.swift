import JSON
import Ledger

// How a saved view keeps a filter. Absent members are empty or false.

extension BoardFilter {
  var json: JSON {
    func list(_ keys: Set<String>) -> JSON? {
      keys.isEmpty ? nil : .array(keys.sorted().map(JSON.string))
    }
    return .compact([
      ("group", .string(group.rawValue)), ("departments", list(departments)),
      ("due", .text(due?.rawValue)), ("matters", list(matters)),
      ("telling", needsTelling ? true : nil), ("mine", isMine ? true : nil),
      ("text", text.isEmpty ? nil : .string(text)), ("sort", .string(sort.rawValue)),
    ])
  }

  init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly(
      "group", "departments", "due", "matters", "telling", "mine", "text", "sort")
    group = try reader["group"].word()
    departments = try reader.keySet("departments")
    due = try reader.optional("due")?.word()
    matters = try reader.keySet("matters")
    needsTelling = try reader.optional("telling")?.bool() ?? false
    isMine = try reader.optional("mine")?.bool() ?? false
    text = try reader.optional("text")?.string() ?? ""
    sort = try reader["sort"].word()
  }
}

extension JSONReader {
  fileprivate func keySet(_ key: String) throws(JSONContentError) -> Set<String> {
    var keys: Set<String> = []
    for item in try optional(key)?.list() ?? [] { keys.insert(try item.string()) }
    return keys
  }
}

import Domain
import JSON

/// One line of a register (台账记录) that is kept about a person after the
/// result: a step of a plan, a placement, a problem to be solved.
package struct RegisterEntry: Equatable, Sendable {
  /// Id of the operation that entered it.
  package let id: String
  /// Key of the theme's register, and its title then.
  package let register: String
  package let title: String
  /// By key of the register's fields.
  package let values: [String: String]
  /// By when it is to be closed; nil where nothing is due.
  package let due: Day?
  /// Whether it is a mark of the person while it is open (标记).
  package let marks: Bool
  package let at: Instant
  package let by: String
  package internal(set) var closing: Closing?

  package var isOpen: Bool { closing == nil }

  /// How it ended (办结情况).
  package struct Closing: Equatable, Sendable {
    package let result: String
    package let note: String
    /// It should not have been entered (误记作废): it counts nowhere.
    package let isVoid: Bool
    /// Filled in when it is played.
    package internal(set) var at = Instant(milliseconds: 0)
    package internal(set) var by = ""

    package init(result: String, note: String, isVoid: Bool = false) {
      self.result = result
      self.note = note
      self.isVoid = isVoid
    }
  }
}

/// What enters a line in a register (记台账).
package struct RegisterNote: Equatable, Sendable {
  package let register: String
  package let title: String
  package let values: [String: String]
  package let due: Day?
  package let marks: Bool
  /// Whether nothing has to follow: written down and done.
  package let isFinal: Bool

  package init(
    register: String, title: String, values: [String: String], due: Day? = nil,
    marks: Bool = false, isFinal: Bool = false
  ) {
    self.register = register
    self.title = title
    self.values = values
    self.due = due
    self.marks = marks
    self.isFinal = isFinal
  }
}

extension Dossier {
  /// Titles of the open lines that mark the person.
  package var marks: [String] {
    var titles: [String] = []
    for entry in entries where entry.marks && entry.isOpen && !titles.contains(entry.title) {
      titles.append(entry.title)
    }
    return titles
  }

  mutating func enter(_ note: RegisterNote, _ operation: Operation) throws(LedgerError) {
    guard voided == nil else { throw .illegal(operation.kind, in: .voided) }
    guard note.values.values.contains(where: { !$0.isEmpty }) else {
      throw .reasonMissing(operation.kind)
    }
    try SafeText.check(note.title)
    for (key, value) in note.values.sorted(by: { $0.key < $1.key }) {
      try SafeText.check(key)
      try SafeText.check(value)
    }
    var entry = RegisterEntry(
      id: operation.id, register: note.register, title: note.title, values: note.values,
      due: note.due, marks: note.marks, at: operation.at, by: operation.clerk)
    if note.isFinal {
      entry.closing = RegisterEntry.Closing(result: "", note: "").played(by: operation)
    }
    entries.append(entry)
  }

  /// The title of the register.
  mutating func close(
    _ id: String, _ closing: RegisterEntry.Closing, _ operation: Operation
  ) throws(LedgerError) -> String {
    guard let place = entries.firstIndex(where: { $0.id == id }) else { throw .unknownEntry }
    // What was wrong may be void even when it was closed; nothing else changes again.
    let isCorrection = closing.isVoid && entries[place].closing?.isVoid == false
    guard entries[place].isOpen || isCorrection else { throw .entryClosed }
    try Dossier.checkWords(closing.result, operation.kind)
    try SafeText.check(closing.note)
    entries[place].closing = closing.played(by: operation)
    return entries[place].title
  }
}

extension RegisterEntry.Closing {
  fileprivate func played(by operation: Operation) -> Self {
    var closing = self
    closing.at = operation.at
    closing.by = operation.clerk
    return closing
  }
}

extension RegisterNote {
  var json: JSON {
    .compact([
      ("register", .string(register)), ("title", .string(title)),
      ("values", .object(values.mapValues(JSON.string))), ("due", .text(due?.description)),
      ("marks", marks ? true : nil), ("final", isFinal ? true : nil),
    ])
  }

  init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly("register", "title", "values", "due", "marks", "final")
    self.init(
      register: try reader["register"].string(), title: try reader["title"].string(),
      values: try reader["values"].mapMembers { (value) throws(JSONContentError) in
        try value.string()
      }, due: try reader.optional("due")?.day(),
      marks: try reader.optional("marks")?.bool() ?? false,
      isFinal: try reader.optional("final")?.bool() ?? false)
  }
}

extension RegisterEntry.Closing {
  var json: JSON {
    .compact([
      ("result", .string(result)), ("note", note.isEmpty ? nil : .string(note)),
      ("void", isVoid ? true : nil),
      ("at", by.isEmpty ? nil : .int(at.milliseconds)), ("by", by.isEmpty ? nil : .string(by)),
    ])
  }

  init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly("result", "note", "void", "at", "by")
    self.init(
      result: try reader["result"].string(), note: try reader.optional("note")?.string() ?? "",
      isVoid: try reader.optional("void")?.bool() ?? false)
    at = try reader.optional("at")?.instant() ?? at
    by = try reader.optional("by")?.string() ?? ""
  }
}

extension RegisterEntry {
  package var json: JSON {
    .compact([
      ("id", .string(id)), ("register", .string(register)), ("title", .string(title)),
      ("values", .object(values.mapValues(JSON.string))), ("due", .text(due?.description)),
      ("marks", marks ? true : nil), ("at", .int(at.milliseconds)), ("by", .string(by)),
      ("closing", closing?.json),
    ])
  }

  package init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly("id", "register", "title", "values", "due", "marks", "at", "by", "closing")
    id = try reader["id"].string()
    register = try reader["register"].string()
    title = try reader["title"].string()
    values = try reader["values"].mapMembers { (value) throws(JSONContentError) in
      try value.string()
    }
    due = try reader.optional("due")?.day()
    marks = try reader.optional("marks")?.bool() ?? false
    at = try reader["at"].instant()
    by = try reader["by"].string()
    closing = try reader.optional("closing").map { (member) throws(JSONContentError) in
      try Closing(member)
    }
  }
}

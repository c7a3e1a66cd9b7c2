import JSON

extension PackOverlay {
  private typealias Members = [String: JSON]

  /// The theme's JSON with the changes in it: promised limits, departments, the
  /// form, materials, lists, local figures, the guide.
  ///
  /// What the region asks for stays asked: nothing can be taken away.
  func apply(to theme: JSON, of key: String) throws(JSONContentError) -> JSON {
    guard let changes = themes[key], case .object(var members) = theme else { return theme }
    try changes.allowOnly(
      "figures", "forms", "guide", "lists", "materials", "matters", "sections")
    try change("matters", of: &members, by: changes, PackOverlay.changeMatter)
    try change("sections", of: &members, by: changes, PackOverlay.changeSection)
    try change("lists", of: &members, by: changes, PackOverlay.changeList)
    try change("forms", of: &members, by: changes) { form, change throws(JSONContentError) in
      try PackOverlay.set(&form, change, ["title"])
    }
    try change("figures", of: &members, by: changes) { figure, change throws(JSONContentError) in
      try PackOverlay.set(&figure, change, ["amount", "source", "unit"])
    }
    if let materials = try changes.optional("materials") {
      members["materials"] = try PackOverlay.extend(members["materials"], by: materials) {
        material, change throws(JSONContentError) in
        try PackOverlay.set(
          &material, change, ["alternatives", "copies", "isRequired", "note", "title"])
      }
    }
    if let guide = try changes.optional("guide") {
      _ = try guide.list()
      members["guide"] = guide.value
    }
    if let version = members["version"]?.string {
      members["version"] = .string("\(version)-\(self.key).\(self.version)")
    }
    return .object(members)
  }

  private func change(
    _ name: String, of members: inout Members, by changes: JSONReader,
    _ change: (inout Members, JSONReader) throws(JSONContentError) -> Void
  ) throws(JSONContentError) {
    guard let changes = try changes.optional(name) else { return }
    members[name] = try PackOverlay.change(members[name], changes, change)
  }

  /// Elements of a list, by key, each changed.
  private static func change(
    _ list: JSON?, _ changes: JSONReader,
    _ change: (inout Members, JSONReader) throws(JSONContentError) -> Void
  ) throws(JSONContentError) -> JSON {
    var elements = elements(list)
    for key in try changes.members().keys.sorted() {
      let wanted = try changes[key]
      guard let index = elements.firstIndex(where: { $0["key"]?.string == key }),
        case .object(var members) = elements[index]
      else {
        let known = elements.compactMap { $0["key"]?.string }
        throw JSONContentError(
          path: wanted.path, found: "“\(key)”", allowed: "one of \(ProblemList.listed(known))")
      }
      try change(&members, wanted)
      elements[index] = .object(members)
    }
    return .array(elements)
  }

  /// A list with elements changed and others added at its end.
  private static func extend(
    _ list: JSON?, by changes: JSONReader,
    _ change: (inout Members, JSONReader) throws(JSONContentError) -> Void
  ) throws(JSONContentError) -> JSON {
    try changes.allowOnly("add", "change")
    let changed = try changes.optional("change").map { wanted throws(JSONContentError) in
      try PackOverlay.change(list, wanted, change)
    }
    let added = try changes.optional("add")?.list().map(\.value) ?? []
    return .array(elements(changed ?? list) + added)
  }

  private static func elements(_ list: JSON?) -> [JSON] {
    if case .array(let elements) = list ?? .null { elements } else { [] }
  }

  private static func set(
    _ members: inout Members, _ change: JSONReader, _ allowed: [String]
  ) throws(JSONContentError) {
    try change.allowOnly(allowed)
    members.merge(try change.members()) { _, new in new }
  }

  /// Some members of an object set anew, the others kept.
  private static func set(
    _ name: String, of before: JSON?, _ change: JSONReader, _ allowed: [String]
  ) throws(JSONContentError) -> JSON? {
    guard let wanted = try change.optional(name) else { return before }
    guard case .object(var members) = before ?? .object([:]) else { return before }
    try set(&members, wanted, allowed)
    return .object(members)
  }

  // MARK: One element

  /// The promise is a county's own; what the law says is not. Steps of the
  /// department that it had go with the matter to another one.
  private static func changeMatter(
    _ matter: inout Members, _ change: JSONReader
  ) throws(JSONContentError) {
    let before = matter
    try set(&matter, change, ["department", "group", "guide", "handler", "limits"])
    matter["limits"] = try set(
      "limits", of: before["limits"], change, ["byVerification", "promised"])
    matter["steps"] = .array(
      elements(before["steps"]).map { step in
        guard case .object(var members) = step, members["department"] == before["department"]
        else { return step }
        members["department"] = matter["department"]
        return .object(members)
      })
  }

  private static func changeSection(
    _ section: inout Members, _ change: JSONReader
  ) throws(JSONContentError) {
    section["fields"] = try extend(section["fields"], by: change, changeField)
  }

  /// A field can be asked for more often, never less: what the region requires,
  /// a law may require.
  private static func changeField(
    _ field: inout Members, _ change: JSONReader
  ) throws(JSONContentError) {
    let before = field
    try set(&field, change, ["help", "label", "required"])
    field["help"] = try set("help", of: before["help"], change, ["example", "meaning"])
    let isAsked = ![nil, .null, "never"].contains(before["required"])
    // A null would take it away as well.
    if let required = try change.members()["required"], isAsked, required != "always" {
      throw JSONReader(required, path: "\(change.path).required")
        .error(allowed: "always: the region requires this field already")
    }
  }

  /// With rows of its own a list no longer says why it was empty.
  private static func changeList(
    _ list: inout Members, _ change: JSONReader
  ) throws(JSONContentError) {
    try set(&list, change, ["columns", "note", "rows"])
    if elements(try change.optional("rows")?.value).isEmpty { return }
    if try change.optional("note") == nil { list["note"] = nil }
  }
}

import JSON

/// What a city or a county does differently (市县调整) from its region's pack.
///
/// Changes members of the pack's JSON before it is decoded, so that the result
/// is checked as every pack is. Only what the region leaves to it can be
/// changed: promised limits, departments, materials, the guide.
/// Source: N4-21, N4-22.
struct PackOverlay {
  let key: String
  let version: String
  /// First digits of the divisions that it is for: `6401` a city.
  let divisions: [String]
  /// By key of the theme.
  let themes: [String: JSONReader]

  init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly("key", "title", "version", "divisions", "note", "themes")
    key = try reader["key"].key()
    _ = try reader["title"].shown(atMost: 40)
    version = try reader["version"].key()
    _ = try reader.optional("note")?.shown()
    divisions = try reader.keys("divisions")
    for (index, division) in divisions.enumerated()
    where ![2, 4, 6].contains(division.utf8.count)
      || !division.utf8.allSatisfy({ (48...57).contains($0) })
    {
      throw JSONContentError(
        path: "\(reader.path)divisions[\(index)]", found: "“\(division)”",
        allowed: "2, 4 or 6 digits of GB/T 2260")
    }
    let member = try reader["themes"]
    var themes: [String: JSONReader] = [:]
    for theme in try member.members().keys { themes[theme] = try member[theme] }
    self.themes = themes
  }

  /// How many digits of the division it is for; nil when it is not.
  func reach(_ division: String) -> Int? {
    divisions.filter { division.hasPrefix($0) }.map(\.utf8.count).max()
  }

  /// The theme's JSON with the changes in it.
  func apply(to theme: JSON, of key: String) throws(JSONContentError) -> JSON {
    guard let changes = themes[key], case .object(var members) = theme else { return theme }
    try changes.allowOnly("matters", "materials", "guide")
    if let matters = try changes.optional("matters") {
      members["matters"] = try PackOverlay.change(
        members["matters"], matters, allowed: ["department", "handler", "limits", "guide"])
    }
    if let materials = try changes.optional("materials") {
      try materials.allowOnly("add", "change")
      if let change = try materials.optional("change") {
        members["materials"] = try PackOverlay.change(
          members["materials"], change,
          allowed: ["title", "alternatives", "copies", "isRequired", "note"])
      }
      let known = PackOverlay.elements(members["materials"])
      let added = try materials.optional("add")?.list().map(\.value) ?? []
      members["materials"] = .array(known + added)
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

  private static func elements(_ list: JSON?) -> [JSON] {
    if case .array(let elements) = list ?? .null { elements } else { [] }
  }

  /// Elements of a list by key, each with some members set anew.
  private static func change(
    _ list: JSON?, _ changes: JSONReader, allowed: [String]
  ) throws(JSONContentError) -> JSON {
    var elements = elements(list)
    for key in try changes.members().keys.sorted() {
      let change = try changes[key]
      guard let index = elements.firstIndex(where: { $0["key"]?.string == key }),
        case .object(var members) = elements[index]
      else {
        let known = elements.compactMap { $0["key"]?.string }
        throw JSONContentError(
          path: change.path, found: "“\(key)”", allowed: "one of \(ProblemList.listed(known))")
      }
      try change.allowOnly(allowed)
      for (name, value) in try change.members() {
        members[name] =
          name == "limits" ? try limits(members[name], JSONReader(value, path: change.path)) : value
      }
      elements[index] = .object(members)
    }
    return .array(elements)
  }

  /// The promise is a county's own; what the law says is not.
  private static func limits(
    _ before: JSON?, _ change: JSONReader
  ) throws(JSONContentError) -> JSON {
    let change = JSONReader(change.value, path: "\(change.path).limits")
    try change.allowOnly("promised", "byVerification")
    guard case .object(var members) = before ?? .object([:]) else { return change.value }
    members.merge(try change.members()) { _, new in new }
    return .object(members)
  }
}

import JSON

/// What a city or a county does differently (市县调整) from its region's pack.
///
/// Changes members of the pack's JSON before it is decoded, so that the result
/// is checked as every pack is. Only what the region leaves to it can be
/// changed: see `PackOverlay.apply`.
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
}

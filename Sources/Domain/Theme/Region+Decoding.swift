import JSON

extension Region {
  package init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly(
      "key", "title", "version", "themes", "departments", "divisions", "queue", "lights",
      "appointments", "warnings")
    self.init(
      key: try reader["key"].key(), title: try reader["title"].shown(),
      version: try reader["version"].key(), themes: try reader.keys("themes"),
      departments: try reader.each("departments") { item throws(JSONContentError) in
        try Department(item)
      },
      divisions: try reader.each("divisions") { item throws(JSONContentError) in
        try Division(item)
      },
      queue: try QueueRule(reader["queue"]), lights: try LightThresholds(reader["lights"]),
      appointments: try reader.each("appointments") { item throws(JSONContentError) in
        try AppointmentService(item)
      },
      warnings: try reader.texts("warnings"))
  }
}

extension Department {
  package init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly("key", "title", "short")
    self.init(
      key: try reader["key"].key(), title: try reader["title"].shown(atMost: 40),
      short: try reader["short"].shown(atMost: 4))
  }
}

extension Division {
  package init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly("code", "name", "initials")
    let code = try reader["code"].key()
    guard code.utf8.count == 6, code.utf8.allSatisfy({ (48...57).contains($0) }) else {
      throw try reader["code"].error(allowed: "six digits (GB/T 2260)")
    }
    self.init(
      code: code, name: try reader["name"].shown(atMost: 40),
      initials: try reader["initials"].spelling())
  }
}

extension QueueRule {
  package init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly("classes", "bound", "recalls")
    self.init(
      classes: try reader.each("classes") { item throws(JSONContentError) in
        try TicketClass(item)
      },
      bound: try reader["bound"].int(0...99), recalls: try reader["recalls"].int(1...9))
  }
}

extension TicketClass {
  package init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly("key", "title", "prefix", "hasPriority")
    let prefix = try reader["prefix"].string()
    guard prefix.utf8.count == 1, prefix.utf8.allSatisfy({ (65...90).contains($0) }) else {
      throw try reader["prefix"].error(allowed: "one letter A–Z")
    }
    self.init(
      key: try reader["key"].key(), title: try reader["title"].shown(atMost: 10),
      prefix: prefix, hasPriority: try reader["hasPriority"].bool())
  }
}

extension LightThresholds {
  package init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly("yellowDays", "yellowPercent")
    self.init(
      workingDays: try reader["yellowDays"].int(0...60),
      percent: try reader["yellowPercent"].int(0...100))
  }
}

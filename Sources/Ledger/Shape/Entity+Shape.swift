import Domain

extension Entity {
  /// The same for what another machine made of operations: what a counter is given
  /// by central, and what central is given by portals.
  package func checkShape() throws(LedgerError) {
    switch self {
    case .dossier(let dossier): try dossier.checkShape()
    case .ticket(let ticket): try ticket.checkShape()
    case .appointment(let appointment):
      try Shape.key(appointment.id, "id")
      try appointment.booking.checkShape()
      try Shape.words(appointment.reason)
      try Shape.key(appointment.ticket, "ticket")
    case .account(let account): try account.checkShape()
    case .intake(let intake): try intake.checkShape()
    }
  }
}

extension Dossier {
  fileprivate func checkShape() throws(LedgerError) {
    try Shape.key(id, "id")
    try Shape.dossierNumber(number, mayBeEmpty: true)
    try Shape.key(theme, "theme")
    try Shape.key(themeVersion, "themeVersion")
    try Shape.text(themeTitle, Limits.title, "themeTitle")
    try Shape.hall(hall)
    try Shape.text(counter, Limits.counter, "counter")
    try Shape.key(clerk, "clerk")
    try Shape.key(ticket, "ticket")
    try Shape.answers(answers)
    try Shape.minimums(minimums)
    try Shape.words(voided)
    try Shape.count(proceedings.count, Limits.matters, "proceedings")
    for proceeding in proceedings { try proceeding.checkShape() }
    try MaterialRecord.checkShape(materials)
    try TrainingPush.checkShape(pushes)
    try checkLists()
  }

  /// What grows while it is worked on.
  fileprivate func checkLists() throws(LedgerError) {
    try Shape.count(events.count, Limits.events, "events")
    for event in events {
      try Shape.key(event.by, "by")
      try Shape.key(event.matter, "matter")
      try Shape.text(event.detail, Limits.event, "detail", lineFeeds: true)
    }
    try Shape.count(papers.count, Limits.items, "papers")
    for paper in papers { try Shape.key(paper.matter, "matter") }
    try Shape.count(services.count, Limits.items, "services")
    for service in services { try service.checkShape() }
    try Shape.count(entries.count, Limits.items, "entries")
    for entry in entries { try entry.checkShape() }
    try Shape.words(rating?.note)
    try Shape.count(conflicts.count, Limits.items, "conflicts")
    for conflict in conflicts {
      try Shape.key(conflict.id, "conflict")
      try Shape.key(conflict.by, "by")
      try Shape.words(conflict.reason)
      try Shape.count(conflict.sides.count, Limits.answers, "conflicts")
      for side in conflict.sides {
        try Shape.key(side.key, "conflicts")
        for answer in [side.seen, side.mine, side.theirs] { try Shape.answer(answer) }
      }
    }
    try Shape.count(duplicates.count, Limits.items, "duplicates")
    for duplicate in duplicates {
      try Shape.dossierNumber(duplicate.number, mayBeEmpty: true)
      try Shape.hall(duplicate.hall)
      try Shape.keys(duplicate.matters, "duplicates", most: Limits.matters)
      try Shape.words(duplicate.reason)
    }
    try Shape.count(edits.count, Limits.answers, "edits")
    for (key, edit) in edits {
      try Shape.key(key, "edits")
      try Shape.key(edit.by, "by")
    }
  }

  /// Whether one more operation finds room in it: every one is a line of the timeline.
  package func checkRoom() throws(LedgerError) {
    try Shape.count(events.count, Limits.events, "events")
    for count in [papers.count, services.count, entries.count, conflicts.count] {
      try Shape.count(count, Limits.items, "events")
    }
    for material in materials {
      try Shape.count(material.scans.count, Limits.items, "scans")
    }
    try Shape.count(proceedings.count, Limits.matters, "proceedings")
    try Shape.count(materials.count, Limits.materials, "materials")
    try Shape.count(answers.values.count, Limits.answers, "answers")
    for proceeding in proceedings { try Shape.clock(proceeding.clock) }
  }
}

extension Proceeding {
  fileprivate func checkShape() throws(LedgerError) {
    try Shape.key(matter, "matter")
    try Shape.text(title, Limits.title, "title")
    try Shape.key(department, "department")
    try Shape.keys(cooperators, "cooperators")
    try Shape.key(placeKey, "place")
    try Shape.steps(steps)
    try Shape.keys(waitsFor, "waitsFor", most: Limits.matters)
    try Shape.keys(mustPass, "mustPass", most: Limits.matters)
    try Shape.clock(clock)
    try Shape.words(reason)
    try Shape.texts(items, Limits.title, most: Limits.materials, "items")
  }
}

extension MaterialRecord {
  static func checkShape(_ records: [MaterialRecord]) throws(LedgerError) {
    try Shape.count(records.count, Limits.materials, "materials")
    for record in records {
      try Shape.key(record.rule, "rule")
      try Shape.text(record.title, Limits.title, "title")
      try Shape.keys(record.matters, "materials", most: Limits.matters)
      try Shape.number(record.copies, 0...Limits.copies, "copies")
      try Shape.words(record.note)
      try Shape.count(record.scans.count, Limits.items, "scans")
      for scan in record.scans { try scan.checkShape() }
    }
  }
}

extension Scan {
  func checkShape() throws(LedgerError) {
    guard Scan.isHash(hash) else { throw .malformed(part: "hash") }
    try Shape.number(size, 1...Scan.mostBytes, "size")
    if !by.isEmpty { try Shape.key(by, "by") }
    try Shape.words(voided)
  }
}

extension TrainingPush {
  static func checkShape(_ pushes: [TrainingPush]) throws(LedgerError) {
    try Shape.count(pushes.count, Limits.materials, "pushes")
    for push in pushes {
      for text in [push.course, push.institution, push.place, push.phone, push.starts] {
        try Shape.text(text, Limits.title, "pushes")
      }
    }
  }
}

extension Service {
  func checkShape() throws(LedgerError) {
    try Shape.key(followUp, "rule")
    try Shape.text(title, Limits.title, "title")
    try Shape.text(method, Limits.title, "method")
    try Shape.words(note)
    if !by.isEmpty { try Shape.key(by, "by") }
  }
}

extension RegisterNote {
  func checkShape() throws(LedgerError) {
    try Shape.register(register, title, values)
  }
}

extension RegisterEntry {
  fileprivate func checkShape() throws(LedgerError) {
    try Shape.key(id, "entry")
    try Shape.register(register, title, values)
    try Shape.key(by, "by")
    try closing?.checkShape()
  }
}

extension RegisterEntry.Closing {
  func checkShape() throws(LedgerError) {
    try Shape.text(result, Limits.title, "result")
    try Shape.words(note)
    if !by.isEmpty { try Shape.key(by, "by") }
  }
}

extension Shape {
  fileprivate static func register(
    _ register: String, _ title: String, _ values: [String: String]
  ) throws(LedgerError) {
    try key(register, "register")
    try text(title, Limits.title, "title")
    try count(values.count, Limits.departments, "values")
    for (key, value) in values {
      try Shape.key(key, "values")
      try text(value, Limits.answer, "values", lineFeeds: true)
    }
  }
}

extension Ticket {
  func checkShape() throws(LedgerError) {
    try Shape.key(id, "ticket")
    try Shape.text(series, Limits.counter, "series")
    try Shape.key(classKey, "class")
    try Shape.text(prefix, Limits.counter, "prefix")
    try Shape.text(counter, Limits.counter, "counter")
    try Shape.text(target.counter, Limits.counter, "counter")
    try Shape.text(target.service, Limits.title, "service")
    try Shape.words(note)
  }
}

extension Booking {
  func checkShape() throws(LedgerError) {
    try Shape.key(service, "service")
    try Shape.text(title, Limits.title, "title")
    try Shape.number(capacity, 0...Limits.places, "capacity")
    try Shape.text(slot, Limits.number, "slot")
    try Shape.text(name, Limits.name, "name")
    try Shape.text(phone, Limits.number, "phone")
    try Shape.key(dossier, "dossier")
    try Shape.words(note)
  }
}

extension Account {
  package func checkShape() throws(LedgerError) {
    try Shape.key(key, "key")
    try Shape.text(name, Limits.name, "name")
    try Shape.keys(departments, "departments")
  }
}

extension Intake {
  fileprivate func checkShape() throws(LedgerError) {
    try Shape.key(id, "id")
    try Shape.key(portal, "portal")
    try Shape.text(reference, Limits.reference, "reference")
    try Shape.hall(hall)
    try Shape.key(theme, "theme")
    try Shape.keys(matters, "matters", most: Limits.matters)
    try Shape.answers(answers)
    try Shape.text(number, Limits.number, "number")
    try Shape.words(reason)
  }
}

extension Report {
  func checkShape() throws(LedgerError) {
    try Shape.count(figures.count, Limits.figures, "figures")
    for figure in figures.keys {
      try Shape.key(figure.theme, "figures")
      try Shape.text(figure.detail, Limits.title, "figures")
    }
  }
}

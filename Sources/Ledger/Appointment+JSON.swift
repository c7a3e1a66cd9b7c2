import Domain
import JSON

extension Booking {
  var json: JSON {
    .compact([
      ("service", .string(service)), ("title", .string(title)), ("capacity", .int(capacity)),
      ("day", .string(day.description)), ("slot", .string(slot)), ("name", .string(name)),
      ("phone", .string(phone)), ("dossier", .text(dossier)),
      ("note", note.isEmpty ? nil : .string(note)),
    ])
  }

  init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly(
      "service", "title", "capacity", "day", "slot", "name", "phone", "dossier", "note")
    self.init(
      service: try reader["service"].string(), title: try reader["title"].string(),
      capacity: try reader["capacity"].count(from: 1), day: try reader["day"].day(),
      slot: try reader["slot"].string(), name: try reader["name"].string(),
      phone: try reader["phone"].string(), dossier: try reader.optional("dossier")?.string(),
      note: try reader.optional("note")?.string() ?? "")
  }
}

extension Appointment {
  package var json: JSON {
    .compact([
      ("id", .string(id)), ("booking", booking.json), ("state", .string(state.rawValue)),
      ("reason", reason.isEmpty ? nil : .string(reason)), ("ticket", .text(ticket)),
    ])
  }

  package init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly("id", "booking", "state", "reason", "ticket")
    self.init(
      id: try reader["id"].string(), booking: try Booking(reader["booking"]),
      state: try reader["state"].word(), reason: try reader.optional("reason")?.string() ?? "",
      ticket: try reader.optional("ticket")?.string())
  }
}

import Domain
import Ledger
import SQLite
import Sync

// The line of a hall: numbers, places, and who may call.
extension CentralDatabase {
  /// How long a number that was given out keeps others from being the same,
  /// whatever day the counters believe it is: a night is longer.
  private static let nightMilliseconds = 12 * 3_600_000

  /// A device moves its hall's places forward by no more than this at a time.
  private static let farthest = 1_000_000

  /// The next number of the hall's series and the next place in its line; a lost
  /// answer leaves a hole in both.
  func nextNumber(
    _ request: QueueNumberRequest, for device: DeviceRecord, at now: Instant
  ) throws(CentralError) -> Result<QueueNumber, Refusal> {
    try engine.transaction { () throws(CentralError) in
      let round = try queueRound(on: request.day)
      let numberClass = Self.numberClass(request.prefix, round: round)
      // Two counters that disagree about the day stand in one hall.
      let recent = try engine.first(
        """
        SELECT coalesce(max(last), 0) FROM queue_number
        WHERE hall = $1 AND class = $2 AND at > $3
        """,
        [
          .text(device.hall), .text(numberClass),
          .int(now.milliseconds - Self.nightMilliseconds),
        ])
      // Whoever gave numbers out before it joined goes on after them.
      let known = max(recent?[0].number ?? 0, round > 1 ? 0 : request.last)
      let rows = try engine.query(
        """
        INSERT INTO queue_number (hall, day, class, last, at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (hall, day, class) DO UPDATE SET at = excluded.at, last = CASE
          WHEN queue_number.last < excluded.last THEN excluded.last
          ELSE queue_number.last + 1 END
        RETURNING last
        """,
        [
          .text(device.hall), .text(request.day.description), .text(numberClass),
          .int(known + 1), .int(now.milliseconds),
        ])
      guard let last = rows.first?[0].number, last <= 999 else {
        return .failure(.taken(by: "999"))
      }
      return .success(
        QueueNumber(
          series: Ticket.hallSeries(round: round), sequence: last,
          place: try nextPlace(device.hall, after: request.place)))
    }
  }

  /// Inside a transaction.
  private func nextPlace(_ hall: String, after known: Int) throws(CentralError) -> Int {
    let least = Ticket.nextPlace(after: try bounded(known, hall))
    let rows = try engine.query(
      """
      INSERT INTO queue_place (hall, last) VALUES ($1, $2)
      ON CONFLICT (hall) DO UPDATE SET last = CASE
        WHEN queue_place.last < excluded.last THEN excluded.last ELSE queue_place.last + 1 END
      RETURNING last
      """, [.text(hall), .int(least)])
    return min(rows.first?[0].number ?? least, Ticket.lastPlace)
  }

  private func bounded(_ place: Int, _ hall: String) throws(CentralError) -> Int {
    let last = try engine.first("SELECT last FROM queue_place WHERE hall = $1", [.text(hall)])
    return min(place, (last?[0].number ?? 0) + Self.farthest)
  }

  /// Numbers and places that counters gave out alone, or that this store forgot
  /// when it came back from a copy, are not given out again; inside a transaction.
  func noteNumbers(_ entities: [(key: EntityKey, record: EntityRecord)]) throws(CentralError) {
    var places: [String: Int] = [:]
    var numbers: [[String]: Int] = [:]
    for (_, record) in entities where record.revision == 1 {
      guard let ticket = record.entity?.ticket else { continue }
      places[record.hall] = max(places[record.hall] ?? 0, ticket.place)
      guard ticket.isPlain || ticket.isHalls else { continue }
      let round = Int(ticket.series.dropFirst(Ticket.hallSeries.count)) ?? 1
      let key = [
        record.hall, ticket.day.description,
        Self.numberClass(ticket.prefix, round: ticket.isHalls ? round : 1),
      ]
      numbers[key] = max(numbers[key] ?? 0, ticket.sequence)
    }
    for (hall, place) in places.sorted(by: { $0.key < $1.key }) {
      try engine.run(
        """
        INSERT INTO queue_place (hall, last) VALUES ($1, $2)
        ON CONFLICT (hall) DO UPDATE SET last = excluded.last
        WHERE queue_place.last < excluded.last
        """, [.text(hall), .int(try bounded(place, hall))])
    }
    for (key, last) in numbers.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      try engine.run(
        """
        INSERT INTO queue_number (hall, day, class, last, at) VALUES ($1, $2, $3, $4, 0)
        ON CONFLICT (hall, day, class) DO UPDATE SET last = excluded.last
        WHERE queue_number.last < excluded.last
        """, key.map { Value.text($0) } + [.int(last)])
    }
  }

  /// What was given out of the classes of these tickets; inside a transaction.
  func givenNumbers(_ names: Set<TicketName>) throws(CentralError) -> GivenNumbers {
    var last: [TicketName: Int] = [:]
    let classes = Set(names.filter { Ticket.isHalls(series: $0.giver) }.map(\.ofClass)).sorted()
    for name in classes {
      let round = Int(name.giver.dropFirst(Ticket.hallSeries.count)) ?? 1
      let row = try engine.first(
        "SELECT last FROM queue_number WHERE hall = $1 AND day = $2 AND class = $3",
        [
          .text(name.hall), .text(name.day.description),
          .text(Self.numberClass(name.prefix, round: round)),
        ])
      last[name] = row?[0].number ?? 0
    }
    let until = try engine.first("SELECT v FROM meta WHERE k = 'queue_round_until'")
    return GivenNumbers(
      last: last, isSureAfter: until.flatMap { Int($0[0].string) }.map { Day(number: $0) })
  }

  private static func numberClass(_ prefix: String, round: Int) -> String {
    round > 1 ? "\(prefix) \(round)" : prefix
  }

  private func queueRound(on day: Day) throws(CentralError) -> Int {
    try Self.queueRound(engine, on: day)
  }

  private static func queueRound(
    _ engine: any Engine, on day: Day
  ) throws(CentralError) -> Int {
    func number(_ key: String) throws(CentralError) -> Int {
      let row = try engine.first("SELECT v FROM meta WHERE k = $1", [.text(key)])
      return row.flatMap { Int($0[0].string) } ?? 0
    }
    return day.number <= (try number("queue_round_until")) ? max(1, try number("queue_round")) : 1
  }

  /// This store is an older copy: numbers of today are told apart from those that
  /// it may have given out and forgotten; inside a transaction.
  static func beginQueueRound(_ engine: any Engine, at now: Instant) throws(CentralError) {
    let before = try queueRound(engine, on: now.day)
    // A counter's clock may be a little ahead of midnight.
    for (key, value) in [
      ("queue_round", before + 1), ("queue_round_until", now.day.number + 1),
    ] {
      try engine.run(
        "INSERT INTO meta (k, v) VALUES ($1, $2) ON CONFLICT (k) DO UPDATE SET v = excluded.v",
        [.text(key), .text("\(value)")])
    }
  }

  /// Gives a ticket to the device that asks first; a claim ends only when the call
  /// was taken back or the ticket given on, so that no two counters hold one while
  /// central answers.
  func claim(
    _ request: QueueClaimRequest, for device: DeviceRecord, at now: Instant
  ) throws(CentralError) -> Result<Void, Refusal> {
    try engine.transaction { () throws(CentralError) in
      // Called by a counter that was out of reach then.
      let row = try engine.find(
        Self.entityByKey,
        [[.text(device.division), .text("ticket"), .text(request.ticket)]]
      ).first
      let known = try row.map { row throws(CentralError) in try record(row) }
      if let known, known.hall == device.hall, let ticket = known.entity?.ticket,
        !ticket.isInLine, let holder = ticket.counter, holder != request.counter
      {
        return .failure(.taken(by: holder))
      }
      let key: [Value] = [.text(device.hall), .text(request.ticket)]
      try engine.run(
        """
        INSERT INTO queue_claim (hall, ticket, device, counter, at)
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT (hall, ticket) DO NOTHING
        """, key + [.text(device.id), .text(request.counter), .int(now.milliseconds)])
      let claimed = try engine.first(
        "SELECT device, counter FROM queue_claim WHERE hall = $1 AND ticket = $2", key)
      guard let claimed else { throw .unreadable(what: "a claim") }
      if claimed[0].string == device.id { return .success(()) }
      return .failure(.taken(by: claimed[1].string))
    }
  }

  /// Tickets that stand in line again; inside a transaction.
  func release(_ tickets: [(hall: String, ticket: String)]) throws(CentralError) {
    for (hall, ticket) in tickets {
      try engine.run(
        "DELETE FROM queue_claim WHERE hall = $1 AND ticket = $2", [.text(hall), .text(ticket)])
    }
  }
}

import Domain
import Glibc
import Ledger
import MadeUp
import SQLite
import Storage

/// Microseconds that `body` took, and those of them on a processor: other
/// programs of the machine lengthen the first only.
func time(_ body: () throws -> Void) rethrows -> (wall: Double, cpu: Double) {
  let clocks = [CLOCK_MONOTONIC, CLOCK_PROCESS_CPUTIME_ID]
  let start = clocks.map(microseconds)
  try body()
  let end = clocks.map(microseconds)
  return (end[0] - start[0], end[1] - start[1])
}

private func microseconds(_ clock: clockid_t) -> Double {
  var now = timespec()
  clock_gettime(clock, &now)
  return Double(now.tv_sec) * 1e6 + Double(now.tv_nsec) / 1e3
}

/// Prints one line of JSON about how long something took.
func report(_ name: String, _ times: [(wall: Double, cpu: Double)]) {
  func at(_ share: Double, _ values: [Double]) -> Int {
    Int(values.sorted()[min(values.count - 1, Int(Double(values.count) * share))])
  }
  let (wall, cpu) = (times.map(\.wall), times.map(\.cpu))
  say(
    #"{"what":"\#(name)","n":\#(times.count),"p50":\#(at(0.5, wall)),"p95":\#(at(0.95, wall)),"#
      + #""p99":\#(at(0.99, wall)),"cpu50":\#(at(0.5, cpu)),"cpu95":\#(at(0.95, cpu))}"#)
}

/// Saves against one bare COMMIT of as many bytes, in turn, in one run.
func benchSaves(_ store: Store, directory: String) throws {
  var made = MadeUp(seed: UInt64(try store.numberMark()) + 17)
  let barePath = directory + "/bare.sqlite"
  let bare = try Database.openStore(barePath)
  try bare.execute("DROP TABLE IF EXISTS t; CREATE TABLE t (a INTEGER PRIMARY KEY, b BLOB)")
  var saves: [(wall: Double, cpu: Double)] = []
  var bares: [(wall: Double, cpu: Double)] = []
  var fields: [(wall: Double, cpu: Double)] = []
  for round in 0..<1_500 {
    let serial = try store.numberMark() + 1
    let template = made.accept(serial: serial, log: store.logCode, isOpen: true)
    let operation = Operation(
      id: "opb\(serial)", entity: "b\(serial)", clerk: template.clerk, role: template.role,
      at: template.at, act: template.act)
    var saved: Dossier?
    saves.append(
      try time { saved = try store.accept(draft: nil) { _ in (operation, nil) } })
    let bytes = operation.line.count + (saved?.json.line.count ?? 0)
    let blob = [UInt8](repeating: UInt8(truncatingIfNeeded: round), count: bytes)
    bares.append(try time { try bare.run("INSERT INTO t (b) VALUES (?)", .blob(blob)) })
    fields.append(
      try time {
        try store.saveDraftField("bench", key: "k\(round % 20)", .text("虚构"), at: made.now)
      })
    if round % 50 == 49 {
      try store.checkpoint()
      try bare.checkpoint()
    }
  }
  try store.dropDraft("bench")
  report("save", saves)
  report("commit", bares)
  report("field", fields)
}

func benchBoard(_ store: Store) throws {
  let today = Day(number: 20_460)
  let queries: [(String, BoardQuery)] = [
    ("open", BoardQuery()),
    ("by department", BoardQuery(departments: ["employment"])),
    ("overdue", BoardQuery(dueThrough: today)),
    ("by state and matter", BoardQuery(states: [.reviewing], matters: ["benefit"])),
    ("by text", BoardQuery(text: "玉")),
    ("to be told", BoardQuery(needsTelling: true)),
    ("sorted by name", BoardQuery(sort: .name)),
    ("last page", BoardQuery(offset: 45_000)),
  ]
  for (name, query) in queries {
    let times = try (0..<20).map { _ in try time { _ = try store.board(query) } }
    report("board \(name)", times)
  }
  report(
    "backlog",
    try (0..<10).map { _ in
      try time {
        _ = try store.backlog(
          at: Instant(milliseconds: 20_460 * 86_400_000), cutoffs: [today.adding(3)])
      }
    })
}

func benchSearch(_ store: Store) throws {
  var random = SplitMix64(seed: 3)
  let last = try store.numberMark()
  var queries: [String: [String]] = [:]
  for _ in 0..<200 {
    let number = MadeUp.number(random.below(last) + 1, log: store.logCode)
    guard let dossier = try store.dossier(number: number) else { continue }
    let keys = MadeUp.index(dossier.theme, dossier.answers)
    for (kind, text) in texts(keys, number: number) { queries[kind, default: []].append(text) }
  }
  for (kind, texts) in queries.sorted(by: { $0.key < $1.key }) {
    let today = Day(number: 20_460)
    let times = try texts.map { text in
      try time { _ = try store.find(FindQuery(text: text, today: today)) }
    }
    report("find \(kind)", times)
  }
}

/// What a clerk may type to find this person, by kind.
private func texts(_ keys: SearchKeys, number: String) -> [String: String] {
  let reading = keys.readings[0]
  let initials = reading.map { String($0.prefix(1)) }
  var texts: [String: String] = [:]
  texts["surname"] = String(keys.name.prefix(1))
  texts["two characters"] = String(keys.name.suffix(2))
  texts["whole name"] = keys.name
  texts["one letter"] = initials[0]
  texts["initials"] = initials.joined()
  texts["whole reading"] = reading.joined()
  texts["mixed"] = reading[0] + initials.dropFirst().joined()
  texts["mixed, first cut"] = initials[0] + reading.dropFirst().joined()
  texts["id ending 4"] = String(keys.idNumber.suffix(4))
  texts["id ending 6"] = String(keys.idNumber.suffix(6))
  texts["id whole"] = keys.idNumber
  texts["id beginning 6"] = String(keys.idNumber.prefix(6))
  texts["id beginning 14"] = String(keys.idNumber.prefix(14))
  texts["phone ending"] = String(keys.phone.suffix(4))
  texts["phone"] = keys.phone
  texts["number"] = number
  texts["serial"] = String(number.split(separator: "-")[2])
  texts["no such name"] = "虚无"
  texts["no such reading"] = "qqqq"
  return texts
}

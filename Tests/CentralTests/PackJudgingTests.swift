import Domain
import Foundation
import JSON
import Ledger
import Sync
import Testing

@testable import Central

@Suite struct PackJudgingTests {
  private struct Site {
    let store: TestStore
    var hall: PackHall

    init(_ kind: EngineKind) throws {
      store = try TestStore(kind)
      store.database = store.database.judging(by: PackHall.rules)
      var counter = try store.counter()
      counter.madeUp = .init(seed: 1, start: store.now.day)
      counter.openHall(reviewing: ["hrss", "insurance", "employment"])
      hall = PackHall(counter, at: store.now)
    }

    mutating func push(_ operation: Ledger.Operation) throws -> OperationResult.Outcome {
      hall.counter.append(operation)
      let all = hall.counter.lines.count
      let from = try store.database.logs(of: hall.counter.device)[0].last + 1
      let batch = hall.counter.batch(from: from, count: all - from + 1, epoch: store.epoch)
      let answers = try store.database.push(
        [Submission(batch, from: hall.counter.record)], at: store.now, store.database.blinding)
      return try #require(try answers[0].get().results.last).outcome
    }

    mutating func accept(
      at: Instant? = nil, _ change: (inout Acceptance) -> Void = { _ in }
    ) throws -> (id: String, outcome: OperationResult.Outcome) {
      var acceptance = hall.acceptance(on: at?.day)
      change(&acceptance)
      let id = hall.id("dossier")
      return (id, try push(hall.operation(.accept(acceptance), on: id, at: at)))
    }

    func dossier(_ id: String) throws -> Dossier? {
      let rows = try store.pulled(hall.counter).values.flatMap(\.self)
      guard
        case .put(_, let json, _)? = rows.first(where: {
          $0.key.id == id && $0.key.kind == .dossier
        })?.what
      else {
        return nil
      }
      return try Dossier(JSONReader(json))
    }

    func codes() throws -> [String] {
      try store.database.quarantine(county: "640104").map(\.code)
    }
  }

  @Test(
    "First aid 13: what follows from the packs is taken, and nothing is odd about it",
    arguments: EngineKind.allCases)
  func sound(kind: EngineKind) throws {
    var site = try Site(kind)
    let (id, outcome) = try site.accept()
    #expect(outcome == .applied)
    #expect(try site.dossier(id)?.doubts == [])
    #expect(try site.codes() == [])
  }

  @Test(
    "First aid 13: an unemployment registration without wishes is refused, whatever it says it needs",
    arguments: EngineKind.allCases)
  func wishes(kind: EngineKind) throws {
    var site = try Site(kind)
    for section in ["jobWishes", "trainingWishes"] {
      let refused = try site.accept {
        $0.minimums = [:]
        $0.answers[rows: section] = []
      }
      #expect(refused.outcome == .rejected(code: "E_WISHES"))
      #expect(try site.dossier(refused.id) == nil)
    }
    #expect(try site.codes() == ["E_WISHES", "E_WISHES"])
    // Nor is it emptied afterwards, where the acceptance left the minimums out.
    let (id, outcome) = try site.accept { $0.minimums = [:] }
    #expect(outcome == .applied)
    let rows = Answer.rows(PackHall.answers[rows: "jobWishes"])
    let amend = site.hall.operation(
      .amend([Change(key: "jobWishes", old: rows, new: nil)], reason: "录入有误"), on: id)
    #expect(try site.push(amend) == .rejected(code: "E_WISHES"))
  }

  @Test(
    "First aid 13: a theme, matter or department that no pack has is refused",
    arguments: EngineKind.allCases)
  func unknown(kind: EngineKind) throws {
    var site = try Site(kind)
    func opening(_ known: Opening, matter: String? = nil, department: String? = nil) -> Opening {
      Opening(
        matter: matter ?? known.matter, title: known.title, meaning: known.meaning,
        department: department ?? known.department, steps: known.steps, waitsFor: [],
        missing: [], clock: known.clock)
    }
    let theme = try site.accept { $0 = $0.with(theme: "nx-moon") }
    #expect(theme.outcome == .rejected(code: "E_UNKNOWN_THEME"))
    let matter = try site.accept { $0.openings[0] = opening($0.openings[0], matter: "moon") }
    #expect(matter.outcome == .rejected(code: "E_UNKNOWN_MATTER"))
    let department = try site.accept {
      $0.openings[0] = opening($0.openings[0], department: "moon")
    }
    #expect(department.outcome == .rejected(code: "E_UNKNOWN_DEPARTMENT"))
    let (id, _) = try site.accept()
    let handOn = site.hall.operation(
      .handOn(matter: "benefit", department: "moon", reason: "转办"), on: id, role: .supervisor)
    #expect(try site.push(handOn) == .rejected(code: "E_UNKNOWN_DEPARTMENT"))
  }

  @Test(
    "First aid 13: a number with a wrong check character is refused, accepted or amended",
    arguments: EngineKind.allCases)
  func numbers(kind: EngineKind) throws {
    var site = try Site(kind)
    for number in ["640104199003070015", "64010419900307001x", "640104199013070014", "12345"] {
      let wrong = try site.accept { $0.answers[text: "idNumber"] = number }
      #expect(wrong.outcome == .rejected(code: "E_IDENTITY"), "\(number)")
    }
    let (id, _) = try site.accept()
    let amend = site.hall.operation(
      .amend(
        [
          Change(
            key: "idNumber", old: .text("640104199003070014"), new: .text("640104199003070015"))
        ], reason: "录入有误"), on: id)
    #expect(try site.push(amend) == .rejected(code: "E_IDENTITY"))
  }

  @Test(
    "First aid 13: a due day that does not follow from its limit is refused; calendars may differ",
    arguments: EngineKind.allCases)
  func due(kind: EngineKind) throws {
    var site = try Site(kind)
    func moved(_ days: Int, _ statutory: Int = 0) throws -> OperationResult.Outcome {
      try site.accept { acceptance in
        var clock = acceptance.openings[0].clock
        clock.due = clock.due?.adding(days)
        clock.statutoryDue = clock.statutoryDue?.adding(statutory)
        acceptance.openings[0] = acceptance.openings[0].with(clock: clock)
      }.outcome
    }
    #expect(try moved(365 * 73) == .rejected(code: "E_DUE"))
    #expect(try moved(-365 * 6) == .rejected(code: "E_DUE"))
    #expect(try moved(0, 365 * 73) == .rejected(code: "E_DUE"))
    #expect(try moved(16) == .rejected(code: "E_DUE"))
    #expect(try moved(8) == .applied)
    #expect(try moved(-8, 9) == .applied)
    // A longer limit of its own is taken, and odd.
    let (id, outcome) = try site.accept { acceptance in
      var clock = acceptance.openings[0].clock
      clock.promised = .calendarDays(3_650)
      acceptance.openings[0] = acceptance.openings[0].with(
        clock: clock.started(on: clock.accepted!, calendar: PackHall.calendar))
    }
    #expect(outcome == .applied)
    #expect(try site.dossier(id)?.doubts == [.limits])
    #expect(try site.codes().contains("F_LIMITS"))
  }

  @Test(
    "First aid 13: what was accepted in 2020 or 2099 is kept and marked, for the hall and the centre",
    arguments: EngineKind.allCases)
  func times(kind: EngineKind) throws {
    var site = try Site(kind)
    for year in [2020, 2099] {
      let at = Instant(milliseconds: (try #require(Day(year, 3, 2)).number * 24 + 2) * 3_600_000)
      let (id, outcome) = try site.accept(at: at)
      #expect(outcome == .applied, "\(year)")
      #expect(try site.dossier(id)?.doubts == [.time], "\(year)")
      // Also when only the day of acceptance is there.
      let day = try #require(Day(year, 3, 2))
      let other = try site.accept { acceptance in
        acceptance.openings = acceptance.openings.map { opening in
          opening.clock.accepted == nil
            ? opening
            : opening.with(clock: opening.clock.started(on: day, calendar: PackHall.calendar))
        }
      }
      #expect(other.outcome == .applied)
      #expect(try site.dossier(other.id)?.doubts == [.time], "\(year)")
    }
    #expect(try site.codes() == ["F_TIME", "F_TIME", "F_TIME", "F_TIME"])
    // They are no refusals: the counter has nothing to send again.
    #expect(try site.store.database.refused(in: site.hall.counter.log) == [])
  }

  @Test(
    "First aid 13: sixty days without a line and a clock some hours wrong are nothing odd",
    arguments: EngineKind.allCases)
  func offline(kind: EngineKind) throws {
    var site = try Site(kind)
    for hours in [-60 * 24, -45 * 24, -26, -1, 5, 23] {
      let at = site.store.now.adding(milliseconds: hours * 3_600_000)
      let (id, outcome) = try site.accept(at: at)
      #expect(outcome == .applied)
      #expect(try site.dossier(id)?.doubts == [], "\(hours)")
    }
    #expect(try site.codes() == [])
  }

  @Test(
    "First aid 13: a number of another hall's log is taken away, one of another county refused",
    arguments: EngineKind.allCases)
  func foreign(kind: EngineKind) throws {
    var site = try Site(kind)
    let other = try site.store.counter(hall: "640104102", seed: 2)
    let stolen = DossierNumber.text(division: "640104", log: other.log, serial: 7)
    let (id, outcome) = try site.accept { $0.number = stolen }
    #expect(outcome == .renumbered)
    #expect(try site.dossier(id)?.number == "")
    let renumber = site.hall.operation(.renumber(stolen), on: id)
    #expect(try site.push(renumber) == .rejected(code: "E_NUMBER_TAKEN"))
    let own = site.hall.operation(.renumber(site.hall.nextNumber()), on: id)
    #expect(try site.push(own) == .applied)
    let log = site.hall.counter.log
    let far = try site.accept {
      $0.number = DossierNumber.text(division: "640105", log: log, serial: 9)
    }
    #expect(far.outcome == .rejected(code: "E_NUMBER"))
    for number in ["../../x", "640104-\(log)-000009-?"] {
      let path = try site.accept { $0.number = number }
      #expect(path.outcome == .rejected(code: "E_FORM"))
    }
  }

  @Test(
    "First aid 13: a text of the theme that central lacks is judged by the newest one, and odd",
    arguments: EngineKind.allCases)
  func version(kind: EngineKind) throws {
    var site = try Site(kind)
    let (id, outcome) = try site.accept { $0 = $0.with(version: "2031.7") }
    #expect(outcome == .applied)
    #expect(try site.dossier(id)?.doubts == [.version])
    let refused = try site.accept {
      $0 = $0.with(version: "2031.7")
      $0.minimums = [:]
      $0.answers[rows: "jobWishes"] = []
    }
    #expect(refused.outcome == .rejected(code: "E_WISHES"))
  }

  @Test("First aid 13: a text that this centre published is one that it has")
  func published() throws {
    let rules = PackRules()
    let store = try TestStore(.sqlite)
    store.database = store.database.judging(by: rules)
    #expect(rules.book?.find("nx-jobseekers", "2031.7")?.isNamed == false)
    let assets = try Data(
      contentsOf: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Assets/themes/nx/jobseekers.json"))
    guard case .object(var members) = try JSON(parsing: Array(assets)) else { return }
    members["version"] = "2031.7"
    _ = try store.database.publish(
      [
        ("themes/nx/jobseekers.json", JSON.object(members).line),
        ("themes/nx/broken.json", Array("{}".utf8)),
      ], at: store.now)
    try store.database.learnPublished()
    let text = try #require(rules.book?.find("nx-jobseekers", "2031.7"))
    #expect(text.isNamed && text.theme.version == "2031.7")
  }
}

extension Acceptance {
  fileprivate func with(theme: String? = nil, version: String? = nil) -> Acceptance {
    Acceptance(
      number: number, theme: theme ?? self.theme, themeVersion: version ?? themeVersion,
      themeTitle: themeTitle, channel: channel, hall: hall, counter: counter, ticket: ticket,
      answers: answers, openings: openings, materials: materials, minimums: minimums,
      isScreened: isScreened)
  }
}

extension Opening {
  fileprivate func with(clock: Clock) -> Opening {
    Opening(
      matter: matter, title: title, meaning: meaning, department: department,
      cooperators: cooperators, placeKey: placeKey, steps: steps, waitsFor: waitsFor,
      mustPass: mustPass, missing: missing, clock: clock, tellsResult: tellsResult)
  }
}

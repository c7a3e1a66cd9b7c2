import DeskDriver
import Domain
import Ledger
import TUI

@testable import Desk

/// A made-up hall on 2026-03-13, a Friday, with made-up people.
enum MadeUpHall {
  static let rules = ShippedRules.rulebook
  static let today = Day(2026, 3, 13)!
  static let station = Station(
    hall: "640104001", hallTitle: "示例街道便民服务中心", division: "640104", counter: "3",
    isPractice: false)

  static let clerk = Account(key: "a1", name: "李窗口", role: .clerk)
  static let reviewer = Account(
    key: "a2", name: "王就业", role: .reviewer, departments: ["employment"])
  static let decider = Account(
    key: "a3", name: "赵人社", role: .reviewer, departments: ["hrss", "insurance"])
  static let supervisor = Account(key: "a4", name: "钱主管", role: .supervisor)
  static let screener = Account(key: "a5", name: "孙预审", role: .screener)
  static let accounts = [clerk, reviewer, decider, supervisor]

  /// Beijing time.
  static func at(_ day: Day, _ hour: Int, _ minute: Int = 0) -> Instant {
    Instant(milliseconds: ((day.number * 24 + hour - 8) * 60 + minute) * 60_000)
  }

  static let now = at(today, 10, 30)

  // MARK: People

  static let longName = "买买提·阿不都热合曼·玉素甫江"
  static let rareName = "𠮷示例"
  static let newestName = "\u{2EBF0}例"

  static func answers(_ name: String, number: Int, difficulty: String = "04") -> Answers {
    var answers = Answers()
    for (key, value) in [
      "idKind": "111", "idNumber": "64010419900307\(1000 + number)", "name": name, "sex": "1",
      "birth": "1990-03-07", "phone": "1390000\(1000 + number)", "homeDivision": "640104",
      "homeAddress": "示例街道示例路88号", "education": "3", "unemploymentReason": "2",
      "unemploymentDate": "2026-03-01", "declaration": "1", "difficulty": difficulty,
    ] { answers[text: key] = value }
    answers[rows: "jobWishes"] = [
      ["wishOccupation": "6-31-01", "wishWage": "4000", "wishDivision": "640104", "wishMode": "4"]
    ]
    answers[rows: "trainingWishes"] = [
      [
        "trainingCourse": "PX001", "trainingTime": "4", "trainingMode": "4",
        "trainingDivision": "640104",
      ]
    ]
    return answers
  }

  // MARK: Dossiers

  static func operation(_ id: String, _ by: Account, _ at: Instant, _ act: Act) -> Operation {
    Operation(id: "op", entity: id, clerk: by.key, role: by.role, at: at, act: act)
  }

  static func acceptance(
    _ name: String, number: Int, on day: Day, matters: Set<String>,
    present: Set<String> = [], isScreened: Bool = false, channel: Dossier.Channel = .counter,
    place: String = ""
  ) -> Acceptance {
    let theme = rules.catalogue.themes[0]
    var answers = answers(name, number: number)
    answers[text: "registrationPlace"] = place
    let facts = Facts(answers: answers, matters: matters, today: day)
    let materials = MaterialRecord.needed(theme, facts, present: present)
    return Acceptance(
      number: "640104-7K3M-00012\(number)-W", theme: theme.key, themeVersion: theme.version,
      themeTitle: theme.title, channel: channel, hall: station.hall, counter: "3",
      ticket: "t\(number)", answers: facts.answers,
      openings: Opening.plan(
        theme, facts, materials: materials, calendar: rules.calendar, isScreened: isScreened),
      materials: materials, isScreened: isScreened)
  }

  static func accept(
    _ id: String, _ name: String, number: Int, on day: Day, matters: Set<String>,
    present: Set<String> = [], isScreened: Bool = false, channel: Dossier.Channel = .counter,
    place: String = ""
  ) throws -> Dossier {
    let acceptance = acceptance(
      name, number: number, on: day, matters: matters, present: present, isScreened: isScreened,
      channel: channel, place: place)
    return try Dossier.play(operation(id, clerk, at(day, 9, 5), .accept(acceptance)), on: nil)
  }

  /// Four dossiers: one lacks its material, one is reviewed and nearly due,
  /// one is overdue, one was declined and the applicant does not know yet.
  static let dossiers: [Dossier] = {
    do {
      let all: Set<String> = ["registration", "benefit", "jobService", "training"]
      let lacking = try accept(
        "d1", longName, number: 1, on: today, matters: all.union(["employmentAid"]))
      let near = try accept(
        "d2", rareName, number: 2, on: Day(2026, 3, 9)!, matters: all.union(["employmentAid"]),
        present: ["difficultyProof04"])
      let overdue = try accept(
        "d3", newestName, number: 3, on: Day(2026, 3, 2)!, matters: ["registration", "benefit"])
      var declined = try accept(
        "d4", "张示例", number: 4, on: Day(2026, 3, 10)!, matters: ["registration", "benefit"])
      declined = try Dossier.play(
        operation(
          "d4", decider, at(Day(2026, 3, 12)!, 16, 40),
          .decline(matter: "benefit", reason: "累计缴费不满一年")), on: declined)
      return [lacking, near, overdue, declined]
    } catch {
      preconditionFailure("a made-up dossier cannot be played: \(error)")
    }
  }()

  static let tickets: [Ticket] = (1...3).map { number in
    Ticket(
      id: "t\(number)", day: today, series: "3", class: rules.region.queue.classes[0],
      sequence: number, issuedAt: at(today, 9, number * 7))
  }

  static let drafts: [DraftSummary] = [(5, longName), (6, rareName), (7, newestName)].map {
    number, name in
    DraftSummary(
      id: "t\(number)", startedAt: at(today, 9, 40), updatedAt: at(today, 9, 40 + number),
      progress: DraftProgress(
        theme: "nx-jobseekers", themeVersion: "2025.1", ticketNumber: "A00\(number)",
        keys: SearchKeys(
          name: name, idNumber: "64010419900307\(1000 + number)", phone: "", birth: nil),
        done: 4 + number, total: 18))
  }

  static let backlog: Backlog = {
    let classes = rules.region.queue.classes.enumerated().map { index, ticketClass in
      WaitingClass(
        classKey: ticketClass.key, count: index == 0 ? 12 : index % 2,
        longest: 1_860_000 / (index + 1),
        average: 660_000 / (index + 1))
    }
    let due = DueCounts(overdue: 2, within: [3, 4, 1], later: 6, none: 5)
    let matters = rules.matters.map { matter in
      MatterBacklog(theme: "nx-jobseekers", matter: matter.key, title: matter.title, due: due)
    }
    return Backlog(
      at: now, cutoffs: [], waiting: classes,
      counters: [
        CounterLoad(counter: "1", serving: "A007", served: 9, averageWait: 540_000, accepted: 8),
        CounterLoad(counter: "3", serving: nil, served: 11, averageWait: 480_000, accepted: 10),
      ],
      matters: matters, due: due, needsTelling: 2, acceptedToday: 18, finishedToday: 15)
  }()
}

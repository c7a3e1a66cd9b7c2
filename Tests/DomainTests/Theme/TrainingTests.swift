import JSON
import Testing

@testable import Domain

@Suite("培训信息推送")
struct TrainingTests {
  let directory: TrainingDirectory

  init() throws {
    directory = try #require(try ShippedPacks.ningxia.get().training)
  }

  @Test("N0-24 每个培训专业都有培训机构，数据注明是示例")
  func everyCourse() throws {
    #expect(directory.title.contains("示例"))
    for entry in try #require(try ShippedPacks.book().table("trainingCourse")).entries {
      #expect(!directory.institutions(teaching: entry.code).isEmpty, "\(entry.text)")
    }
  }

  @Test("N0-24 按专业、时间、方式、地区匹配，已开班的不推送")
  func matching() throws {
    func offer(_ key: String, _ institution: String, _ day: Int, time: String = "1") -> JSON {
      [
        "key": .string(key), "course": "PX001", "institution": .string(institution),
        "starts": .string("2026-04-0\(day)"), "time": .string(time), "mode": "1", "seats": 30,
      ]
    }
    func school(_ key: String, _ division: String) -> JSON {
      [
        "key": .string(key), "title": "示例学校", "division": .string(division), "address": "示例路",
        "phone": "0951-5010000",
      ]
    }
    let directory = try TrainingDirectory(
      JSONReader([
        "title": "示例", "version": "1",
        "institutions": [school("near", "640104"), school("far", "640402")],
        "classes": [
          offer("a", "far", 3), offer("b", "near", 5), offer("c", "near", 4, time: "2"),
          offer("d", "near", 1), offer("e", "far", 9),
        ],
      ]))
    let today = try #require(Day(2026, 4, 2))
    var wish = [
      "trainingCourse": "PX001", "trainingTime": "4", "trainingMode": "4",
      "trainingDivision": "640104",
    ]
    func keys() -> [String] { directory.classes(for: wish, today: today).map(\.key) }
    #expect(keys() == ["c", "b", "a", "e"])
    wish["trainingTime"] = "2"
    #expect(keys() == ["c"])
    wish["trainingMode"] = "2"
    #expect(keys() == [])
    wish["trainingCourse"] = "PX002"
    #expect(keys() == [])
  }

  @Test(
    "坏的培训清单被拒绝",
    arguments: [
      ("classes[0].course", "PX999", "PX001"), ("classes[1].institution", "I9", "I1"),
      ("classes[2].starts", "2026-02-30", "a day"), ("classes[3].key", "K001", "only once"),
      ("classes[4].mode", "9", "4"),
    ])
  func refused(path: String, value: String, allowed: String) throws {
    let changed = try ShippedPacks.json("training/nx.json").setting(path, to: .string(value))
    let error = #expect(throws: PackError.self) {
      try Catalogue(
        region: ShippedPacks.file("regions/nx.json"), codeTables: ShippedPacks.files(in: "codes"),
        themes: ShippedPacks.files(in: "themes/nx"),
        training: Catalogue.File(name: "training/nx.json", bytes: changed.line))
    }
    guard case .content(let problems) = error?.cause else { return #expect(error == nil) }
    #expect(error?.file == "training/nx.json")
    #expect(problems.first?.path == path)
    #expect(problems.first?.found.contains(value) == true)
    #expect(problems.first?.allowed.contains(allowed) == true)
  }
}

@Suite("练习大厅")
struct PracticeHallTests {
  let hall: JSON
  let theme: Theme
  let book: CodeBook

  init() throws {
    hall = try ShippedPacks.json("practice/hall.json")
    theme = try ShippedPacks.jobseekers()
    book = try ShippedPacks.book()
  }

  private func list(_ key: String, of value: JSON) throws -> [JSON] {
    guard case .array(let elements) = try #require(value[key]) else { return [] }
    return elements
  }

  @Test("十二张号票、八份办件；号码连续，类别在地区包里")
  func counts() throws {
    let tickets = try list("tickets", of: hall)
    #expect(tickets.count == 12)
    #expect(try list("dossiers", of: hall).count == 8)
    #expect(Set(tickets.compactMap { $0["number"]?.string }).count == 12)
    for ticket in tickets {
      let key = try #require(ticket["class"]?.string)
      let found = try #require(book.region.queue.ticketClass(key))
      #expect(ticket["number"]?.string?.hasPrefix(found.prefix) == true)
      let state = try #require(ticket["state"]?.string)
      #expect(Ticket.State(rawValue: state) != nil)
    }
  }

  @Test("人物的身份号码有效，姓名一看就是虚构的")
  func people() throws {
    let words = ["示例", "练习", "演示", "示范", "样本", "假名", "虚构"]
    for person in try list("people", of: hall) {
      let number = try #require(person["idNumber"]?.string)
      let identity = try IdentityNumber(number, today: ShippedPacks.today)
      #expect(identity.born.description == person["birth"]?.string)
      #expect((identity.sex == .male ? "1" : "2") == person["sex"]?.string)
      #expect(words.contains { person["name"]?.string?.contains($0) == true })
    }
  }

  @Test("每份办件都能受理：没有错误，事项和材料都在主题里")
  func dossiers() throws {
    for dossier in try list("dossiers", of: hall) {
      var answers = Answers()
      guard case .object(let members) = try #require(dossier["answers"]) else { return }
      for (key, value) in members {
        if case .array(let rows) = value {
          answers[rows: key] = rows.map { row in
            guard case .object(let cells) = row else { return [:] }
            return cells.compactMapValues(\.string)
          }
        } else {
          answers[text: key] = value.string ?? ""
        }
      }
      let matters = try list("matters", of: dossier).compactMap(\.string)
      let facts = Facts(answers: answers, matters: Set(matters), today: ShippedPacks.today)
      let errors = theme.findings(facts, book).filter { $0.severity == .error }
      #expect(errors.map(\.text) == [], "\(dossier["key"]?.string ?? "")")
      #expect(theme.keptAnswers(facts) == answers)
      for event in try list("events", of: dossier) {
        #expect(matters.contains(event["matter"]?.string ?? ""))
      }
    }
  }
}

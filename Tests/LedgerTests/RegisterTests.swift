import Testing

@testable import Domain
@testable import Ledger

@Suite("台账记录") struct RegisterTests {
  private static let placement = RegisterNote(
    register: "posts", title: "公益性岗位台账",
    values: ["employer": "虚构单位", "from": "2026-03-13"], due: day("2026-12-31"), marks: true)

  @Test("记下的一条开着，办结一次就不能再办结；误记作废什么时候都可以")
  func life() throws {
    var world = try World()
    var dossier = try world.reviewing()
    try world.play(.enter(RegisterTests.placement), on: &dossier)
    let id = try #require(dossier.entries.first?.id)
    #expect(dossier.entries.map(\.isOpen) == [true])
    #expect(dossier.entries.map(\.by) == ["u-clerk"])
    #expect(dossier.marks == ["公益性岗位台账"])
    let done = RegisterEntry.Closing(result: "期满退出", note: "")
    world.expectRefusal(.unknownEntry, .close(entry: "x", done), on: dossier)
    world.expectRefusal(
      .reasonMissing(.registerClose),
      .close(entry: id, RegisterEntry.Closing(result: " ", note: "")), on: dossier)
    try world.play(.close(entry: id, done), on: &dossier)
    #expect(dossier.entries.map(\.isOpen) == [false] && dossier.marks.isEmpty)
    #expect(dossier.entries[0].closing?.at == nine(world.today))
    world.expectRefusal(.entryClosed, .close(entry: id, done), on: dossier)
    let void = RegisterEntry.Closing(result: "误记", note: "", isVoid: true)
    try world.play(.close(entry: id, void), on: &dossier)
    #expect(dossier.entries[0].closing?.isVoid == true)
    world.expectRefusal(.entryClosed, .close(entry: id, void), on: dossier)
  }

  @Test("不必办结的记下就完；空的不记；作废的办件不记")
  func enter() throws {
    var world = try World()
    var dossier = try world.reviewing()
    let report = RegisterNote(
      register: "reports", title: "求职经历", values: ["text": "面试一次"], isFinal: true)
    try world.play(.enter(report), on: &dossier)
    #expect(dossier.entries.map(\.isOpen) == [false])
    let empty = RegisterNote(register: "reports", title: "求职经历", values: ["text": ""])
    world.expectRefusal(.reasonMissing(.registerEnter), .enter(empty), on: dossier)
    let unsafe = RegisterNote(register: "r", title: "求职经历", values: ["text": "甲\u{202E}"])
    world.expectRefusal(.unsafeText(code: "U+202E"), .enter(unsafe), on: dossier)
    try world.play(world.void(dossier, nil), on: &dossier)
    world.expectRefusal(.illegal(.registerEnter, in: .voided), .enter(report), on: dossier)
  }
}

@Suite("增办与最低条数") struct AddedMinimumTests {
  @Test("增办失业登记：没有求职意向和培训意愿就不能增办；以后的更正也不能删光")
  func minimums() throws {
    var world = try World()
    let minimums = ["jobWishes": 1, "trainingWishes": 1]
    let bare = Answers(["name": .text("张示例")])
    let dossier = try world.accept(
      [world.opening("a", steps: [World.review])], answers: bare)
    let opening = world.opening(
      "registration", meaning: .unemploymentRegistration, steps: [World.review])
    world.expectRefusal(
      .missingWishes(section: "jobWishes"), .add([opening], materials: [], minimums: minimums),
      on: dossier)
    var full = try world.accept([world.opening("a", steps: [World.review])])
    try world.play(.add([opening], materials: [], minimums: minimums), on: &full)
    #expect(full.minimums == minimums)
    let none = Change(key: "jobWishes", old: World.answers["jobWishes"], new: nil)
    world.expectRefusal(
      .missingWishes(section: "jobWishes"), .amend([none], reason: "录入有误"), on: full)
  }
}

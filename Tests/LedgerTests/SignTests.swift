import Testing

@testable import Domain
@testable import Ledger

@Suite("加签") struct SignTests {
  @Test("加签在当前环节以前加一个环节，通过以后回到原来的环节和部门，时限不变")
  func sign() throws {
    var world = try World()
    var dossier = try world.accept([world.opening("a", steps: World.twoSteps)])
    let before = try #require(dossier.proceeding("a"))
    try world.play(
      .sign(matter: "a", department: "personnel", reason: "特殊情形"), on: &dossier)
    let signed = try #require(dossier.proceeding("a"))
    #expect(signed.department == "personnel")
    #expect(signed.currentStep?.title == "加签")
    #expect(signed.steps.count == 3)
    #expect(signed.clock == before.clock)
    #expect(signed.receivedAt == nil)
    // It is reviewed like every other step, and cannot end the matter.
    world.expectRefusal(
      .illegal(.proceedingApprove, in: .reviewing), .approve(matter: "a", opinion: ""),
      on: dossier)
    try world.play(.pass(matter: "a", step: "sign-1", opinion: "同意"), on: &dossier)
    #expect(dossier.proceeding("a")?.currentStep == before.currentStep)
    #expect(dossier.proceeding("a")?.department == before.department)
  }

  @Test("逐级审核：加签可以一个接一个；转办过的回到转去的部门")
  func several() throws {
    var world = try World()
    var dossier = try world.reviewing()
    try world.play(.handOn(matter: "a", department: "hrss", reason: "不归本部门"), on: &dossier)
    try world.play(.sign(matter: "a", department: "county", reason: "特殊情形"), on: &dossier)
    try world.play(.sign(matter: "a", department: "city", reason: "再上一级"), on: &dossier)
    #expect(dossier.proceeding("a")?.steps.map(\.key) == ["sign-2", "sign-1", "review"])
    var departments: [String?] = [dossier.proceeding("a")?.department]
    for step in ["sign-2", "sign-1"] {
      try world.play(.pass(matter: "a", step: step, opinion: ""), on: &dossier)
      departments.append(dossier.proceeding("a")?.department)
    }
    #expect(departments == ["city", "county", "hrss"])
    try world.play(.approve(matter: "a", opinion: ""), on: &dossier)
    #expect(dossier.isClosed)
  }

  @Test("加签要有原因，不能加给正在办的部门，只有经办能加，办结的不能加")
  func refusals() throws {
    var world = try World()
    var dossier = try world.reviewing()
    world.expectRefusal(
      .reasonMissing(.proceedingSign), .sign(matter: "a", department: "hrss", reason: " "),
      on: dossier)
    world.expectRefusal(
      .illegal(.proceedingSign, in: .reviewing),
      .sign(matter: "a", department: "insurance", reason: "特殊情形"), on: dossier)
    let sign = Act.sign(matter: "a", department: "hrss", reason: "特殊情形")
    world.expectRefusal(.notAllowed(.clerk, .proceedingSign), sign, role: .clerk, on: dossier)
    try world.play(.approve(matter: "a", opinion: ""), on: &dossier)
    world.expectRefusal(.illegal(.proceedingSign, in: .approved), sign, on: dossier)
  }

  @Test("特别程序要书面告知申请人")
  func hold() throws {
    var world = try World()
    var dossier = try world.reviewing()
    try world.play(world.hold(dossier), on: &dossier)
    #expect(dossier.proceeding("a")?.needsTelling == true)
    try world.play(.told(matter: "a"), on: &dossier)
    #expect(dossier.proceeding("a")?.needsTelling == false)
    #expect(dossier.proceeding("a")?.state == .held)
    try world.play(world.resume(dossier), on: &dossier)
    #expect(dossier.proceeding("a")?.state == .reviewing)
  }
}

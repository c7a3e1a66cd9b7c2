import Domain
import JSON

@testable import Ledger

/// One operation of every kind, with everything in it that can be in it.
enum Samples {
  static let at = nine(day("2026-03-13"))

  static let clock = Clock(
    accepted: day("2026-03-13"), statutory: .workingDays(10), promised: .workingDays(5), due: nil,
    statutoryDue: nil, isProvisional: true,
    pauses: [
      Pause(.specialProcedure, start: day("2026-03-16"), end: day("2026-03-18")),
      Pause(.correction, start: day("2026-03-19"), end: nil),
    ])

  static let stopped = Clock(
    accepted: nil, statutory: .notStated, promised: .immediate, due: nil, statutoryDue: nil)

  static let running = Clock(
    accepted: day("2026-03-13"), statutory: .calendarDays(15), promised: .workingDays(5),
    due: day("2026-03-20"), statutoryDue: day("2026-03-30"))

  static let acceptance = Acceptance(
    number: "640104-7K3M-000123-W", theme: "nx-jobseekers", themeVersion: "2025.1",
    themeTitle: "高校毕业生等人员就业一件事", channel: .portal, hall: "640104001", counter: "1",
    ticket: "t1", intake: "i1",
    answers: Answers([
      "name": .text("张示例"),
      "jobWishes": .rows([["wishOccupation": "6-31-01", "wishWage": "4000"], ["wishWage": ""]]),
      "trainingWishes": .rows([["trainingCourse": "PX001"]]),
    ]),
    openings: [
      Opening(
        matter: "registration", title: "失业登记", meaning: .unemploymentRegistration,
        department: "hrss", steps: [], waitsFor: [], missing: [], clock: running),
      Opening(
        matter: "employmentAid", title: "就业援助", meaning: nil, department: "employment",
        steps: World.twoSteps, waitsFor: ["registration"], missing: ["虚构证明"], clock: stopped),
    ],
    materials: [
      MaterialRecord(
        rule: "proof", title: "虚构证明", matters: ["employmentAid"], isRequired: true,
        isPresent: false, copies: 0, note: ""),
      MaterialRecord(
        rule: "card", title: "社会保障卡", matters: ["registration", "employmentAid"],
        isRequired: false, isPresent: true, copies: 2, note: "复印件\n已核对"),
    ],
    pushes: [
      TrainingPush(
        course: "PX001", institution: "虚构培训学校", place: "虚构路1号", phone: "0951-0000000",
        starts: "2026-04-01")
    ], minimums: ["jobWishes": 1, "trainingWishes": 2], isScreened: true)

  static let ticket: Ticket = {
    var ticket = Ticket(
      id: "t1", day: day("2026-03-13"), series: "A",
      class: TicketClass(key: "priority", title: "优先", prefix: "Y", hasPriority: true),
      sequence: 7, issuedAt: at, target: Ticket.Target(counter: "2", service: "hrss"), note: "轮椅")
    ticket.state = .served
    ticket.calledAt = at.adding(milliseconds: 1)
    ticket.endedAt = at.adding(milliseconds: 2)
    ticket.counter = "2"
    ticket.recalls = 3
    ticket.passedBy = 1
    return ticket
  }()

  static let waiting = Ticket(
    id: "t1", day: day("2026-03-13"), series: "A",
    class: TicketClass(key: "priority", title: "优先", prefix: "Y", hasPriority: true),
    sequence: 7, issuedAt: at)

  static let hash = String(repeating: "0123456789abcdef", count: 4)

  static func act(_ kind: Operation.Kind) -> Act {
    switch kind {
    case .dossierAccept: .accept(acceptance)
    case .dossierAmend:
      .amend(
        [
          Change(key: "phone", old: .text("13900000000"), new: .text("13900000001")),
          Change(key: "email", old: nil, new: .text("a@example.com")),
          Change(key: "jobWishes", old: .rows([["wishWage": "4000"]]), new: nil),
        ], reason: "录入有误")
    case .dossierAdd:
      .add(
        [
          Opening(
            matter: "benefit", title: "失业保险金", meaning: .unemploymentBenefit,
            department: "insurance", steps: [World.review], waitsFor: [], missing: [],
            clock: running, tellsResult: true)
        ], materials: acceptance.materials, minimums: ["jobWishes": 1, "trainingWishes": 2])
    case .dossierVoid: .void(matter: "a", reason: "受理时选错", starts: ["b": running, "c": running])
    case .dossierScreen: .screen(starts: ["b": running, "c": running])
    case .dossierServe:
      .serve(
        Service(
          followUp: "monthlySurvey", title: "跟踪调查", method: "电话调查", result: .unreachable,
          note: "无人接听"))
    case .dossierRate: .rate(Rating(grade: .bad, note: "等得太久"))
    case .proceedingReceive: .receive(matter: "a")
    case .proceedingSign: .sign(matter: "a", department: "insurance", reason: "特殊情形")
    case .proceedingHandOn: .handOn(matter: "a", department: "insurance", reason: "不属本部门")
    case .proceedingRedate: .redate(matter: "a", reason: "受理日期录错", clock: running)
    case .conflictSettle:
      .settle(
        conflict: "op-1",
        [Change(key: "phone", old: .text("13900000000"), new: .text("13900000001"))])
    case .duplicateKeep: .keep(duplicate: "640104-7K3M-000123-W", reason: "两次失业")
    case .doubtClear: .clear(Clearing([.time, .clerk], of: .dossier, reason: "当时时钟慢了一天"))
    case .dossierRenumber: .renumber("640104-7K3M-000124-V")
    case .intakeReturn: .returnIntake(reason: "照片看不清")
    case .dossierNote: .note("备注“甲”\\乙\n𠮷")
    case .materialPut:
      .putMaterial(
        rule: "proof", copies: 2, note: "原件", starts: ["employmentAid": running, "b": stopped])
    case .materialAttach:
      .attach(rule: "proof", Scan(hash: hash, size: 204_800, format: .jpeg))
    case .materialDetach: .detach(rule: "proof", hash: hash, reason: "附错了人")
    case .registerEnter:
      .enter(
        RegisterNote(
          register: "posts", title: "公益性岗位台账", values: ["employer": "虚构单位"],
          due: day("2026-12-31"), marks: true, isFinal: true))
    case .registerClose:
      .close(
        entry: "op7", RegisterEntry.Closing(result: "期满退出", note: "虚构", isVoid: true))
    case .proceedingVerify: .verify(matter: "a", mode: .sharedData, clock: running)
    case .proceedingPass: .pass(matter: "a", step: "initial", opinion: "初审合格")
    case .proceedingAsk:
      .ask(matter: "a", items: ["一", "二"], reason: "看不清", clock: clock)
    case .proceedingHold: .hold(matter: "a", reason: "入户调查", clock: clock)
    case .proceedingResume: .resume(matter: "a", clock: running)
    case .proceedingApprove:
      .approve(matter: "a", opinion: "同意", starts: ["b": running, "c": running])
    case .proceedingDecline:
      .decline(matter: "a", reason: "不属于认定范围", starts: ["b": running, "c": running])
    case .proceedingWithdraw:
      .withdraw(matter: "a", reason: "申请人撤回", starts: ["b": running, "c": running])
    case .proceedingTold: .told(matter: "a")
    case .ticketChange:
      .changeTicket(
        TicketChange(
          action: .finish, before: waiting, after: ticket, passed: ["t2", "t3"], at: at,
          reason: "办结"))
    case .ticketUndo:
      .undoTicket(
        TicketChange(action: .issue, before: nil, after: waiting, passed: [], at: at, reason: ""))
    case .appointmentBook:
      .book(
        Booking(
          service: "guidance", title: "一对一职业指导", capacity: 2, day: day("2026-03-17"),
          slot: "09:30", name: "张示例", phone: "13900000000", dossier: "d1", note: "轮椅"))
    case .appointmentCancel: .cancelBooking(reason: "临时有事")
    case .appointmentArrive: .arrive(ticket: "t1")
    case .accountPut:
      .putAccount(
        Account(
          key: "u2", name: "李示例", role: .reviewer, departments: ["hrss", "insurance"],
          isActive: false))
    case .accountPassphrase:
      .setPassphrase(
        PassphraseMark(
          digest: String(repeating: "f1", count: 32),
          oneTimeUntil: Instant(milliseconds: 1_774_000_000_000)))
    case .reportIssue:
      .issueReport(
        Report(
          month: Month(2026, 3), at: day("2026-04-01"),
          figures: [Figure(.accepted, of: "nx-jobseekers"): 3]))
    case .auditPaper: .paper(kind: .correction, matter: "a", copy: 2)
    case .auditUnmask: .unmask(field: "idNumber")
    case .auditExport: .export(dossiers: 12)
    case .auditSignIn: .signIn
    case .auditSignInFailed: .signInFailed
    case .auditSignOut: .signOut
    case .auditClock: .clock(ClockFault(.step, seconds: -7_200))
    }
  }

  static func operation(_ kind: Operation.Kind) -> Operation {
    Operation(
      id: "0195a1f0-0000-7000-8000-000000000001", entity: "d1", clerk: "u1", role: .clerk, at: at,
      act: act(kind))
  }
}

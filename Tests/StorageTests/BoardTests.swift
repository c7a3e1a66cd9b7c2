import Domain
import Ledger
import MadeUp
import Testing

@testable import Storage

@Suite("看板与积压：与逐件清点的结果一样")
struct BoardTests {
  private let test: TestStore
  private var all: [(dossier: Dossier, proceeding: Proceeding)] = []

  init() throws {
    test = try TestStore(seed: 11)
    for _ in 0..<120 {
      test.made.tick(milliseconds: 3_600_000)
      try test.accept(isOpen: test.made.random.below(5) > 0)
    }
    var dossiers: [Dossier] = []
    try test.store.forEachDossier { dossiers.append($0) }
    for _ in 0..<400 {
      let index = test.made.random.below(dossiers.count)
      guard let operation = test.made.step(on: dossiers[index]) else { continue }
      dossiers[index] = try #require(try test.store.record(operation))
    }
    for dossier in dossiers { all += dossier.proceedings.map { (dossier, $0) } }
  }

  private func key(_ dossier: Dossier, _ proceeding: Proceeding) -> String {
    dossier.number + proceeding.matter
  }

  /// The filters, read once more and written another way.
  private func fits(_ query: BoardQuery, _ dossier: Dossier, _ proceeding: Proceeding) -> Bool {
    let name = dossier.answers[text: "name"]
    let bounds = (query.dueFrom ?? Day(number: -1))...(query.dueThrough ?? Day(number: 999_999))
    let isDue =
      query.dueFrom == nil && query.dueThrough == nil
      || proceeding.clock.due.map(bounds.contains) == true
    let isRecent =
      !proceeding.state.isFinal || query.finishedFrom == nil
      || proceeding.finishedAt.map { $0.day >= query.finishedFrom! } == true
    return isDue && isRecent
      && (query.departments.isEmpty || query.departments.contains(proceeding.department))
      && (query.matters.isEmpty || query.matters.contains(proceeding.matter))
      && (query.counter == nil || query.counter == dossier.counter)
      && (query.clerk == nil || query.clerk == dossier.clerk)
      && (query.needsTelling == nil || query.needsTelling == proceeding.needsTelling)
      && (query.text.isEmpty || name.contains(query.text)
        || dossier.number.contains(query.text.uppercased()))
  }

  private func check(_ query: BoardQuery) throws {
    let fitting = all.filter { fits(query, $0.dossier, $0.proceeding) }
    let chosen = fitting.filter {
      query.states.isEmpty
        ? !$0.proceeding.state.isFinal : query.states.contains($0.proceeding.state)
    }
    let page = try test.store.board(query)
    #expect(page.total == chosen.count, "\(query)")
    #expect(
      Set(page.rows.map { $0.number + $0.matter })
        == Set(chosen.map { key($0.dossier, $0.proceeding) }), "\(query)")
    for state in Proceeding.State.allCases {
      let isCounted =
        !state.isFinal || query.finishedFrom != nil || query.states.contains(where: \.isFinal)
      let count = fitting.count { $0.proceeding.state == state }
      #expect(page.counts[state] ?? 0 == (isCounted ? count : 0), "\(state) of \(query)")
    }
  }

  @Test("每一种筛选")
  func filters() throws {
    let today = test.made.now.day
    let name = all[40].dossier.answers[text: "name"]
    let number = all[40].dossier.number
    let states: [Set<Proceeding.State>] =
      [[], [.reviewing], [.asked, .held], [.approved], [.reviewing, .declined], [.incomplete]]
    for state in states {
      for query in [
        BoardQuery(), BoardQuery(departments: ["employment"]),
        BoardQuery(
          departments: ["employment", "insurance"], matters: ["benefit", "employmentAid"]),
        BoardQuery(counter: "2"), BoardQuery(clerk: "u1"), BoardQuery(clerk: "nobody"),
        BoardQuery(dueThrough: today.adding(-1)), BoardQuery(dueFrom: today),
        BoardQuery(dueFrom: today, dueThrough: today.adding(3)), BoardQuery(needsTelling: true),
        BoardQuery(needsTelling: false), BoardQuery(finishedFrom: today.adding(-1)),
        BoardQuery(text: String(name.prefix(1))), BoardQuery(text: number.lowercased()),
        BoardQuery(text: "%"), BoardQuery(counter: "1", needsTelling: true, text: "王"),
      ] {
        var query = query
        query.states = state
        query.limit = 10_000
        try check(query)
      }
    }
  }

  @Test("每一种排序，正反两向；翻页不重不漏", arguments: BoardQuery.Sort.allCases, [false, true])
  func sorting(sort: BoardQuery.Sort, isDescending: Bool) throws {
    let whole = try test.store.board(
      BoardQuery(sort: sort, isDescending: isDescending, limit: 10_000)
    ).rows
    var pages: [BoardRow] = []
    while true {
      let page = try test.store.board(
        BoardQuery(sort: sort, isDescending: isDescending, offset: pages.count, limit: 7))
      if page.rows.isEmpty { break }
      pages += page.rows
    }
    #expect(pages == whole)
    #expect(whole.count > 50)
    for (first, second) in zip(whole, whole.dropFirst()) {
      let (a, b) = isDescending ? (second, first) : (first, second)
      switch sort {
      case .due:
        #expect(a.clock.due?.number ?? Int.max <= b.clock.due?.number ?? Int.max)
      case .accepted: #expect(a.acceptedAt <= b.acceptedAt)
      case .department: #expect(a.department <= b.department)
      case .name:
        let (left, right) = (Person.readings(of: a.name)[0], Person.readings(of: b.name)[0])
        #expect(left.joined(separator: " ") <= right.joined(separator: " "))
      }
    }
  }

  @Test("行里的内容就是办件里的内容")
  func rows() throws {
    for row in try test.store.board(BoardQuery(limit: 10_000)).rows {
      let found = all.first { $0.dossier.id == row.dossier && $0.proceeding.matter == row.matter }
      let (dossier, proceeding) = try #require(found)
      #expect(
        row
          == BoardRow(
            dossier: dossier.id, number: dossier.number, theme: dossier.theme,
            matter: proceeding.matter, title: proceeding.title,
            name: dossier.answers[text: "name"], department: proceeding.department,
            division: dossier.division(of: proceeding), helpers: proceeding.awaitedHelpers,
            state: proceeding.state, step: proceeding.currentStep?.title ?? "",
            clock: proceeding.clock, needsTelling: proceeding.needsTelling,
            reason: proceeding.reason, counter: dossier.counter, clerk: dossier.clerk,
            acceptedAt: dossier.acceptedAt, finishedAt: proceeding.finishedAt,
            isReceived: proceeding.receivedAt != nil,
            waitsFor: proceeding.state == .waiting
              ? proceeding.waitsFor.compactMap(dossier.proceeding).filter { !$0.state.isFinal }
                .map(\.title).joined(separator: "、") : ""))
    }
  }

  @Test("积压：到期分布每件只算一次，与清点一致")
  func backlog() throws {
    let now = test.made.now
    let cutoffs = [now.day.adding(1), now.day.adding(5)]
    let backlog = try test.store.backlog(at: now, cutoffs: cutoffs)
    let open = all.filter { !$0.proceeding.state.isFinal }
    func count(_ fits: (Day?) -> Bool) -> Int { open.count { fits($0.proceeding.clock.due) } }
    #expect(
      backlog.due
        == DueCounts(
          overdue: count { $0.map { $0 < now.day } ?? false },
          within: [
            count { $0.map { $0 >= now.day && $0 <= cutoffs[0] } ?? false },
            count { $0.map { $0 > cutoffs[0] && $0 <= cutoffs[1] } ?? false },
          ],
          later: count { $0.map { $0 > cutoffs[1] } ?? false }, none: count { $0 == nil }))
    #expect(backlog.due.total == open.count)
    #expect(backlog.due.overdue > 0 && backlog.due.none > 0)
    for matter in backlog.matters {
      #expect(matter.due.total == open.count { $0.proceeding.matter == matter.matter })
    }
    #expect(backlog.needsTelling == open.count { $0.proceeding.needsTelling })
    #expect(
      backlog.finishedToday == all.count { $0.proceeding.finishedAt?.day == now.day })
    let numbers = Set(
      all.filter { $0.dossier.acceptedAt.day == now.day }.map(\.dossier.number))
    #expect(backlog.acceptedToday == numbers.count)
    #expect(backlog.counters.reduce(0) { $0 + $1.accepted } == numbers.count)
  }

  @Test("积压：等候与窗口的数字")
  func queue() throws {
    let test = try TestStore()
    let rule = TestStore.rule
    let (first, second, third) = (try test.issue(), try test.issue(), try test.issue("veteran"))
    var now = third.issuedAt.adding(milliseconds: 60_000)
    let call = try #require(
      rule.callNext(in: try test.store.tickets(on: now.day), for: Counter(key: "2"), at: now))
    #expect(call.after.id == third.id)
    try test.record(call)
    try test.record(try call.after.finished(at: now))
    now = third.issuedAt.adding(milliseconds: 100_000)
    let next = try #require(
      rule.callNext(in: try test.store.tickets(on: now.day), for: Counter(key: "1"), at: now))
    try test.record(next)
    let backlog = try test.store.backlog(at: now, cutoffs: [])
    let waited = now.milliseconds - second.issuedAt.milliseconds
    #expect(
      backlog.waiting
        == [WaitingClass(classKey: "ordinary", count: 1, longest: waited, average: waited)])
    #expect(
      backlog.counters == [
        CounterLoad(
          counter: "1", serving: first.number, served: 0,
          averageWait: now.milliseconds - first.issuedAt.milliseconds, accepted: 0),
        CounterLoad(counter: "2", serving: nil, served: 1, averageWait: 60_000, accepted: 0),
      ])
  }
}

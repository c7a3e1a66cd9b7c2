import DeskDriver
import Domain
import Ledger
import TUI
import Testing

@testable import Desk

@Suite("全号不露")
struct VeilTests {
  private static let sizes = [Size(columns: 80, rows: 24), Size(columns: 132, rows: 43)]

  /// Parts of planted numbers and telephones that no picture may hold: ten characters of
  /// a number, eight of a telephone.
  private static func pieces(_ answers: Answers) -> Set<String> {
    var pieces: Set<String> = []
    for (full, _) in answers.guardedWords(ShippedRules.rulebook.catalogue.themes[0]) {
      let length = full.count >= 15 ? 10 : 8
      let letters = Array(full)
      guard letters.count >= length else { continue }
      for start in 0...(letters.count - length) {
        pieces.insert(String(letters[start..<start + length]))
      }
    }
    return pieces
  }

  private static let planted: Set<String> = {
    let all = MadeUpHall.dossiers.map(\.answers) + JoinedHall.intakes.map(\.answers)
    return all.reduce(into: Set<String>()) { $0.formUnion(pieces($1)) }
  }()

  private func leaks(_ desk: DeskState) -> [String] {
    let text = desk.canvas.textPlane.joined(separator: "\n")
    return VeilTests.planted.filter { text.contains($0) }.map { String($0.prefix(3)) }
  }

  @Test(
    "First aid 14: no page of the desk shows a planted number or telephone in full",
    arguments: TestScreen.allCases)
  func everyScreen(_ screen: TestScreen) throws {
    for size in VeilTests.sizes {
      var driver = try screen.open(size)
      #expect(leaks(driver.desk) == [], "\(screen)")
      for key in [Key.down, .pageDown, .end, .right, .function(1), .escape, .function(11), .enter] {
        driver.press(key)
        #expect(leaks(driver.desk) == [], "\(screen) after \(key.label)")
      }
    }
  }

  @Test("First aid 14: every command on every dossier, and what it opens, shows none either")
  func everyCommand() throws {
    for account in [MadeUpHall.clerk, MadeUpHall.decider, MadeUpHall.supervisor] {
      for command in Command.allCases where command != .unmask {
        for dossier in MadeUpHall.dossiers.prefix(2) {
          var driver = ScreenDriver(account, size: VeilTests.sizes[1])
          try driver.page(dossier.id, dossier.proceedings[0].matter, command)
          #expect(leaks(driver.desk) == [], "\(command)")
        }
      }
    }
  }

  @Test("First aid 14: the preview of every paper is masked until its claim is on record")
  func papers() throws {
    let count = MadeUpHall.dossiers[1].paperChoices(
      ScreenDriver(MadeUpHall.clerk).desk.boardContext
    ).count
    var printed: [String] = []
    for number in 1...min(9, count) {
      var driver = ScreenDriver(MadeUpHall.clerk, size: VeilTests.sizes[1])
      try driver.page("d2", "benefit", .print)
      try driver.press("\(number)<Enter>")
      try #require(driver.desk.screen == .paper)
      let person = driver.desk.dossier?.dossier.answers[text: "name"] ?? ""
      for _ in 0..<4 {
        #expect(leaks(driver.desk) == [])
        #expect(!driver.text.contains(person))
        try driver.press("<PageDown>")
      }
      let before = driver.papers.count
      try driver.press("<F11>")
      // On paper the law's own text stands in full.
      #expect(driver.papers.count == before + 1)
      printed += (driver.papers.last?.lines ?? []).filter { $0.contains(person) }
      #expect(driver.acts.isEmpty == false || driver.dossier("d2")?.papers.isEmpty == false)
      try driver.press("<F3>")
      #expect(leaks(driver.desk) == [])
    }
    #expect(!printed.isEmpty)
  }

  @Test(
    "First aid 14: the recorded command shows one page, and leaving, locking, signing out and stopping hide it"
  )
  func unmasking() throws {
    for leave in ["<F3>", "<F10>61", "<F10>62", "<PageDown>", "<F11>1<Enter>", "<F10>41"] {
      var driver = ScreenDriver(MadeUpHall.clerk)
      try driver.press("<F10>41<Enter>")
      let page = try #require(driver.desk.dossier?.dossier)
      try driver.press("<C-e>")
      #expect(leaks(driver.desk) == [], "asked, not recorded")
      try driver.press("1<Enter>")
      #expect(driver.acts.contains(.unmask(field: "idNumber")))
      #expect(driver.text.contains(page.answers[text: "idNumber"]))
      #expect(driver.text.contains(page.answers[text: "phone"]))
      try driver.press(leave)
      if leave == "<PageDown>", driver.desk.dossier?.dossier.id == page.id { continue }
      #expect(leaks(driver.desk) == [], "\(leave)")
      if leave == "<F10>61" {
        driver.send(.reply(.signedIn(MadeUpHall.clerk)))
        #expect(driver.desk.screen == .dossier && leaks(driver.desk) == [], "unlocked")
      }
    }
    var driver = ScreenDriver(MadeUpHall.clerk)
    try driver.press("<F10>41<Enter><C-e>1<Enter>")
    driver.send(.reply(.link(LinkStatus(state: .revoked, unsent: 0, tasks: 0))))
    #expect(leaks(driver.desk) == [])
  }

  @Test("First aid 14: another's record, and one that failed, unmask nothing")
  func foreignRecord() throws {
    var desk = ScreenDriver(MadeUpHall.clerk).desk
    _ = desk.update(.reply(.dossier(MadeUpHall.dossiers[1])))
    var driver = ScreenDriver(MadeUpHall.clerk)
    try driver.press("<F10>41<Enter>")
    let page = try #require(driver.desk.dossier?.dossier)
    var waiting = driver.desk
    for key in try Key.script("<C-e>1<Enter>") { _ = waiting.update(.input(.key(key))) }
    // Somebody else's record of the same dossier comes first.
    let foreign = try Dossier.play(
      MadeUpHall.operation(
        page.id, MadeUpHall.supervisor, MadeUpHall.now, .unmask(field: "idNumber")), on: page)
    var other = waiting
    _ = other.update(.reply(.dossier(foreign)))
    #expect(leaks(other) == [])
    // The own record failed; a later one of another day opens nothing.
    _ = waiting.update(.reply(.failed(Failure("磁盘已满"))))
    let own = try Dossier.play(
      MadeUpHall.operation(
        page.id, MadeUpHall.clerk, MadeUpHall.now, .unmask(field: "idNumber")), on: page)
    _ = waiting.update(.reply(.dossier(own)))
    #expect(leaks(waiting) == [])
  }

  @Test(
    "First aid 14: a known number typed into a form brings telephones in part, and what is typed stays in sight"
  )
  func knownNumber() throws {
    for size in VeilTests.sizes {
      var driver = DeskDriver.atForm(
        size: size, hall: DeskHall(waiting: ["ordinary", "ordinary"]))
      try driver.press(KnownPersonTests.dossier + "<F2>640104199003070014")
      let form = try #require(driver.desk.form)
      try #require(form.answers[text: "phone"] == "13900000000")
      #expect(driver.text.contains("640104199003070014"))
      #expect(driver.text.contains("139****0000") && !driver.text.contains("13900000000"))
      // Under the caret it is in part, too; a key takes all of it or nothing.
      for _ in 0..<40
      where driver.desk.form?.focus != .field(section: "applicant", row: nil, field: "phone") {
        try driver.press("<Tab>")
      }
      #expect(driver.text.contains("139****0000"))
      for key in ["<Left>", "<Home>", "<End>", "<Right>"] {
        try driver.press(key)
        #expect(driver.text.contains("139****0000") && !driver.text.contains("1390000"))
      }
      var emptied = driver
      try emptied.press("<Backspace>")
      #expect(emptied.desk.form?.entry.text == "")
      try driver.press("13900000001")
      #expect(driver.text.contains("13900000001"))
    }
  }

  @Test(
    "First aid 14: a draft that is opened again shows numbers in part until they are typed anew")
  func draft() throws {
    var driver = DeskDriver.atForm()
    try driver.press("640104199003070014张示例<Enter>")
    #expect(driver.text.contains("640104199003070014"))
    try driver.press("<F10>62")
    try driver.press("2<Enter>" + DeskHall.passphrase + "<Enter><F2>")
    try #require(driver.desk.form?.answers[text: "idNumber"] == "640104199003070014")
    #expect(!driver.text.contains("64010419900307") && driver.text.contains("6401**********0014"))
  }

  /// Numbers of people beside the applicant, as clerks write them into free text.
  private static let written =
    "找家属13955557777或 139 5555 7777，号码640104196503070021，" + "家里0951-5017777、+85291237777"
  private static let writtenParts = ["1395555", "139 5555", "64010419", "501777", "9123777"]

  @Test(
    "First aid 14: numbers in notes, reasons, opinions and services are covered until the record")
  func freeText() throws {
    let text = VeilTests.written
    let by = MadeUpHall.supervisor
    var planted: [Dossier] = []
    for dossier in MadeUpHall.dossiers {
      var dossier = dossier
      var acts: [Act] = [
        .note(text), .rate(Rating(grade: .veryGood, note: text)),
        .serve(Service(followUp: nil, title: "回访", result: .done, note: text)),
      ]
      for proceeding in dossier.proceedings {
        acts.append(.decline(matter: proceeding.matter, reason: text))
        acts.append(.withdraw(matter: proceeding.matter, reason: text))
      }
      for act in acts {
        let operation = MadeUpHall.operation(dossier.id, by, MadeUpHall.now, act)
        if let next = try? Dossier.play(operation, on: dossier) { dossier = next }
      }
      planted.append(dossier)
    }
    func expectCovered(_ driver: ScreenDriver, _ place: String) {
      for part in VeilTests.writtenParts {
        let isThere = driver.text.contains(part)
        #expect(!isThere, "\(part)… \(place)")
      }
    }
    var hasShownPart = false
    for command in Command.allCases where command != .unmask {
      for dossier in planted.prefix(3) {
        var driver = ScreenDriver(by, size: VeilTests.sizes[1], dossiers: planted)
        try driver.page(dossier.id, dossier.proceedings[0].matter, command)
        expectCovered(driver, "\(command)")
        hasShownPart = hasShownPart || driver.text.contains("139****7777")
        for digit in 1...4 {
          try driver.press("\(digit)<Enter><PageDown>")
          expectCovered(driver, "\(command), then \(digit)")
        }
      }
    }
    #expect(hasShownPart)
    // The record opens them with the rest of the page, and what is being typed is in sight.
    var driver = ScreenDriver(by, size: VeilTests.sizes[1], dossiers: planted)
    let first = planted[0]
    try driver.page(first.id, first.proceedings[0].matter, .unmask)
    try driver.press("1<Enter>")
    for number in ["13955557777", "0951-5017777", "+85291237777"] {
      #expect(driver.text.contains(number))
    }
    try driver.page(first.id, first.proceedings[0].matter, .note)
    try driver.press("电话13955558888或 139 5555 9999")
    #expect(driver.text.contains("13955558888或 139 5555 9999"))
  }

  @Test(
    "First aid 14: a number in a free text of an opened draft stays covered while it is edited"
  )
  func freeTextOfDraft() throws {
    var driver = DeskDriver.atForm()
    let section = try #require(driver.desk.form?.theme.field("remark")?.section.key)
    let goal = FormItem.field(section: section, row: nil, field: "remark")
    for _ in 0..<60 where driver.desk.form?.focus != goal { try driver.press("<Tab>") }
    try #require(driver.desk.form?.focus == goal)
    try driver.press("示例街道，找13955557777<Enter>")
    #expect(driver.text.contains("13955557777"), "it was just typed")
    try driver.press("<F10>62")
    try driver.press("2<Enter>" + DeskHall.passphrase + "<Enter><F2>")
    for _ in 0..<60 where driver.desk.form?.focus != goal { try driver.press("<Tab>") }
    try #require(driver.desk.form?.focus == goal)
    #expect(driver.text.contains("139****7777") && !driver.text.contains("13955557777"))
    for keys in ["<End>", "一号", "<Home>", "<Right>", "13955558888 "] {
      try driver.press(keys)
      #expect(driver.text.contains("139****7777") && !driver.text.contains("13955557777"))
    }
    #expect(driver.text.contains("13955558888"))
  }

  @Test("First aid 14: whatever a screen writes, a number that came from the store is covered")
  func gate() {
    var canvas = Canvas(
      Size(columns: 40, rows: 2),
      cover: Cover(["13900001001": "139****1001", "E12345678": "*******78"]))
    canvas.write("电话13900001001，护照E12345678", at: Point(column: 0, row: 0))
    canvas.write("139000010012", in: canvas.area, row: 1)
    #expect(canvas.textPlane[0].hasPrefix("电话139****1001，护照*******78"))
    #expect(canvas.textPlane[1].hasPrefix("139000010012"), "a longer number is another one")
  }
}

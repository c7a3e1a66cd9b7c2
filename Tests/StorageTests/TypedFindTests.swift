import Domain
import Foundation
import Ledger
import MadeUp
import SQLite
import Testing

@testable import Storage

/// What was typed into the search box, as forms accept it.
@Suite("查找：怎么录入怎么找")
struct TypedFindTests {
  private let test: TestStore
  private let dossier: Dossier
  private static let serial = 5

  private static let answers = [
    "name": "买买提·阿不都", "idNumber": "64010420030307002X", "phone": "13800000001",
  ]

  /// Twenty dossiers, the fifth one of whom the tests look for.
  init() throws {
    test = try TestStore(seed: 3, log: "XCQP")
    for _ in 0..<20 { try test.accept() }
    var all: [Dossier] = []
    try test.store.forEachDossier { all.append($0) }
    dossier = all[Self.serial - 1]
    try answer(Self.answers)
  }

  private func answer(_ answers: [String: String]) throws {
    let now = try #require(try test.store.dossier(dossier.id))
    let changes = answers.map { key, value in
      Change(key: key, old: now.answers[key], new: .text(value))
    }.filter { $0.old != $0.new }
    try test.store.record(
      test.made.operation(.amend(changes, reason: "录入有误"), on: dossier.id))
  }

  private func found(_ text: String) throws -> [FindReason] {
    try test.store.find(FindQuery(text: text, today: test.made.now.day)).compactMap {
      guard case .dossier(let summary) = $0.subject else { return nil }
      return summary.id == dossier.id ? $0.reason : nil
    }
  }

  /// Before the dossier is in the index, and after.
  private func expect(_ texts: [String], _ reason: FindReason) throws {
    for text in texts { #expect(try found(text) == [reason], "“\(text)”") }
    try test.store.checkpoint()
    for text in texts { #expect(try found(text) == [reason], "“\(text)” in the index") }
  }

  @Test("First aid 24: a name is found without ·, with its look-alikes, blanks and selectors")
  func names() throws {
    try expect(
      [
        "买买提·阿不都", "买买提阿不都", "买买提•阿不都", "买买提．阿不都", "买买提.阿不都", "买买提・阿不都", "买买提 阿不都",
        "买买提　·　阿不都", "买\u{FE00}买提阿不都", "买买提\u{E0100}阿不都", "提·阿", "提阿", "\u{200B}买买提阿不都\u{FEFF}",
        "买买提-阿不都", "买买提—阿不都",
      ], .name)
  }

  @Test("First aid 24: a name with a variation selector is found without it, and with another")
  func selectors() throws {
    try answer(["name": "葛\u{E0100}示例"])
    try expect(["葛示例", "葛\u{E0100}示例", "葛\u{E0101}示例", "葛\u{FE00} 示例", "葛"], .name)
  }

  @Test("First aid 24: Latin names are found in any width, case and joining")
  func latin() throws {
    try answer(["name": "Ａｎｎａ Jean-Paul O'Neil"])
    try expect(
      ["anna jean", "ＡＮＮＡ", "jeanpaul", "Jean Paul", "jean-paul", "o'neil", "O’Neil", "oneil"],
      .name)
  }

  @Test(
    "First aid 24: letters with marks, and Han characters that stand twice, are found in both forms"
  )
  func composed() throws {
    for name in ["José Ünal", "Jose\u{301} U\u{308}nal"] {
      try answer(["name": name])
      try expect(["José Ünal", "jose\u{301}", "JOSÉ", "u\u{308}nal", "ünal"], .name)
      let alike = try test.store.lookAlikes(name: "JOSE\u{301} ÜNAL")
      #expect(alike.map(\.id) == [dossier.id])
    }
    // U+F90A is 金 once more.
    for name in ["金示例", "\u{F90A}示例"] {
      try answer(["name": name])
      try expect(["金示例", "\u{F90A}示例"], .name)
    }
    try answer(["name": "D'Anna"])
    try expect(["D‘Anna", "D`Anna", "Dʼanna", "d´anna", "danna", "d'anna"], .name)
    try answer(["name": "买买提·阿不都"])
    try expect(["买买提ㆍ阿不都", "买买提⸱阿不都", "买买提∘阿不都"], .name)
  }

  @Test("First aid 24: an identity number in full width, with blanks and hyphens, in small letters")
  func identity() throws {
    try expect(
      [
        "64010420030307002X", "64010420030307002x", "６４０１０４２００３０３０７００２Ｘ",
        "640104 20030307 002x", "640104-20030307-002X", "640104–20030307—002X",
        "640104\u{A0}20030307\u{2003}002X", "\u{200E}64010420030307002X",
        "640104‐20030307‑002X", "640104‒20030307―002X", "640104−20030307－002x",
        "640104─20030307⁃002X", "6401 0420 0303 0700 2X",
      ], .idNumber)
    try expect(["００２Ｘ", "0 0 2 x"], .idEnding)
    try expect(["６４０１０４２００３", "640104-2003"], .idBeginning)
    try answer(["idNumber": "HA1234567"])
    try expect(["ha1234567"], .idBeginning)
    try answer(["idNumber": "640104200303072113"])
    try expect(["640104200303072113", "６４０１０４-２００３０３０７-２１１３"], .idNumber)
  }

  @Test("First aid 24: a telephone with +86, blanks, hyphens and brackets")
  func phones() throws {
    try expect(
      [
        "13800000001", "+8613800000001", "+86 138-0000-0001", "008613800000001", "8613800000001",
        "＋８６１３８０００００００１",
        "(+86)138 0000 0001", "138—0000—0001", "+86138", "+86 138 0000",
      ], .phone)
    try answer(["phone": "09515012345-801"])
    try expect(
      [
        "0951-5012345-801", "09515012345", "(0951)5012345", "０９５１－５０１２３４５", "+86 0951 5012345",
        "+86 951 5012345", "+869515012345", "0086-951-5012345", "+86 (0)951 5012345",
        "0951 501 2345", "0951−5012345",
      ],
      .phone)
    try answer(["phone": "+85291234567"])
    try expect(
      ["+852 9123 4567", "00852-91234567", "85291234567", "+8529123", "＋８５２９１２３４５６７"], .phone)
    try expect(["91234567", "4567"], .phoneEnding)
  }

  @Test("First aid 24: a dossier number without its beginning, its end, its noughts or its hyphens")
  func numbers() throws {
    let number = dossier.number
    #expect(number.hasPrefix("640104-XCQP-000005-"))
    let check = String(number.suffix(1))
    try expect(
      [
        number, number.lowercased(), "XCQP-000005", "xcqp-000005", "XCQP000005", "xcqp 000005",
        "XCQP-5", "ＸＣＱＰ－００００５", "XCQP–000005", "XCQP-000005-\(check)", "XCQP000005\(check)",
        "640104-XCQP-000005", "640104XCQP000005\(check)", "640104－XCQP－000005－\(check)",
      ], .dossierNumber)
    for text in ["ABCD-000005", "XCQP-000099"] { #expect(try found(text) == [], "\(text)") }
    try expect(["000005", "０００００５", "000005-\(check)"], .serial)
  }

  @Test("First aid 24: a ticket is found by its letter and number, without its noughts")
  func tickets() throws {
    let first = try test.issue()
    let veteran = try test.issue("veteran")
    #expect(first.number == "A001" && veteran.number == "J001")
    func tickets(_ text: String) throws -> [String] {
      try test.store.find(FindQuery(text: text, today: test.made.now.day)).compactMap {
        if case .ticket(let ticket) = $0.subject { ticket.number } else { nil }
      }
    }
    for text in ["j1", "J1", "J001", "j001", "Ｊ１", "ｊ００１", "J 1", "j-1", "J01", "J–1", "Ｊ　００１"] {
      #expect(try tickets(text) == ["J001"], "\(text)")
    }
    for text in ["1", "001", "１"] {
      #expect(try Set(tickets(text)) == ["A001", "J001"], "\(text)")
    }
    for text in ["j2", "k1", "jj1", "j10"] { #expect(try tickets(text) == [], "\(text)") }
  }

  @Test(
    "First aid 24: every form of a name, number or telephone that a form accepts finds the person")
  func anyForm() throws {
    var random = SplitMix64(seed: 24)
    func scrambled(_ text: String, _ separators: [String]) -> String {
      var typed = ""
      for character in text {
        var character = String(character)
        if let value = character.unicodeScalars.first?.value, (0x21...0x7E).contains(value),
          random.below(2) == 0, let wide = Unicode.Scalar(value + 0xFEE0)
        {
          character = String(wide)
        }
        typed += character
        if random.below(4) == 0 { typed += separators[random.below(separators.count)] }
      }
      return typed
    }
    let today = test.made.now.day
    var accepted = 0
    for _ in 0..<300 {
      let number = scrambled("64010420030307002X", [" ", "-", "　", "—", "‐"])
      if let read = try? IdentityNumber(number, today: today) {
        accepted += 1
        #expect(read.text == "64010420030307002X")
        #expect(try found(number) == [.idNumber], "\(number)")
      }
      let phone = scrambled("13800000001", [" ", "-", "　", "—"])
      if (try? Phone(phone)) != nil {
        accepted += 1
        #expect(try found(phone) == [.phone], "\(phone)")
      }
      let name = scrambled("买买提·阿不都", [" ", "　"])
      if let read = try? PersonName(name), read.text == "买买提·阿不都" {
        accepted += 1
        #expect(try found(name) == [.name], "\(name)")
      }
    }
    #expect(accepted > 800)
  }

  @Test("First aid 24: look-alikes are found however their names were written")
  func lookAlikes() throws {
    for name in ["买买提·阿不都", "买买提阿不都", "买买提•阿不都"] {
      #expect(try test.store.lookAlikes(name: name).map(\.id) == [dossier.id])
    }
    #expect(try test.store.lookAlikes(name: "买买提·阿不") == [])
  }

  @Test(
    "First aid 24: a store whose index is of an older version finds its old dossiers, at once and later"
  )
  func oldStore() throws {
    try test.store.checkpoint()
    // As it was written before names were folded.
    try test.store.database.execute(
      """
      DELETE FROM search_key WHERE substr(key, 1, 1) = 'n' AND dossier = \(Self.serial);
      INSERT INTO search_key VALUES (0, 'n买买提·阿不都', \(Self.serial));
      """)
    #expect(try found("买买提阿不都") == [])
    try test.store.database.execute(
      """
      DROP INDEX ticket_place;
      ALTER TABLE ticket DROP COLUMN place;
      ALTER TABLE credential DROP COLUMN mark;
      ALTER TABLE credential DROP COLUMN proven;
      ALTER TABLE draft DROP COLUMN clerk;
      DROP INDEX ticket_doubted; ALTER TABLE ticket DROP COLUMN is_doubted;
      PRAGMA user_version = 4;
      """)
    try test.reopen()
    try expect(["买买提阿不都", "买买提·阿不都", "提阿"], .name)
    #expect(try test.store.indexedPlace() == 20)
  }

  @Test("First aid 24: the board's filter reads a name and a number as the search does")
  func board() throws {
    let all = test.store
    func rows(_ text: String) throws -> Int {
      try all.board(BoardQuery(text: text, limit: 100)).rows.count { $0.dossier == dossier.id }
    }
    let every = try rows(Self.answers["name"] ?? "")
    #expect(every > 0)
    for text in ["买买提阿不都", "买买提•阿不都", "xcqp000005", "ＸＣＱＰ-000005", "XCQP 000005"] {
      #expect(try rows(text) == every, "\(text)")
    }
    #expect(try rows("买买提阿都") == 0)
    for (name, texts) in [
      ("Jean-Paul O'Neil", ["Jean-Paul O'Neil", "jeanpaul", "Paul O’Neil", "oneil", "Jean–Paul"]),
      ("葛\u{E0100}示例", ["葛\u{E0100}示例", "示例"]), ("José", ["José"]),
    ] {
      try answer(["name": name])
      for text in texts { #expect(try rows(text) == every, "\(text)") }
    }
  }
}

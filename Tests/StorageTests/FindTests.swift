import Domain
import Foundation
import Ledger
import MadeUp
import Testing

@testable import Storage

/// 5,000 dossiers in a store of the test's own, copied from one made once.
private struct SearchStore {
  let test: TestStore
  let dossiers: [Dossier]
  /// Of the dossiers, in their order.
  let keys: [SearchKeys]

  private struct Template {
    let file: Data
    let made: MadeUp
    let dossiers: [Dossier]
    let keys: [SearchKeys]
  }

  private static let template = Result {
    let test = try TestStore(seed: 7)
    // The last 500 stay out of the index, as new dossiers do until it is quiet.
    for batch in 0..<10 {
      if batch == 9 { try test.store.checkpoint() }
      try test.store.record(
        (1...500).map {
          test.made.accept(serial: batch * 500 + $0, log: "7K3M", isOpen: $0 % 20 == 0)
        })
    }
    var dossiers: [Dossier] = []
    try test.store.forEachDossier { dossiers.append($0) }
    try test.store.database.checkpoint(truncating: true)
    let file = try Data(contentsOf: URL(fileURLWithPath: test.directory + "/store.sqlite"))
    return Template(
      file: file, made: test.made, dossiers: dossiers,
      keys: dossiers.map { MadeUp.index($0.theme, $0.answers) })
  }

  init() throws {
    let template = try SearchStore.template.get()
    test = try TestStore(file: template.file, made: template.made)
    dossiers = template.dossiers
    keys = template.keys
  }
}

@Suite("查找：与逐件比对一样，最近的在前，说得出为什么")
struct FindTests {
  private let search: SearchStore

  init() throws { search = try SearchStore() }

  /// What a query finds when every dossier is looked at, newest first.
  private func naive(_ fits: (SearchKeys, Dossier) -> Bool) -> [String] {
    zip(search.keys, search.dossiers).reversed().filter(fits).map(\.1.number)
  }

  private func found(_ text: String, limit: Int = 5_000) throws -> [(String, FindReason)] {
    try search.test.store.find(
      FindQuery(text: text, today: search.test.made.now.day, limit: limit)
    ).compactMap {
      if case .dossier(let summary) = $0.subject { (summary.number, $0.reason) } else { nil }
    }
  }

  private func expect(
    _ text: String, _ reasons: Set<FindReason>, _ fits: (SearchKeys, Dossier) -> Bool
  ) throws {
    let found = try found(text)
    let expected = naive(fits)
    #expect(found.map(\.0) == expected, "“\(text)”")
    #expect(!expected.isEmpty, "“\(text)” finds nothing: it tests nothing")
    #expect(Set(found.map(\.1)).isSubset(of: reasons), "“\(text)”")
  }

  private var samples: [Dossier] { stride(from: 3, to: 5_000, by: 167).map { search.dossiers[$0] } }

  @Test("姓名：单字姓、任意两字、全名")
  func names() throws {
    try expect("王", [.name]) { keys, _ in keys.name.contains("王") }
    try expect(" 王 ", [.name]) { keys, _ in keys.name.contains("王") }
    for dossier in samples {
      let name = dossier.answers[text: "name"]
      try expect(name, [.name]) { keys, _ in keys.name.contains(name) }
      let part = String(name.suffix(2))
      try expect(part, [.name]) { keys, _ in keys.name.contains(part) }
      try expect(part.map(String.init).joined(separator: " "), [.name]) { keys, _ in
        keys.name.contains(part)
      }
    }
  }

  /// Independent of the index: eats the text syllable by syllable.
  private func reads(_ text: Substring, _ reading: ArraySlice<String>) -> Bool {
    guard let syllable = reading.first else { return false }
    if syllable.hasPrefix(text) { return true }
    var cuts = [syllable, String(syllable.prefix(1))]
    if ["zh", "ch", "sh"].contains(syllable.prefix(2)) { cuts.append(String(syllable.prefix(2))) }
    return cuts.contains {
      text.hasPrefix($0) && reads(text.dropFirst($0.count), reading.dropFirst())
    }
  }

  @Test(
    "拼音：首字母、全拼、混拼、姓的另一读音",
    arguments: [
      "z", "zs", "zh", "zhangs", "zsh", "zhsh", "wangx", "lixm", "zeng", "ceng", "shan", "dan",
      "WangXiao", "wang xiao", "xie'h", "lyu", "lv", "anw",
    ])
  func pinyin(text: String) throws {
    let plain = text.lowercased().filter(\.isLetter)
    let expected = naive { keys, _ in keys.readings.contains { self.reads(plain[...], $0[...]) } }
    let found = try found(text)
    #expect(found.map(\.0) == expected)
    #expect(Set(found.map(\.1)).isSubset(of: [.initials, .pinyin]))
    #expect((text == "anw") == expected.isEmpty)
  }

  @Test("每个人的全拼、首字母、姓全拼加名首字母都找得到他")
  func everyReading() throws {
    for dossier in samples {
      for reading in Person.readings(of: dossier.answers[text: "name"]) {
        let initials = reading.map { String($0.prefix(1)) }
        for text in [
          reading.joined(), initials.joined(), reading[0] + initials.dropFirst().joined(),
          initials.dropLast().joined() + reading[reading.count - 1],
        ] {
          #expect(try found(text).map(\.0).contains(dossier.number), "\(text)")
        }
      }
    }
  }

  @Test("身份证号：全号、前段、末4至6位（含X）")
  func idNumbers() throws {
    for dossier in samples {
      let number = dossier.answers[text: "idNumber"]
      try expect(number, [.idNumber]) { keys, _ in keys.idNumber == number }
      try expect(number.lowercased(), [.idNumber]) { keys, _ in keys.idNumber == number }
      let birth = String(number.prefix(14))
      try expect(birth, [.idBeginning]) { keys, _ in keys.idNumber.hasPrefix(birth) }
      for count in 4...6 {
        let end = String(number.suffix(count))
        let found = try found(end).filter { $0.1 == .idEnding }
        #expect(found.map(\.0) == naive { keys, _ in keys.idNumber.hasSuffix(end) })
      }
    }
    try expect("640199", [.idBeginning, .phoneEnding, .idEnding, .serial]) { _, _ in true }
  }

  @Test("电话：全号、末4位")
  func phones() throws {
    for dossier in samples {
      let phone = dossier.answers[text: "phone"]
      try expect(phone, [.phone]) { keys, _ in keys.phone == phone }
      let end = String(phone.suffix(4))
      try expect(end, [.phoneEnding, .idEnding, .serial]) { keys, dossier in
        keys.phone.hasSuffix(end) || keys.idNumber.hasSuffix(end)
          || Int(dossier.number.split(separator: "-")[2]) == Int(end)
      }
    }
  }

  @Test("办件编号：全号、不带连字符、只有流水号")
  func numbers() throws {
    for dossier in samples {
      for text in [
        dossier.number, dossier.number.lowercased(), dossier.number.filter { $0 != "-" },
      ] {
        #expect(try found(text).map(\.0) == [dossier.number])
      }
      let serial = dossier.number.split(separator: "-")[2]
      for text in [String(serial), String(Int(serial) ?? 0)] {
        #expect(
          try found(text).contains { $0.0 == dossier.number && $0.1 == .serial }, "\(text)")
      }
    }
  }

  @Test("翻页不重不漏")
  func pages() throws {
    let whole = try found("王", limit: 100).map(\.0)
    let store = search.test.store
    let today = search.test.made.now.day
    let pages = try (0..<5).flatMap {
      try store.find(FindQuery(text: "王", today: today, offset: $0 * 20, limit: 20))
    }
    #expect(
      pages.map {
        if case .dossier(let summary) = $0.subject { summary.number } else { "" }
      } == whole)
  }

  @Test("号票和草稿也在其中，并排在前面")
  func ticketsAndDrafts() throws {
    let test = search.test
    let ticket = try test.issue()
    let today = test.made.now.day
    var progress = DraftProgress(ticketNumber: ticket.number)
    progress.keys = SearchKeys(
      name: "王虚构", idNumber: "640199199001010011", readings: [["wang", "xu", "gou"]])
    try test.store.setDraftProgress(ticket.id, progress, at: test.made.now)
    for text in [ticket.number, ticket.number.lowercased()] {
      #expect(
        try test.store.find(FindQuery(text: text, today: today))
          == [FindHit(subject: .ticket(ticket), reason: .ticketNumber)])
    }
    let first = try test.store.find(FindQuery(text: "王", today: today)).first
    let draft = try #require(try test.store.drafts().first)
    #expect(first == FindHit(subject: .draft(draft), reason: .name))
    #expect(
      try test.store.find(FindQuery(text: "wxg", today: today)).first?.reason == .initials)
    let other = try test.store.find(FindQuery(text: ticket.number, today: today.adding(1)))
    #expect(other == [])
  }

  @Test("空白、标点、通配符、很长的文字都没有结果，也不出错")
  func hostile() throws {
    for text in [
      "", "  ", "%", "_", "'", "*", "😀", "a1b2-", "\u{0}", String(repeating: "王", count: 500),
    ] {
      #expect(try found(text).isEmpty, "“\(text.prefix(9))”")
    }
  }

  @Test("改名以后按新名找得到，按旧名找不到")
  func renamed() throws {
    let test = search.test
    let dossier = search.dossiers[100]
    let change = Change(key: "name", old: dossier.answers["name"], new: .text("单庆"))
    let before = dossier.answers[text: "name"]
    try test.store.record(test.made.operation(.amend([change], reason: "录入有误"), on: dossier.id))
    #expect(try found("单庆").map(\.0).contains(dossier.number))
    #expect(try found("danqing").map(\.0).contains(dossier.number))
    #expect(try !found(before).map(\.0).contains(dossier.number))
    let left = try test.store.database.query(
      "SELECT count(*) FROM search_key WHERE dossier = 101 AND key = 'n\(before)'"
    ) { $0.int(0) }
    #expect(left == [0])
  }

  @Test("同一人的历次办件、疑似同一人")
  func persons() throws {
    let test = search.test
    for dossier in samples.prefix(6) {
      let keys = MadeUp.index(dossier.theme, dossier.answers)
      #expect(
        try test.store.dossiers(idNumber: keys.idNumber.lowercased()).map(\.number)
          == naive { other, _ in other.idNumber == keys.idNumber })
      #expect(
        try test.store.lookAlikes(name: keys.name, limit: 5_000).map(\.number)
          == naive { other, _ in other.name == keys.name })
      #expect(
        try test.store.lookAlikes(name: keys.name, birth: keys.birth).map(\.number)
          == naive { other, _ in other.name == keys.name && other.birth == keys.birth })
    }
    #expect(try test.store.dossiers(idNumber: "") == [])
    #expect(try test.store.lookAlikes(name: "") == [])
  }
}

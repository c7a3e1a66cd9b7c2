import Crypto
import Domain
import Foundation
import Ledger
import MadeUp
import Testing

@testable import Storage

@Suite("查找：家庭成员、职工和用人单位")
struct MemberFindTests {
  private let directory = NSTemporaryDirectory() + "yichuang-store-" + UUID().uuidString
  private let store: Store
  private let dossier: Dossier

  /// A store whose every dossier has one member, and a credit code for a number.
  init() throws {
    store = try Store(
      directory: directory, hash: { SHA256.hash($0) }, newLogCode: "7K3M",
      index: { theme, answers in
        var keys = MadeUp.index(theme, answers)
        keys.idNumber = "91640100MA75ABCD12"
        keys.others = [
          SearchKeys.Person(
            name: "虚构成员", idNumber: "640104201501010011",
            readings: [["xu", "gou", "cheng", "yuan"]])
        ]
        return keys
      })
    var made = MadeUp(seed: 3)
    dossier = try store.accept(draft: nil) { serial in
      (made.accept(serial: serial, log: "7K3M", isOpen: true), nil)
    }
  }

  private func find(_ text: String) throws -> [FindReason] {
    try store.find(FindQuery(text: text, today: dossier.acceptedAt.day)).map(\.reason)
  }

  @Test("N3-26 按成员的姓名、拼音、证件号码都查得到，说明是成员；入索引前后一样")
  func members() throws {
    defer { try? FileManager.default.removeItem(atPath: directory) }
    for _ in 0..<2 {
      #expect(try find("虚构成员") == [.member])
      #expect(try find("成员") == [.member])
      #expect(try find("xgcy") == [.member])
      #expect(try find("640104201501010011") == [.member])
      #expect(try find("640104201501010012") == [])
      #expect(try find("别的成员") == [])
      #expect(try find(dossier.answers[text: "name"]) == [.name])
      try store.checkpoint()
    }
  }

  @Test("N3-26 单位按信用代码查得到，大小写不论，前几位也行")
  func creditCode() throws {
    defer { try? FileManager.default.removeItem(atPath: directory) }
    for _ in 0..<2 {
      #expect(try find("91640100ma75abcd12") == [.idNumber])
      #expect(try find("91640100MA75") == [.idBeginning])
      #expect(try find("91640100MA75ABCD13") == [])
      try store.checkpoint()
    }
  }

  @Test("成员的号码查不出“本人以前的办件”")
  func notOwn() throws {
    defer { try? FileManager.default.removeItem(atPath: directory) }
    #expect(try store.dossiers(idNumber: "640104201501010011").isEmpty)
    #expect(try store.dossiers(idNumber: "91640100MA75ABCD12").map(\.id) == [dossier.id])
  }
}

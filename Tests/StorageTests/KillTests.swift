import Domain
import Foundation
import Glibc
import Ledger
import MadeUp
import Testing

@testable import Storage

@Suite("kill -9", .serialized)
struct KillTests {
  /// Starts the writer, kills it after `lines` acknowledgements and a random
  /// while, and gives back what it had acknowledged.
  private func kill(_ directory: String, seed: UInt64, random: inout SplitMix64) throws -> [String]
  {
    let writer = Process()
    let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    writer.executableURL = URL(fileURLWithPath: tests).deletingLastPathComponent()
      .appendingPathComponent("storewriter")
    writer.arguments = [directory, String(seed)]
    let pipe = Pipe()
    writer.standardOutput = pipe
    try writer.run()
    var said = Data()
    let wanted = 1 + random.below(40)
    while said.count(where: { $0 == UInt8(ascii: "\n") }) < wanted {
      let more = pipe.fileHandleForReading.availableData
      if more.isEmpty { break }
      said.append(more)
    }
    usleep(UInt32(random.below(4_000)))
    #expect(writer.isRunning, "the writer ended by itself")
    Glibc.kill(writer.processIdentifier, SIGKILL)
    said.append(pipe.fileHandleForReading.readDataToEndOfFile())
    writer.waitUntilExit()
    // A line without its end was cut by the kill.
    return String(decoding: said, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false
    ).dropLast().map(String.init)
  }

  /// 60, or as many as the environment's STORE_KILLS says.
  private static let kills =
    ProcessInfo.processInfo.environment["STORE_KILLS"].flatMap { Int($0) } ?? 60

  @Test("杀 60 次：回过“已保存”的一件不少、一件不重，草稿都回来，文件完好")
  func survives() throws {
    let test = try TestStore()
    var random = SplitMix64(seed: 60)
    var acknowledged: [String] = []
    for round in 1...Self.kills {
      acknowledged += try kill(test.directory, seed: UInt64(round), random: &random)
      if round % 20 == 0 || round == Self.kills {
        try test.reopen()
        try check(test.store, acknowledged)
      }
    }
    #expect(acknowledged.count > 10 * Self.kills)
  }

  private func check(_ store: Store, _ acknowledged: [String]) throws {
    #expect(try store.integrityCheck() == [])
    guard case .intact = try store.verifyChain() else {
      Issue.record("the chain is broken")
      return
    }
    var numbers: Set<String> = []
    try store.forEachDossier { dossier in
      #expect(numbers.insert(dossier.number).inserted, "\(dossier.number) twice")
    }
    #expect(try store.numberMark() == numbers.count)
    var accepted: Set<Substring> = []
    var fields: [(draft: Substring, key: Substring, value: Substring)] = []
    for line in acknowledged {
      let words = line.split(separator: " ")
      if words[0] == "dossier" {
        accepted.insert(words[1])
        #expect(try store.dossier(String(words[3]))?.number == String(words[2]))
      } else {
        fields.append((words[1], words[2], words[3]))
      }
    }
    let log = Set(try store.auditTrail(limit: 1_000_000).map(\.entity))
    for field in fields where !accepted.contains(field.draft) {
      // Killed between the COMMIT of the dossier and its acknowledgement, the
      // draft is rightly gone; then the dossier is there.
      guard let draft = try store.draft(String(field.draft)) else {
        let id = field.draft.split(separator: "-")
        #expect(log.contains { $0.hasPrefix("\(id[1])-dossier") })
        continue
      }
      #expect(draft.answers[text: String(field.key)] == String(field.value))
    }
  }
}

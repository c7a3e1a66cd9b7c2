import Crypto
import Foundation
import JSON
import Ledger
import MadeUp
import Sync
import TestClock
import Testing

@testable import Central

/// A counter, central, and a scan (扫描件现场).
private struct Bench {
  let test: TestService
  let token: String
  let dossier: String
  /// One that has a proceeding of it.
  let department: String
  /// The last piece is shorter.
  let content: [UInt8]

  /// A counter whose dossier names two scans of the same size.
  init(_ kind: EngineKind) throws {
    test = try TestService(kind)
    var (counter, token) = try test.counter()
    counter.openHall()
    repeat { counter.accept() } while counter.dossiers.last?.isWithDepartment != true
    let dossier = try #require(counter.dossiers.last)
    var random = SplitMix64(seed: 3)
    let content = (0..<600_000).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    for bytes in [content, Array(content.reversed())] {
      let scan = Scan(hash: Hex.text(SHA256.hash(bytes)), size: bytes.count, format: .pdf)
      counter.append(
        counter.madeUp.operation(
          .attach(rule: dossier.materials[0].rule, scan), on: dossier.id,
          clerk: "u1" + counter.log))
    }
    #expect(try test.push(counter, token: token).status == 200)
    self.token = token
    self.dossier = dossier.id
    department = try #require(dossier.proceedings.first { !$0.steps.isEmpty }?.department)
    self.content = content
  }

  func path(_ content: [UInt8], _ offset: Int) -> String {
    BlobPiece.path(Hex.text(SHA256.hash(content)), dossier: dossier, offset: offset)
  }

  func put(
    _ bytes: ArraySlice<UInt8>, of content: [UInt8], at offset: Int
  ) -> TestService.Reply {
    test.ask("PUT", path(content, offset), Array(bytes), token: token)
  }

  func get(_ token: String, from service: Central.Service? = nil) -> [UInt8]? {
    var bytes: [UInt8] = []
    while bytes.count < content.count {
      let reply = TestService.ask(
        service ?? test.service, "GET", path(content, bytes.count), [], token: token)
      guard reply.status == 200, !reply.body.isEmpty, reply.body.count <= BlobPiece.most else {
        return nil
      }
      bytes += reply.body
    }
    return bytes
  }

}

extension Dossier {
  /// Whether it has materials, and a department has one of its proceedings.
  fileprivate var isWithDepartment: Bool {
    !materials.isEmpty && proceedings.contains { !$0.steps.isEmpty }
  }
}

@Suite("扫描件内容") struct BlobTests {
  @Test("一块一块地传，断了从断处接着传，齐了别的窗口和别的进程取得到一模一样的", arguments: EngineKind.allCases)
  func resumed(kind: EngineKind) throws {
    let blob = try Bench(kind)
    let (content, most) = (blob.content, BlobPiece.most)
    #expect(blob.test.ask("HEAD", blob.path(content, 0), token: blob.token).status == 404)
    #expect(blob.put(content[..<most], of: content, at: 0).json == ["held": .int(most)])
    // The answer was lost: it is sent again, and told where to go on.
    let again = blob.put(content[..<most], of: content, at: 0)
    #expect(again.status == 409 && again.json["error"]?["want"] == .int(most))
    #expect(blob.get(blob.token) == nil)
    let early = blob.put(content[(2 * most)...], of: content, at: 2 * most)
    #expect(early.code == "E_GAP")
    #expect(blob.put(content[most..<(2 * most)], of: content, at: most).status == 200)
    let last = blob.put(content[(2 * most)...], of: content, at: 2 * most)
    #expect(last.json == ["held": .int(content.count)])
    #expect(blob.put(content[..<most], of: content, at: 0).json == ["held": .int(content.count)])
    #expect(blob.test.ask("HEAD", blob.path(content, 0), token: blob.token).status == 200)

    let (_, colleague) = try blob.test.counter(seed: 2)
    #expect(blob.get(colleague) == content)
    let store = blob.test.store
    let other = try Central.Service(
      ServiceOptions(directory: store.directory), storage: store.storage, secret: store.secret,
      now: { TestClock.now })
    #expect(blob.get(colleague, from: other) == content)
    #expect(blob.test.ask("GET", blob.path(content, content.count), token: colleague).status == 400)
  }

  @Test("有这个办件的部门系统取得到，存不了；别的部门连有没有都不知道", arguments: EngineKind.allCases)
  func systems(kind: EngineKind) throws {
    let blob = try Bench(kind)
    let (content, most) = (blob.content, BlobPiece.most)
    for start in stride(from: 0, to: content.count, by: most) {
      let piece = content[start..<min(start + most, content.count)]
      #expect(blob.put(piece, of: content, at: start).status == 200)
    }
    for (department, isIts) in [(blob.department, true), ("elsewhere", false)] {
      let system = try blob.test.store.database.makeSystem(
        .system, hall: "640104101", name: "部门系统", region: "nx",
        streams: ["d:640104-\(department)"], departments: [department], id: department,
        at: blob.test.service.context.now())
      #expect(blob.get(system) == (isIts ? content : nil))
      #expect(
        blob.test.ask("HEAD", blob.path(content, 0), token: system).status == (isIts ? 200 : 404))
      #expect(blob.test.ask("PUT", blob.path(content, 0), [1], token: system).status == 403)
    }
  }

  @Test("内容与散列值不符：拒绝，一个字节也不留，对的还能传", arguments: EngineKind.allCases)
  func wrong(kind: EngineKind) throws {
    let blob = try Bench(kind)
    let (content, most) = (blob.content, BlobPiece.most)
    var wrong = content
    wrong[content.count - 1] ^= 1
    for start in stride(from: 0, to: content.count, by: most) {
      let reply = blob.put(wrong[start..<min(start + most, wrong.count)], of: content, at: start)
      #expect(reply.status == (start + most < content.count ? 200 : 400))
    }
    #expect(blob.test.ask("HEAD", blob.path(content, 0), token: blob.token).status == 404)
    for start in stride(from: 0, to: content.count, by: most) {
      let piece = content[start..<min(start + most, content.count)]
      #expect(blob.put(piece, of: content, at: start).status == 200)
    }
    #expect(blob.get(blob.token) == content)
  }

  @Test("没有办件提到的、别的大厅的、太大的，都不收也不给", arguments: EngineKind.allCases)
  func refused(kind: EngineKind) throws {
    let blob = try Bench(kind)
    let (content, most) = (blob.content, BlobPiece.most)
    let unnamed = Array("%PDF-".utf8)
    #expect(blob.put(unnamed[...], of: unnamed, at: 0).status == 404)
    #expect(blob.put(content[...most], of: content, at: 0).status == 413)
    #expect(blob.put([], of: content, at: 0).status == 400)
    #expect(blob.put(content[..<1], of: content, at: -1).status == 400)
    #expect(blob.put((content + content)[..<most], of: content, at: 0).status == 200)
    for start in [0, most, 2 * most] where start > 0 {
      _ = blob.put(content[start..<min(start + most, content.count)], of: content, at: start)
    }
    #expect(blob.get(blob.token) == content)
    let (_, foreign) = try blob.test.counter(hall: "640104102", seed: 3)
    #expect(blob.test.ask("GET", blob.path(content, 0), token: foreign).status == 404)
    #expect(blob.test.ask("HEAD", blob.path(content, 0), token: foreign).status == 404)
    #expect(blob.test.ask("PUT", blob.path(content, 0), [1], token: foreign).status == 404)
    #expect(blob.test.ask("GET", blob.path(content, 0)).status == 401)
  }
}

import Testing

@testable import Domain
@testable import Ledger

@Suite("扫描件") struct ScanTests {
  private static let scan = Scan(hash: Samples.hash, size: 1_024, format: .pdf)

  private func dossier(_ world: inout World) throws -> Dossier {
    let material = World.material("m", for: ["a"], isPresent: true)
    return try world.accept(
      [world.opening("a", steps: [World.review], materials: [material])], materials: [material])
  }

  @Test("附上的扫描件写明谁、何时；同一文件不附两次；误附作废后不再算数，可以再附")
  func attach() throws {
    var world = try World()
    var dossier = try dossier(&world)
    try world.play(.attach(rule: "m", ScanTests.scan), on: &dossier)
    #expect(dossier.scans.map(\.hash) == [Samples.hash])
    #expect(dossier.scans.map(\.by) == ["u-clerk"])
    #expect(dossier.scans.map(\.at) == [nine(world.today)])
    world.expectRefusal(.scannedAlready, .attach(rule: "m", ScanTests.scan), on: dossier)
    world.expectRefusal(.unknownMaterial("x"), .attach(rule: "x", ScanTests.scan), on: dossier)
    world.expectRefusal(
      .reasonMissing(.materialDetach), .detach(rule: "m", hash: Samples.hash, reason: " "),
      on: dossier)
    try world.play(.detach(rule: "m", hash: Samples.hash, reason: "附错了人"), on: &dossier)
    #expect(dossier.scans.isEmpty)
    #expect(dossier.materials[0].scans.map(\.voided) == ["附错了人"])
    world.expectRefusal(
      .unknownScan, .detach(rule: "m", hash: Samples.hash, reason: "附错了人"), on: dossier)
    try world.play(.attach(rule: "m", ScanTests.scan), on: &dossier)
    #expect(dossier.scans.count == 1)
  }

  @Test("超过 10 MiB、空的、不是 SHA-256 的，账本不收")
  func limits() throws {
    var world = try World()
    let dossier = try dossier(&world)
    let most = 10 * 1024 * 1024
    for scan in [
      Scan(hash: Samples.hash, size: most + 1, format: .png),
      Scan(hash: Samples.hash, size: 0, format: .png),
      Scan(hash: String(repeating: "A", count: 64), size: 1, format: .png),
      Scan(hash: "abc", size: 1, format: .png),
    ] {
      world.expectRefusal(.impossibleScan, .attach(rule: "m", scan), on: dossier)
    }
    #expect(throws: Never.self) {
      try Dossier.play(
        world.operation(.attach(rule: "m", Scan(hash: Samples.hash, size: most, format: .png))),
        on: dossier)
    }
  }

  @Test("作废的办件不再附扫描件")
  func voided() throws {
    var world = try World()
    var dossier = try dossier(&world)
    try world.play(world.void(dossier, nil), on: &dossier)
    world.expectRefusal(
      .illegal(.materialAttach, in: .voided), .attach(rule: "m", ScanTests.scan), on: dossier)
  }

  @Test("种类看文件开头的字节，不看文件名")
  func signatures() {
    #expect(Scan.Format(signature: Array("%PDF-1.7\n".utf8)) == .pdf)
    #expect(Scan.Format(signature: [0xFF, 0xD8, 0xFF, 0xE0]) == .jpeg)
    #expect(Scan.Format(signature: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0]) == .png)
    #expect(Scan.Format(signature: Array("GIF89a".utf8)) == nil)
    #expect(Scan.Format(signature: [0xFF, 0xD8]) == nil)
  }
}

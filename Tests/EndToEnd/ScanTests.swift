import Foundation
import Ledger
import TestHall
import TestTerminal
import TestThreads
import Testing

/// A scan from the clerk's disk into the data directory and out again.
@Suite("扫描件", .waiting)
struct ScanTests {
  private let hall: TestHall
  private let number: String

  init() throws {
    hall = try TestHall()
    try hall.establish()
    try hall.fill(dossiers: 30, seed: 4)
    hall.environment["YICHUANG_OPEN"] = try hall.script("opener", #"exec cp "$1" "$0.opened""#)
    var found: String?
    try hall.store().forEachDossier { if !$0.materials.isEmpty { found = found ?? $0.number } }
    number = try #require(found, "no made-up dossier has a material")
  }

  private func file(_ name: String, _ content: Data) throws -> String {
    let path = hall.root + "/" + name
    try content.write(to: URL(filePath: path))
    return path
  }

  private func open(_ terminal: TestTerminal) throws {
    try terminal.type("<F8>", " 查找 ")
    try terminal.type(String(number.dropLast(2).suffix(6)))
    try terminal.wait("a hit") { $0.rows.dropFirst(3).contains { $0.contains("办件") } }
    try terminal.type("<Enter>", "办件 · ")
  }

  private func attach(_ path: String, _ terminal: TestTerminal, _ words: String) throws {
    try terminal.menu("89")
    try terminal.wait(for: "文件路径")
    try terminal.type("1" + path + "<Enter>", words)
  }

  private func run(_ command: String) throws -> Ran {
    try Ran(
      "yichuang", [command, "--account", TestHall.supervisor, "--passphrase-fd", "0"],
      input: TestHall.passphrase + "\n", environment: hall.variables)
  }

  @Test("N0-11 附上、打开、导出提到、核对：不见了、变了都说得出；原来的文件不动")
  func scan() throws {
    let content = Data("%PDF-1.4 虚构的扫描件".utf8)
    let path = try file("proof.pdf", content)
    let gif = try file("proof.png", Data("GIF89a".utf8))
    let empty = try file("empty.pdf", Data())
    let large = try file("large.pdf", content + Data(repeating: 0x20, count: 10 * 1024 * 1024))
    let terminal = try hall.open()
    try terminal.signIn()
    try open(terminal)
    try attach(gif, terminal, "不是 PDF、JPEG 或 PNG")
    try attach(empty, terminal, "文件是空的")
    try attach(large, terminal, "超过 10 MiB")
    try attach(hall.root + "/nowhere.pdf", terminal, "没有附上")
    try attach("proof.pdf", terminal, "请写完整路径")
    try attach(path, terminal, "已附上")
    try terminal.wait(for: "扫描件 PDF")
    try attach(path, terminal, "已经附过同一个文件")
    try terminal.menu("69")
    try terminal.wait(for: "选一个打开")
    try terminal.type("1<Enter>", "已用桌面程序打开")
    #expect(try Data(contentsOf: URL(filePath: hall.root + "/opener.opened")) == content)
    #expect(try Data(contentsOf: URL(filePath: path)) == content)
    #expect(try terminal.quit() == 0)

    let blobs = hall.storeDirectory + "/blobs"
    let names = (FileManager.default.enumerator(atPath: blobs)?.allObjects as? [String]) ?? []
    let kept = names.filter { $0.hasSuffix(".pdf") }
    #expect(kept.count == 1 && names.count == 2, "\(names)")
    let blob = URL(filePath: blobs + "/" + (try #require(kept.first)))
    #expect(try Data(contentsOf: blob) == content)
    let verified = try run("verify")
    #expect(verified.status == 0 && verified.output.contains("扫描件 1 个"), "\(verified.output)")
    let exported = try run("export")
    #expect(exported.complaint.contains("扫描件 1 个不在输出里") && exported.complaint.contains(blobs))
    #expect(exported.output.contains("\"scans\":[{"))

    try Data("%PDF-1.4 被改过的扫描件".utf8).write(to: blob)
    let altered = try run("verify")
    #expect(altered.status == 1 && altered.output.contains("扫描件变了：\(number)"))
    let again = try hall.open()
    try again.signIn()
    try open(again)
    try again.menu("69")
    try again.type("1<Enter>", "与附上时不一样")
    try again.type("<Esc>")
    #expect(try again.quit() == 0)
    try FileManager.default.removeItem(at: blob)
    let missing = try run("verify")
    #expect(missing.status == 1 && missing.output.contains("扫描件不见了：\(number)"))
  }
}

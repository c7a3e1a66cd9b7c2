import Foundation
import TUI
import TestHall
import TestTerminal
import TestThreads
import Testing

/// What `scripts/package` makes, unpacked elsewhere as on a machine without the
/// source tree; with the programs of this build, since a release build takes minutes.
@Suite("安装包", .waiting)
final class PackageTests {
  private let root = NSTemporaryDirectory() + "/yichuang 安装包 " + UUID().uuidString
  private let tree = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  init() throws {
    try FileManager.default.createDirectory(
      atPath: root + "/debs", withIntermediateDirectories: true)
  }

  deinit {
    _ = try? shell("chmod -R u+w \"$1\"", root)
    try? FileManager.default.removeItem(atPath: root)
  }

  private func shell(_ script: String, _ arguments: String...) throws -> String {
    let ran = try Ran("/bin/sh", ["-euc", script, "sh"] + arguments)
    #expect(ran.status == 0, "\(ran.output)\(ran.complaint)")
    return ran.output
  }

  /// Packs with a strict mask, as an administrator may have it.
  private func pack() throws {
    let programs = URL(fileURLWithPath: TestTerminal.built("yichuang"))
      .deletingLastPathComponent().path
    let sums = try shell(
      "umask 077; \"$1/scripts/package\" 9.9.9 \"$2\" \"$3\"", tree, programs, root + "/debs")
    #expect(sums.split(separator: "\n").count == 2, "\(sums)")
    _ = try shell(
      "for deb in \"$1\"/debs/*.deb; do dpkg-deb -x \"$deb\" \"$1/there\"; done", root)
  }

  private var unpacked: String { root + "/there/usr/bin" }

  @Test("First aid 27: 解开安装包就能用：首次画面、练习、别的地区，经符号链接启动也一样")
  func counter() throws {
    try pack()
    // Nobody who starts it may write there, and its place has blanks in its name.
    _ = try shell("chmod -R a-w \"$1/there\"", root)
    let link = root + "/bin/yichuang"
    try FileManager.default.createDirectory(
      atPath: root + "/bin", withIntermediateDirectories: false)
    try FileManager.default.createSymbolicLink(
      atPath: link, withDestinationPath: "../there/usr/bin/yichuang")
    for program in [unpacked + "/yichuang", link] {
      for (arguments, words) in [
        ([], "初次设置"), (["--practice"], "练习员"), (["--practice", "--region", "wh"], "练习员"),
        (["--practice", "--region", "gs"], "练习员"),
      ] {
        let hall = try TestHall()
        let terminal = try TestTerminal(
          program, arguments: arguments, size: Size(columns: 80, rows: 24),
          environment: hall.variables)
        try terminal.wait(for: words)
      }
    }
    #expect(
      try Ran(link, ["due", "2026-08-31", "5wd"]).lines.first?.hasPrefix("2026-09-07") == true)
    // Through the search path, from any directory.
    let found = try shell(
      "cd / && PATH=\"$1/bin:$PATH\" yichuang due 2026-08-31 5wd", root)
    #expect(found.hasPrefix("2026-09-07"))
  }

  @Test("First aid 27: 安装包里人人可读、可运行，没有别的东西；中心的安装包带着服务单元")
  func contents() throws {
    try pack()
    let names = try FileManager.default.contentsOfDirectory(atPath: root + "/debs").sorted()
    #expect(
      names.map { $0.prefix { $0 != "_" } } == ["yichuang-central", "yichuang"].map { $0[...] })
    let listing = try shell("for deb in \"$1\"/debs/*.deb; do dpkg-deb -c \"$deb\"; done", root)
    for line in listing.split(separator: "\n") {
      let isDirectoryOrProgram = line.hasPrefix("d") || line.contains("./usr/bin/")
      let mode = isDirectoryOrProgram ? "rwxr-xr-x root/root" : "rw-r--r-- root/root"
      #expect(line.dropFirst().hasPrefix(mode), "\(line)")
    }
    for path in [
      "/usr/bin/yichuang", "/usr/bin/yichuang-central", "/usr/share/yichuang/regions/nx.json",
      "/usr/share/yichuang/central/central.conf",
      "/usr/lib/systemd/system/yichuang-central.service",
    ] { #expect(listing.contains(" .\(path)\n"), "\(path)") }
    #expect(!listing.contains("Assets"))
  }
}

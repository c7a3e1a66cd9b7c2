import Foundation
import MadeUp
import TestHall
import TestTerminal
import TestThreads
import Testing

/// A card on the reader of the hall: the program that `--card-reader` names, in
/// its place a small script of the test.
@Suite("读卡器", .waiting)
struct CardReaderTests {
  private let hall: TestHall

  init() throws {
    hall = try TestHall()
    try hall.establish()
  }

  private var reader: String { hall.root + "/card reader" }

  /// Puts a program there that reads cards from now on.
  private func connect(_ script: String) throws {
    try hall.script("card reader", script)
  }

  /// Lays a card on the reader.
  private func lay(_ bytes: [UInt8]) throws {
    try Data(bytes).write(to: URL(filePath: hall.root + "/card"))
  }

  private func openForm(_ arguments: [String]) throws -> TestTerminal {
    let terminal = try hall.open(arguments)
    try terminal.signIn()
    try terminal.menu("21")
    try terminal.type("1<Enter>", "已取号 A001")
    try terminal.type("<F2>", "─ 申请人")
    return terminal
  }

  /// Whether the process runs whose number the reader has written down; one that
  /// nobody has buried yet does not.
  private var sleeps: Bool {
    guard let text = try? String(contentsOfFile: hall.root + "/sleeper", encoding: .utf8),
      let stat = try? String(
        contentsOfFile: "/proc/\(text.filter(\.isNumber))/stat", encoding: .utf8)
    else { return false }
    return stat.split(separator: ")").last?.hasPrefix(" Z") == false
  }

  @Test("G2-71 放上身份证或社会保障卡，按读卡键就填好表单；杀掉程序，填的都在")
  func fills() throws {
    try lay(MadeUpCard().bytes)
    try connect("exec cat '\(hall.root)/card'")
    var terminal = try openForm(["--card-reader", reader])
    try terminal.type("<C-k>", "已读卡，填入 4 项")
    for words in ["640104199003070014", "张示例", "1990-03-07"] { try terminal.wait(for: words) }
    try terminal.wait("the caret at the phone") { $0.row($0.cursor?.row ?? 0).contains("联系电话") }
    terminal.signal(SIGKILL)
    _ = terminal.exitStatus()

    try lay(Array("idKind=830\nidNumber=640104199003070014\nname=张示例\n".utf8))
    terminal = try hall.open(["--card-reader=" + reader])
    try terminal.signIn()
    try terminal.type("<F2>", "接着填 A001")
    try terminal.wait(for: "张示例")
    try terminal.type("<C-k>", "已读卡，填入 1 项")
    try terminal.wait(for: "社会保障卡")
    // Where a person is looked for, the card looks.
    try terminal.type("<F3><C-k>", "已读卡，按证件号码查找")
    try terminal.wait(for: "草稿")
    #expect(try terminal.quit() == 0)
    let log = (try? String(contentsOfFile: hall.logDirectory + "/yichuang.log", encoding: .utf8))
    for word in ["张示例", "640104199003070014", "示例路"] { #expect(log?.contains(word) != true) }
  }

  @Test("号码与卡上的不同：什么都不填，说出来；再按一次由窗口人员选")
  func differing() throws {
    try lay(MadeUpCard.other.bytes)
    try connect("exec cat '\(hall.root)/card'")
    let terminal = try openForm(["--card-reader", reader])
    try terminal.type("640104199003070014张示例<Enter>", "联系电话")
    try terminal.type("<C-k>", "卡面与已填的不是同一个人，没有填入")
    #expect(terminal.screen.contains("张示例") && !terminal.screen.contains("李示例"))
    try terminal.type("<C-k>", "以卡面为准")
    try terminal.wait(for: "证件号码：已填 640104199003070014，卡面 640105198805120222")
    try terminal.type("1<Enter>", "已按卡面填入")
    try terminal.wait("the other person") {
      $0.screen.contains("640105198805120222") && $0.screen.contains("李示例")
        && !$0.screen.contains("640104199003070014")
    }
    #expect(try terminal.quit() == 0)
  }

  @Test("读的时候照样可以敲；10 秒没有读到就停下，连它起的程序也不留")
  func timeLimit() throws {
    try connect("sleep 300 & echo $! > '\(hall.root)/sleeper'\nwait")
    let terminal = try openForm(["--card-reader", reader])
    try terminal.type("<C-k>", "正在读卡")
    try terminal.type("640104199003070014张示例", "1990-03-07")
    try terminal.wait("the reader") { _ in sleeps }
    try terminal.wait(for: "10 秒没有读到卡，已停下", seconds: 30)
    try terminal.wait("the end of it") { _ in !sleeps }
    // The name was still being typed.
    try terminal.type("二<Enter>", "联系电话")
    try terminal.wait(for: "张示例二")
    #expect(try terminal.quit() == 0)
  }

  @Test("正在读时退出程序：读卡程序也结束")
  func quitting() throws {
    try connect("sleep 300 & echo $! > '\(hall.root)/sleeper'\nwait")
    let terminal = try openForm(["--card-reader", reader])
    try terminal.type("<C-k>", "正在读卡")
    try terminal.wait("the reader") { _ in sleeps }
    #expect(try terminal.quit() == 0)
    for _ in 0..<500 where sleeps { usleep(10_000) }
    #expect(!sleeps)
  }

  @Test("读不到、读不懂、写得太多、写到终端上、没有这个程序：说清楚，照样可以敲")
  func failures() throws {
    var terminal = try openForm(["--card-reader", reader])
    try terminal.type("<C-k>", "没有可运行的程序")
    // Each says something else than the one before it, whose words still stand there.
    for (script, words) in [
      ("echo 张示例 >&2; exit 3", "没有读到卡（退出码 3）"),
      ("yes", "写了 4096 字节以上"),
      ("kill -9 $$", "没有读到卡（退出码 137）"),
      ("exit 0", "卡没有读懂：读到的内容：0字节"),
      ("printf 'name=张示例\\n'", "没有证件号码"),
      ("head -c 300 /dev/zero", "300字节"),
      ("head -c 5000 /dev/zero", "写了 4096 字节以上"),
      ("printf '\\033[2J张示例' > /dev/tty || exit 9", "没有读到卡（退出码 9）"),
    ] {
      try connect(script)
      try terminal.type("<C-k>", words)
      #expect(!terminal.screen.contains("张示例"))
    }
    // It is being replaced at this moment.
    let writing = try FileHandle(forWritingTo: URL(filePath: reader))
    try terminal.type("<C-k>", "请再按 Ctrl-K，或直接敲号码；读卡程序没能运行：Text file busy")
    try writing.close()
    try terminal.type("640104199003070014", "1990-03-07")
    #expect(try terminal.quit() == 0)

    terminal = try hall.open()
    try terminal.signIn()
    try terminal.type("<C-k>", "没有接读卡器，请直接敲号码")
    #expect(try terminal.quit() == 0)
  }
}

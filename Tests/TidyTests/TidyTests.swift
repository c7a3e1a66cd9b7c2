import Foundation
import Testing

// The house rules that a compiler does not know.
// Method: TigerBeetle's src/tidy.zig.
@Suite struct TidyTests {
  @Test("文件不超过 500 行")
  func shortFiles() throws {
    let files =
      try SourceFile.all(under: "Sources", ".swift", ".c", ".h")
      + SourceFile.all(under: "Tests", ".swift", ".c", ".h")
    #expect(files.count > 30)
    for file in files {
      let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false).count - 1
      #expect(lines <= 500, "\(file) has \(lines) lines")
    }
  }

  @Test("纯逻辑不看钟、不读文件、不开线程、不掷骰子", arguments: ["Domain", "Ledger", "TUI", "Desk"])
  func pureRooms(room: String) throws {
    let words = [
      "import Foundation", "import Glibc", "import Dispatch", "import Synchronization", "Date()",
      "Date.now", "ContinuousClock", "SuspendingClock", "clock_gettime(", "time(nil)",
      "FileManager", "FileHandle", "fopen(", "open(\"", "getenv(", "Task {", "Task.", "await ",
      "package actor ", "private actor ", "Mutex<", ".random(", ".randomElement(", ".shuffled(",
      "SystemRandomNumberGenerator", "UUID(",
    ]
    let files = try SourceFile.room([room])
    #expect(!files.isEmpty)
    for file in files {
      #expect(file.places(of: words) == [])
      // `.print(notice)` is an effect; a line that begins with it is output.
      let lines = file.code.split(separator: "\n").map { $0.drop { $0 == " " } }
      #expect(!lines.contains { $0.hasPrefix("print(") || $0.hasPrefix("debugPrint(") }, "\(file)")
    }
  }

  // The moment of every program and every comparison comes from TestClock; true clocks
  // are for waiting. The load generator measures programs that run at the true time.
  @Test("First aid 1: 测试不问今天是哪天，程序都在编造的时刻运行")
  func noTestAsksTheDay() throws {
    let clock = "Tests/Support/TestClock/TestClock.swift"
    let tools = [
      clock, "Tests/Support/TestPostgres/TestPostgres.swift", "Tests/GzipTests/GzipTests.swift",
      "Tests/HTTPClientTests/TestServer.swift", "Tests/HTTPServerTests/Programs.swift",
      "Tests/EndToEnd/TerminalTests.swift", "Tests/StorageTests/KillTests.swift",
      "Tests/SyncTests/SimulationTests.swift",
    ]
    let words = [
      " Date()", "(Date()", "Date.now", "timeIntervalSinceNow", "Clocks.now", "time(nil)",
      "time(NULL)",
      "CLOCK_REALTIME", "gettimeofday", "Calendar.current",
    ]
    for file in try SourceFile.all(under: "Tests", ".swift", ".c")
    where !file.path.hasPrefix("Tests/Support/load/") && !file.path.hasPrefix("Tests/TidyTests/") {
      if file.path != clock { #expect(file.places(of: words) == []) }
      guard file.code.contains("Process()") || file.code.contains("cpty_spawn(program") else {
        continue
      }
      let isOnTime = file.code.contains("TestClock.environment") || tools.contains(file.path)
      #expect(isOnTime, "\(file) starts a program that goes by the true clock")
    }
  }

  @Test("端到端的测试各在自己的线程上等别的程序")
  func endToEndWaits() throws {
    for file in try SourceFile.all(under: "Tests/EndToEnd", ".swift") {
      let suites = file.places(of: ["@Suite"]).count
      #expect(file.places(of: [".waiting)"]).count == suites, "\(file)")
    }
  }

  // ICU costs 40 MB and milliseconds of every start; the rooms of the counter
  // do with the standard library and glibc.
  @Test(
    "柜台程序不用 Foundation",
    arguments: [
      "Domain", "Ledger", "TUI", "Desk", "JSON", "Storage", "SQLite", "Terminal", "Crypto", "Gzip",
      "Shell",
      "yichuang",
    ])
  func noFoundation(room: String) throws {
    for file in try SourceFile.room([room]) {
      #expect(file.places(of: ["import Foundation", "Regex", "#/"]) == [])
    }
  }

  @Test(
    "一个 C 库只有一个房间认得它",
    arguments: [
      ("CRapidJSON", "JSON"), ("CSQLite", "SQLite"), ("CSodium", "Crypto"), ("CTerm", "Terminal"),
      ("CZlib", "Gzip"), ("CCurl", "HTTPClient"),
      ("CMicrohttpd", "HTTPServer"), ("CPostgres", "Postgres"),
    ])
  func oneRoomPerLibrary(library: String, room: String) throws {
    for file in try SourceFile.all(under: "Sources", ".swift")
    where !file.path.hasPrefix("Sources/\(room)/") {
      let imports = file.code.contains("import \(library)\n")
      #expect(!imports, "\(file) imports \(library)")
    }
  }

  @Test("房间之间用 package，不用 public")
  func packageAccess() throws {
    for file in try SourceFile.all(under: "Sources", ".swift") {
      #expect(file.places(of: ["public ", "@testable"]) == [])
    }
  }

  @Test("没有绕过编译器的话，也没有留待以后的话")
  func noEscapes() throws {
    let words = [
      "@unchecked Sendable", "nonisolated(unsafe)", "@preconcurrency", "try!", "as!", "fatalError(",
      "unsafeBitCast",
    ]
    for file in try SourceFile.all(under: "Sources", ".swift") {
      #expect(file.places(of: words) == [])
    }
    for file in try SourceFile.all(under: "Sources", ".swift", ".c", ".h") {
      for word in ["TODO", "FIXME"] {
        let says = file.text.contains(word)
        #expect(!says, "\(file) says \(word)")
      }
    }
  }

  @Test("SQL 只在库房里写")
  func sqlOnlyInStorage() throws {
    let words = [
      "SELECT ", "INSERT INTO", "DELETE FROM", "CREATE TABLE", "PRAGMA ", "BEGIN IMMEDIATE",
    ]
    let rooms = ["Sources/Storage/", "Sources/Central/", "Sources/SQLite/"]
    for file in try SourceFile.all(under: "Sources", ".swift")
    where !rooms.contains(where: file.path.hasPrefix) {
      #expect(file.places(of: words) == [])
    }
  }

  // A value inside the text of a statement is how a name becomes a command. An
  // interpolation of a constant list of columns is written `\(Self.…)` or
  // `\(columns…`.
  @Test("SQL 里不拼接数值")
  func sqlWithoutValues() throws {
    let calls = [".run(\"", ".query(\"", ".queryFirst(\""]
    for file in try SourceFile.room(["Storage", "Central"]) {
      for (number, line) in zip(
        1..., file.code.split(separator: "\n", omittingEmptySubsequences: false))
      where calls.contains(where: { line.contains($0) }) {
        let rest = line.replacingOccurrences(of: "\\(Self.", with: "")
          .replacingOccurrences(of: "\\(columns", with: "")
        #expect(!rest.contains("\\("), "\(file):\(number): a value in SQL")
      }
    }
  }

  @Test("文件里没有这台机器的路径")
  func noPathsOfThisMachine() throws {
    // In two pieces, so that the rule does not find itself.
    let words = ["/ho" + "me/", "/ro" + "ot/", "/wo" + "rk/", "/Use" + "rs/"]
    let files =
      try SourceFile.all(under: "Sources", ".swift", ".c", ".h", ".md")
      + SourceFile.all(under: "Tests", ".swift", ".c", ".h", ".md", ".txt", ".json")
      + SourceFile.all(under: "scripts", "") + SourceFile.all(under: ".ci", "")
      + SourceFile.all(under: "Assets", ".json", ".md", ".tsv", ".txt")
    for file in files {
      for word in words {
        let has = file.text.contains(word)
        #expect(!has, "\(file) has \(word)")
      }
    }
  }

  @Test("类型的注释先有一句话：每个 package 类型都有")
  func typesAreDocumented() throws {
    for file in try SourceFile.all(under: "Sources", ".swift") {
      let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false)
      for (number, line) in lines.enumerated() where isTopLevelType(line) {
        let before = lines[..<number].last { !$0.hasPrefix("@") } ?? ""
        let isDocumented = before.hasPrefix("///")
        #expect(isDocumented, "\(file):\(number + 1): no doc comment")
      }
    }
  }

  private func isTopLevelType(_ line: Substring) -> Bool {
    guard line.hasPrefix("package ") else { return false }
    let words = line.split(separator: " ").prefix(4)
    return ["struct", "enum", "class", "actor", "protocol"].contains { words.contains($0) }
      && !words.contains("func") && !words.contains("let") && !words.contains("var")
  }
}

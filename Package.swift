// swift-tools-version: 6.2
import PackageDescription

// The rooms and their arrows. `Sources/README.md` is the map. No Swift
// packages; each C library is imported by exactly one room:
//   rapidjson  JSON     reading and checking JSON text (RFC 8259); C++, headers only
//   ncursesw   Terminal the screen
//   sqlite3    SQLite   the store
//   sodium     Crypto   Argon2id, SHA-256, Ed25519, HMAC, random bytes
//   z          Gzip     packed messages
//   microhttpd HTTPServer  the central service's HTTP and TLS
//   pq         Postgres    the central service's store when one machine is not enough
//   curl       HTTPClient  HTTPS; loaded at run time, when a first request is made
//   vterm      tests    a terminal's screen inside a test
//   ssl        tests    thousands of connections at once, for load
let rooms: [Target] = [
  .systemLibrary(name: "CSQLite", providers: [.apt(["libsqlite3-dev"])]),
  .systemLibrary(name: "CSodium", providers: [.apt(["libsodium-dev"])]),
  .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
  .systemLibrary(name: "CMicrohttpd", providers: [.apt(["libmicrohttpd-dev"])]),
  .systemLibrary(name: "CPostgres", providers: [.apt(["libpq-dev"])]),
  .target(
    name: "CTerm",
    linkerSettings: [.linkedLibrary("ncursesw"), .linkedLibrary("tinfo")]),
  .target(name: "CSystem"),
  .target(name: "CCurl"),
  .target(name: "CRapidJSON"),

  .target(name: "JSON", dependencies: ["CRapidJSON"]),
  .target(name: "Crypto", dependencies: ["CSodium"]),
  .target(name: "Gzip", dependencies: ["CZlib"]),
  .target(name: "HTTPServer", dependencies: ["CMicrohttpd"]),
  .target(name: "Postgres", dependencies: ["CPostgres"]),
  .target(name: "HTTPClient", dependencies: ["CCurl"]),
  .target(name: "SQLite", dependencies: ["CSQLite"]),
  .target(name: "Characters"),
  .target(name: "TUI", dependencies: ["Characters"]),
  .target(name: "Domain", dependencies: ["Characters", "JSON"]),
  .target(name: "Ledger", dependencies: ["Domain", "JSON"]),
  .target(name: "Sync", dependencies: ["Domain", "Ledger", "JSON"]),
  .target(name: "Desk", dependencies: ["Domain", "Ledger", "TUI", "JSON"]),
  .target(name: "Storage", dependencies: ["Domain", "Ledger", "Sync", "SQLite", "JSON"]),
  .target(name: "Machine", dependencies: ["CSystem", "Crypto", "Domain", "JSON"]),
  .target(name: "Packs", dependencies: ["Domain", "JSON", "Machine"]),
  .target(
    name: "Central",
    dependencies: [
      "Domain", "Ledger", "Sync", "JSON", "SQLite", "Postgres", "HTTPServer", "Gzip", "Crypto",
      "Machine", "Packs", "CSystem",
    ]),
  .executableTarget(name: "yichuang-central", dependencies: ["Central"]),
  .target(name: "Terminal", dependencies: ["TUI", "CTerm"]),
  .target(
    name: "Shell",
    dependencies: [
      "Domain", "Ledger", "JSON", "TUI", "Desk", "Storage", "Terminal", "Crypto", "CSystem",
      "Machine", "Packs", "Sync", "HTTPClient", "Gzip",
    ]),
  .executableTarget(name: "yichuang", dependencies: ["Shell"]),
]

let tests: [Target] = [
  .target(
    name: "CPty", path: "Tests/Support/CPty",
    linkerSettings: [.linkedLibrary("vterm"), .linkedLibrary("util")]),
  .target(
    name: "TestTerminal", dependencies: ["CPty", "TUI", "TestClock"],
    path: "Tests/Support/TestTerminal"),
  .target(name: "TestClock", dependencies: ["Domain"], path: "Tests/Support/TestClock"),
  .executableTarget(
    name: "termprobe", dependencies: ["TUI", "Terminal"], path: "Tests/Support/termprobe"),
  .target(name: "TestThreads", path: "Tests/Support/TestThreads"),
  .target(name: "TestPostgres", path: "Tests/Support/TestPostgres"),
  .target(name: "CRecorder", path: "Tests/Support/CRecorder"),
  .target(
    name: "TestRecorder", dependencies: ["TestTerminal", "TestClock"],
    path: "Tests/Support/TestRecorder"),
  .executableTarget(
    name: "department", dependencies: ["HTTPClient", "JSON", "Ledger", "Sync"],
    path: "Tests/Support/department"),
  .target(
    name: "CConnections", path: "Tests/Support/CConnections",
    linkerSettings: [.linkedLibrary("ssl"), .linkedLibrary("crypto")]),
  .executableTarget(
    name: "load",
    dependencies: [
      "CConnections", "Crypto", "Domain", "Gzip", "JSON", "Ledger", "MadeUp", "Sync",
    ],
    path: "Tests/Support/load"),
  .target(
    name: "TestCentral", dependencies: ["TestHall", "TestPostgres", "TestClock"],
    path: "Tests/Support/TestCentral"),
  .target(name: "FaultProxy", path: "Tests/Support/FaultProxy"),
  .target(
    name: "MadeUp", dependencies: ["Domain", "Ledger"], path: "Tests/Support/MadeUp"),
  .target(
    name: "SyncModel", dependencies: ["Sync", "Ledger", "Domain", "JSON"],
    path: "Tests/Support/SyncModel"),
  .target(
    name: "Simulation", dependencies: ["SyncModel", "Sync", "Ledger", "Domain", "JSON", "MadeUp"],
    path: "Tests/Support/Simulation"),
  .executableTarget(
    name: "simulate", dependencies: ["Simulation"], path: "Tests/Support/simulate"),
  .executableTarget(
    name: "storefill",
    dependencies: ["Storage", "SQLite", "MadeUp", "Ledger", "Domain", "Crypto"],
    path: "Tests/Support/storefill"),
  .executableTarget(
    name: "storewriter", dependencies: ["Storage", "MadeUp", "Ledger", "Domain", "Crypto"],
    path: "Tests/Support/storewriter"),
  .target(
    name: "TestHall",
    dependencies: [
      "TestTerminal", "TUI", "Storage", "Ledger", "Domain", "Crypto", "JSON", "MadeUp", "SQLite",
      "TestClock",
    ],
    path: "Tests/Support/TestHall"),
  .target(
    name: "TestLine",
    dependencies: [
      "TestHall", "TestTerminal", "TestCentral", "FaultProxy", "Storage", "Domain", "Ledger",
      "JSON", "MadeUp", "TUI", "TestClock",
    ],
    path: "Tests/Support/TestLine"),
  .executableTarget(
    name: "torture",
    dependencies: [
      "TestHall", "TestLine", "TestTerminal", "MadeUp", "yichuang", "yichuang-central",
    ],
    path: "Tests/Support/torture"),
  .target(
    name: "DeskDriver", dependencies: ["Desk", "Domain", "Ledger", "TUI", "JSON"],
    path: "Tests/Support/DeskDriver"),
  .executableTarget(
    name: "deskbench", dependencies: ["DeskDriver", "Desk", "TUI"],
    path: "Tests/Support/deskbench"),
  .executableTarget(
    name: "packbench", dependencies: ["Packs", "Domain", "Machine"],
    path: "Tests/Support/packbench"),
  .testTarget(name: "JSONTests", dependencies: ["JSON"]),
  .testTarget(
    name: "DomainTests", dependencies: ["Characters", "Domain", "JSON", "MadeUp"], exclude: ["Data"]
  ),
  .testTarget(
    name: "LedgerTests", dependencies: ["Ledger", "Domain", "JSON"], exclude: ["Golden"]),
  .testTarget(
    name: "SyncTests",
    dependencies: [
      "Sync", "SyncModel", "Simulation", "Ledger", "Domain", "JSON", "MadeUp", "Crypto", "simulate",
    ]),
  .testTarget(name: "TUITests", dependencies: ["Characters", "TUI"]),
  .testTarget(name: "CryptoTests", dependencies: ["Crypto", "JSON"]),
  .testTarget(name: "GzipTests", dependencies: ["Gzip"]),
  .testTarget(name: "HTTPServerTests", dependencies: ["HTTPServer"]),
  .testTarget(
    name: "CentralTests",
    dependencies: [
      "Central", "TestClock", "TestHall", "TestPostgres", "TestRecorder", "TestThreads", "MadeUp",
      "Sync", "Ledger", "Domain", "JSON", "Crypto", "Gzip", "HTTPServer", "SQLite", "Postgres",
      "Storage",
      "yichuang-central",
    ]),
  .testTarget(name: "PostgresTests", dependencies: ["Postgres", "TestPostgres"]),
  .testTarget(name: "CSystemTests", dependencies: ["CSystem"]),
  .testTarget(name: "SQLiteTests", dependencies: ["SQLite"]),
  .testTarget(
    name: "DeskTests",
    dependencies: ["Desk", "Domain", "Ledger", "TUI", "JSON", "DeskDriver", "MadeUp"],
    exclude: ["Golden", "Data"]),
  .testTarget(
    name: "StorageTests",
    dependencies: [
      "Storage", "SQLite", "Ledger", "Domain", "JSON", "Crypto", "MadeUp", "Sync", "SyncModel",
      "storewriter",
    ]),
  .testTarget(name: "HTTPClientTests", dependencies: ["HTTPClient"]),
  .testTarget(
    name: "EndToEnd",
    dependencies: [
      "TestHall", "TestTerminal", "TUI", "Storage", "Ledger", "Domain", "JSON", "Crypto", "MadeUp",
      "SQLite", "termprobe", "yichuang", "DeskDriver", "FaultProxy", "HTTPClient", "Sync",
      "TestCentral", "TestClock", "TestLine", "TestPostgres", "TestRecorder", "TestThreads",
      "yichuang-central",
    ]),
  .testTarget(name: "TidyTests"),
]

let package = Package(
  name: "yichuang",
  // Loaded into programs under test, not linked with anything.
  products: [.library(name: "Recorder", type: .dynamic, targets: ["CRecorder"])],
  targets: rooms + tests, swiftLanguageModes: [.v6])

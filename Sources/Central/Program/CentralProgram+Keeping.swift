import CSystem
import Glibc
import Ledger
import Machine
import Sync

// Backup, restore, and the proof that the logs are whole.
extension CentralProgram {
  private static func file(_ options: CentralOptions) throws(ProgramError) -> String {
    guard options.words.count == 1 else { throw ProgramError("要有一个文件名", code: 2) }
    return options.words[0]
  }

  /// Copies everything while the service goes on; what is in the copy survives
  /// this machine once the copy is elsewhere, and counters are told so.
  static func backup(_ options: CentralOptions) throws(ProgramError) {
    let path = try file(options)
    guard !Files.exists(path) else { throw ProgramError("\(path) 已经有了") }
    switch options.storage {
    case .postgres(let address):
      // Before the copy is made: what is in the logs now will be in it.
      let marks = try central(on: options) { database throws(CentralError) in
        try database.logMarks()
      }
      try command(["pg_dump", "--format=custom", "--file=\(path)", "--dbname=\(address)"])
      try central(on: options) { database throws(CentralError) in
        try database.noteDurable(marks)
      }
    case .sqlite(let store):
      let new = path + ".new"
      unlink(new)
      try central { () throws(CentralError) in
        try SQLiteEngine(writing: store).backup(to: new)
      }
      let marks = try central { () throws(CentralError) in
        try CentralDatabase(engine: SQLiteEngine(reading: new), secret: []).logMarks()
      }
      try moveIntoPlace(new, path)
      try central(on: options) { database throws(CentralError) in
        try database.noteDurable(marks)
      }
    }
    say("已备份到 \(path)")
  }

  /// Puts a backup in the place of the store. Counters notice by the new epoch
  /// and send again what the backup has not.
  static func restore(_ options: CentralOptions) throws(ProgramError) {
    let path = try file(options)
    guard Files.exists(path) else { throw ProgramError("没有文件 \(path)") }
    _ = try directory(options)
    try lock(options)
    switch options.storage {
    case .postgres(let address):
      try command(["pg_restore", "--clean", "--if-exists", "--dbname=\(address)", path])
    case .sqlite(let store):
      let damages = try central { () throws(CentralError) in
        try SQLiteEngine(reading: path).damages()
      }
      guard damages.isEmpty, let bytes = Files.read(path) else {
        throw ProgramError("\(path) 是坏的：\(damages.first ?? "读不到")")
      }
      let new = store + ".new"
      guard Files.write(bytes, to: new) else { throw ProgramError("写不了 \(new)") }
      if Files.exists(store) {
        let before = "\(store).before-\(Clocks.now.milliseconds)"
        rename(store, before)
        for end in ["-wal", "-shm"] { rename(store + end, before + end) }
        say("原来的数据在 \(before)")
      }
      try moveIntoPlace(new, store)
    }
    let secret = try secret(options)
    let isOther = try central { () throws(CentralError) in
      try options.storage.open(secret: secret).takeSecret()
    }
    if isOther { say("secret 与备份时的不同，个人的盲键已重做") }
    try central(on: options) { database throws(CentralError) in
      try database.beginEpoch(at: Clocks.now)
    }
    noteHighWater(options)
    say("已恢复；各窗口联网后会补传缺少的部分")
  }

  /// Every line of every log again through its chain, and every row beside them.
  static func verify(_ options: CentralOptions) throws(ProgramError) {
    if case .sqlite(let store) = options.storage {
      let damages = try central { () throws(CentralError) in
        try SQLiteEngine(reading: store).damages()
      }
      guard damages.isEmpty else { throw ProgramError("数据文件是坏的：\(damages[0])") }
    }
    let checked = try central(on: options) { database throws(CentralError) in
      try database.verifyChains()
    }
    let rows = try central(on: options) { database throws(CentralError) in
      try database.verifyRows()
    }
    for fault in checked.faults + rows.faults { say(fault) }
    if rows.unsealed > 0 { say("说明：\(rows.unsealed) 个对象是升级前写的，还没有封，只核对了列") }
    guard checked.faults.isEmpty else {
      throw ProgramError("\(checked.faults.count) 处与散列链不符")
    }
    guard rows.faults.isEmpty else {
      throw ProgramError("\(rows.faults.count) 处与写下的不符")
    }
    say("\(checked.logs) 条日志，\(checked.lines) 行，都与散列链相符")
  }

  private static func central<T>(
    on options: CentralOptions, _ body: (CentralDatabase) throws(CentralError) -> T
  ) throws(ProgramError) -> T {
    let database = try open(options)
    return try central { () throws(CentralError) in try body(database) }
  }

  /// Complete and on the disk before it has its name.
  private static func moveIntoPlace(_ new: String, _ path: String) throws(ProgramError) {
    let parent = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    guard csys_sync(new) == 0, rename(new, path) == 0, csys_sync(parent.isEmpty ? "/" : parent) == 0
    else { throw ProgramError("写不了 \(path)") }
  }

  private static func command(_ words: [String]) throws(ProgramError) {
    let copies = words.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    let arguments = copies.map { UnsafePointer<CChar>($0) } + [nil]
    let status = csys_pipe_to(arguments, "", 0, 3_600_000)
    guard status == 0 else { throw ProgramError("\(words[0]) 没有做成（\(status)）") }
  }
}

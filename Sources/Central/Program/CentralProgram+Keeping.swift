import CSystem
import Glibc
import Ledger
import Machine
import Sync

// Backup, and the proof that the logs are whole.
extension CentralProgram {
  static func file(_ options: CentralOptions) throws(ProgramError) -> String {
    guard options.words.count == 1 else { throw ProgramError("要有一个文件名", code: 2) }
    return options.words[0]
  }

  /// Copies everything while the service goes on; what is in the copy survives
  /// this machine once the copy is elsewhere, and counters are told so.
  static func backup(_ options: CentralOptions) throws(ProgramError) {
    let path = try file(options)
    guard !Files.exists(path) else { throw ProgramError("\(path) 已经有了") }
    // Complete and on the disk before it has its name.
    let new = path + ".unfinished"
    Files.remove(new)
    let marks: [CentralDatabase.LogMark]
    do throws(ProgramError) {
      switch options.storage {
      case .postgres(let address):
        // Before the copy is made: what is in the logs now will be in it.
        marks = try central(on: options) { database throws(CentralError) in
          try database.logMarks()
        }
        try command(["pg_dump", "--format=custom", "--file=\(new)", "--dbname=\(address)"])
      case .sqlite(let store):
        try requireStore(options, mayBegin: false)
        marks = try central { () throws(CentralError) in
          try SQLiteEngine(writing: store).backup(to: new)
          return try CentralDatabase(engine: SQLiteEngine(snapshot: new), secret: []).logMarks()
        }
      }
      try moveIntoPlace(new, path)
    } catch {
      Files.remove(new)
      throw error
    }
    try central(on: options) { database throws(CentralError) in try database.noteDurable(marks) }
    try say("已备份到 \(path)")
  }

  /// Every line of every log again through its chain, and every row beside them.
  static func verify(_ options: CentralOptions) throws(ProgramError) {
    if case .sqlite(let store) = options.storage {
      try requireStore(options, mayBegin: false)
      // What a killed process left to be finished is finished by opening to write.
      try prepare(options)
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
    for fault in checked.faults + rows.faults { try say(fault) }
    if rows.unsealed > 0 { try say("说明：\(rows.unsealed) 个对象是升级前写的，还没有封，只核对了列") }
    guard checked.faults.isEmpty else {
      throw ProgramError("\(checked.faults.count) 处与散列链不符")
    }
    guard rows.faults.isEmpty else {
      throw ProgramError("\(rows.faults.count) 处与写下的不符")
    }
    try say("\(checked.logs) 条日志，\(checked.lines) 行，都与散列链相符")
  }

  static func central<T>(
    on options: CentralOptions, _ body: (CentralDatabase) throws(CentralError) -> T
  ) throws(ProgramError) -> T {
    let database = try open(options)
    return try central { () throws(CentralError) in try body(database) }
  }

  static func moveIntoPlace(_ new: String, _ path: String) throws(ProgramError) {
    let synced = csys_sync(new)
    do throws(FileProblem) {
      if synced < 0 { throw .system(code: -synced) }
      try Files.move(new, to: path)
    } catch {
      throw ProgramError("写不了 \(path)：\(error)")
    }
  }

  /// Runs a program of PostgreSQL, which gets `input` to read.
  static func command(_ words: [String], input: String = "") throws(ProgramError) {
    let copies = words.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    let arguments = copies.map { UnsafePointer<CChar>($0) } + [nil]
    let status = csys_pipe_to(arguments, input, input.utf8.count, 3_600_000)
    guard status == 0 else { throw ProgramError("\(words[0]) 没有做成（\(status)）") }
  }
}

import Domain
import Ledger
import Machine
import Sync

extension CentralProgram {
  static func administer(_ options: CentralOptions) throws(ProgramError) {
    let database = try open(options)
    let now = Clocks.now
    let words = options.words
    switch words.first ?? "" {
    case "code":
      let hall = try hall(options)
      let counties = list(options["counties"])
      if let wrong = counties.first(where: { !isDigits($0, 6) }) {
        throw ProgramError("--counties 里的“\(wrong)”不是六位区划代码", code: 2)
      }
      let departments = list(options["departments"])
      guard counties.isEmpty || !departments.isEmpty else {
        throw ProgramError("--counties 要和 --departments 一起用：哪些部门办这些县的事项", code: 2)
      }
      let first = try options.number("counter", 1...999)
      let numbers = try first..<first + options.number("count", 1...10_000)
      for number in numbers {
        let holder = try central { () throws(CentralError) in
          try database.holder(of: "\(number)", in: hall)
        }
        guard let holder else { continue }
        throw ProgramError(
          "大厅 \(hall) 的 \(number) 号窗口已有设备 \(holder)，没有发码。换机先停用旧的："
            + "yichuang-central admin revoke \(holder)；再多一个窗口请用没用过的 --counter", code: 2)
      }
      for number in numbers {
        let station = Station(
          hall: hall, hallTitle: options["title"], counter: "\(number)",
          region: options["region"],
          streams: Station.streams(hall: hall, departments: departments, counties: counties))
        if let problem = station.problem {
          throw ProgramError("\(problem)空着、太长，或有看不见的字符", code: 2)
        }
        let code = try central { () throws(CentralError) in
          try database.makeCode(for: station, at: now)
        }
        try say(options["count"] == "1" ? code : "\(code) \(hall)")
      }
    case "token":
      try checkName(options)
      try say(
        try central { () throws(CentralError) in
          try database.makeSystem(
            .admin, hall: "", name: options["name"], region: "", streams: [], departments: [],
            id: newID(now), at: now)
        })
    case "system":
      let hall = try hall(options)
      try checkName(options)
      let streams = list(options["streams"])
      guard !streams.isEmpty else {
        throw ProgramError("--streams 要有数据流，如 c:640104-portal", code: 2)
      }
      if let wrong = streams.first(where: { !isExchanged($0) }) {
        throw ProgramError(
          "--streams 里的“\(wrong)”不是门户或部门的数据流，如 c:640104-portal、d:640104-hrss", code: 2)
      }
      try say(
        try central { () throws(CentralError) in
          try database.makeSystem(
            .system, hall: hall, name: options["name"], region: options["region"],
            streams: streams, departments: list(options["departments"]), id: newID(now), at: now)
        })
    case "devices":
      for device in try central({ () throws(CentralError) in
        try database.devices(hall: options["hall"].isEmpty ? nil : options["hall"])
      }) {
        let alarm = device.forkedAt.map { "  两台机器：\($0.iso)，查清后 admin activate" } ?? ""
        try say(
          "\(device.record.id)  \(device.record.hall)  \(device.state.rawValue)  "
            + "\(device.kind.rawValue)  \(device.name)\(alarm)")
      }
    case "grants":
      for grant in try central({ () throws(CentralError) in
        try database.grants(hall: options["hall"].isEmpty ? nil : options["hall"])
      }) {
        let departments = grant.department == Offices.every ? "全部部门" : grant.department
        let actor = grant.actor == "upgrade" ? "  升级时沿用，不需要的请 admin withdraw" : ""
        try say("\(grant.hall)  \(departments)\(actor)")
      }
    case "grant", "withdraw":
      let hall = try hall(options)
      let named = list(options["departments"])
      let departments = named.isEmpty ? [Offices.every] : named
      if words[0] == "grant" {
        try central { () throws(CentralError) in
          try database.grant(departments, to: hall, by: "operator", at: now)
        }
      } else {
        let count = try central { () throws(CentralError) in
          try database.withdraw(departments, from: hall, by: "operator", at: now)
        }
        guard count > 0 else { throw ProgramError("\(hall) 没有这项授权；见 admin grants") }
      }
    case "suspend": try set(.suspended, options, database)
    case "activate": try set(.active, options, database)
    case "revoke": try set(.revoked, options, database)
    case "quarantine":
      guard words.count == 2 else { throw ProgramError("要有六位区划代码", code: 2) }
      for line in try central({ () throws(CentralError) in
        try database.quarantine(county: words[1])
      }) {
        try say("\(line.log) \(line.sequence)  \(line.code)  \(line.at.iso)")
      }
    case "resolve":
      guard words.count == 4, let number = Int(words[3]) else {
        throw ProgramError("要有区划代码、日志代码、行号", code: 2)
      }
      let wasOpen = try central { () throws(CentralError) in
        try database.resolve(
          county: words[1], log: words[2], sequence: number, note: options["note"],
          by: "operator", at: now)
      }
      guard wasOpen else { throw ProgramError("没有待处理的 \(words[2]) 第 \(number) 行") }
    case "account": try administerAccounts(options, database)
    case "publish":
      guard words.count == 2 else { throw ProgramError("要有目录", code: 2) }
      let files = try catalogueFiles(words[1])
      let version = try central { () throws(CentralError) in
        try database.publish(files, at: now)
      }
      try say("第 \(version) 版，\(files.count) 个文件")
    default:
      throw ProgramError("admin 后面没有这一项；见 yichuang-central help", code: 2)
    }
  }

  /// Of a system or an administrator, as lists and logs show it.
  private static func checkName(_ options: CentralOptions) throws(ProgramError) {
    let name = options["name"]
    guard Limits.name.holds(name), SafeText.finding(in: name) == nil else {
      throw ProgramError("--name 太长，或有看不见的字符", code: 2)
    }
  }

  static func newID(_ now: Instant) -> String {
    var identifiers = Identifiers()
    return identifiers.make(at: now)
  }

  static func list(_ text: String) -> [String] {
    text.split(separator: ",").map(String.init)
  }

  static func hall(_ options: CentralOptions) throws(ProgramError) -> String {
    let hall = options["hall"]
    guard isDigits(hall, 9) else { throw ProgramError("--hall 要有九位大厅代码", code: 2) }
    return hall
  }

  /// What a portal or a department's system reads: `c:` or `d:`, a county, a name.
  private static func isExchanged(_ stream: String) -> Bool {
    let county = Streams.county(of: stream)
    return ["c:\(county)-", "d:\(county)-"].contains { stream.hasPrefix($0) && stream != $0 }
      && isDigits(county, 6)
  }

  private static func isDigits(_ text: String, _ count: Int) -> Bool {
    text.utf8.count == count && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }

  private static func set(
    _ state: Device.State, _ options: CentralOptions, _ database: CentralDatabase
  ) throws(ProgramError) {
    guard options.words.count == 2 else { throw ProgramError("要有设备", code: 2) }
    let successor = try central { () throws(CentralError) in
      try database.successor(of: options.words[1])
    }
    if state == .active, let successor {
      throw ProgramError("设备 \(options.words[1]) 的窗口现在是 \(successor)，不能再启用；先停用那一台", code: 2)
    }
    let isThere = try central { () throws(CentralError) in
      try database.set(options.words[1], to: state, by: "operator", at: Clocks.now)
    }
    guard isThere else { throw ProgramError("没有设备 \(options.words[1])") }
  }

  /// Files of a directory, two levels of folders deep, with their paths in it.
  private static func catalogueFiles(
    _ directory: String
  ) throws(ProgramError) -> [(path: String, bytes: [UInt8])] {
    var found: [(path: String, bytes: [UInt8])] = []
    var folders = [""]
    while let folder = folders.popLast() {
      for name in Files.names(in: directory + "/" + folder) {
        let path = folder.isEmpty ? name : folder + "/" + name
        if !Files.names(in: directory + "/" + path).isEmpty {
          folders.append(path)
        } else if path.hasSuffix(".json") || path.hasSuffix(".tsv") {
          do throws(FileProblem) {
            found.append(
              (path, try Files.contents(of: directory + "/" + path, atMost: 1 << 20)))
          } catch {
            throw ProgramError("\(directory)/\(path) 读不了：\(error)")
          }
        }
      }
    }
    guard !found.isEmpty else { throw ProgramError("\(directory) 里没有 .json 或 .tsv 文件") }
    return found.sorted { $0.path < $1.path }
  }
}

import Domain
import JSON
import Machine

/// The packs and tables that come with the program (资料), read at start.
package struct Assets: Sendable {
  package let directory: String
  /// What central published, which goes before what came with the program.
  private var published: Published?

  /// Offered before anybody has chosen.
  package static let firstRegion = "nx"

  /// `$YICHUANG_ASSETS`; else `share/yichuang` beside `bin` of the program;
  /// else `Assets` of the source tree that it was built in.
  package static func find() throws(ProgramError) -> Assets {
    if let given = Environment.value("YICHUANG_ASSETS") { return try Assets(checked: given) }
    var directory = Environment.executable
    var tried: [String] = []
    while let slash = directory.lastIndex(of: "/"), slash > directory.startIndex {
      directory = String(directory[..<slash])
      for candidate in [directory + "/share/yichuang", directory + "/Assets"] {
        if Files.exists(candidate + "/regions") { return Assets(directory: candidate) }
        tried.append(candidate)
      }
    }
    throw ProgramError("找不到资料目录（主题包、代码表），找过：\(tried.joined(separator: "、"))")
  }

  private init(directory: String) { self.directory = directory }

  private init(checked directory: String) throws(ProgramError) {
    guard Files.exists(directory + "/regions") else {
      throw ProgramError("YICHUANG_ASSETS=\(directory) 不是资料目录：其中没有 regions")
    }
    self.directory = directory
  }

  /// The same with what central published (下发资料).
  package func with(_ published: Published?) -> Assets {
    var assets = self
    assets.published = published
    return assets
  }

  /// Where a file lies; `name` is `themes/nx/jobseekers.json`.
  private func path(_ name: String) -> String {
    published?.path(name) ?? directory + "/" + name
  }

  /// What a file is called in messages.
  private func title(_ name: String) -> String {
    guard let published, published.path(name) != nil else { return directory + "/" + name }
    return "中心资料 \(published.version)/\(name)"
  }

  private func names(in folder: String) -> [String] {
    let own = Set(Files.names(in: directory + "/" + folder))
    return own.union(published?.names(in: folder) ?? []).sorted()
  }

  private func exists(_ name: String) -> Bool { Files.exists(path(name)) }

  package func bytes(_ name: String) throws(ProgramError) -> [UInt8] {
    guard let bytes = Files.read(path(name)) else {
      throw ProgramError("读不到资料文件 \(title(name))")
    }
    return bytes
  }

  /// The texts of a region's themes as they lie there.
  package func themeFiles(region: String) -> [[UInt8]] {
    (try? files("themes/\(region)").map(\.bytes)) ?? []
  }

  package func json(_ name: String) throws(ProgramError) -> JSON {
    do { return try JSON(parsing: bytes(name)) } catch let error as JSONSyntaxError {
      throw ProgramError("资料文件 \(title(name)) 不是 JSON：\(error)")
    } catch let error as ProgramError { throw error } catch {
      preconditionFailure("only the two throw here")
    }
  }

  private func files(_ folder: String) throws(ProgramError) -> [Catalogue.File] {
    var files: [Catalogue.File] = []
    for name in names(in: folder) where name.hasSuffix(".json") {
      let name = folder + "/" + name
      files.append(Catalogue.File(name: title(name), bytes: try bytes(name)))
    }
    return files
  }

  private func optionalFile(_ name: String) throws(ProgramError) -> Catalogue.File? {
    guard exists(name) else { return nil }
    return Catalogue.File(name: title(name), bytes: try bytes(name))
  }

  /// Without it a misspelt region would be answered by the national calendar.
  private func require(_ region: String) throws(ProgramError) {
    guard regions.contains(region) else {
      throw ProgramError("没有地区包“\(region)”；可用的是 \(regions.joined(separator: "、"))")
    }
  }

  package func calendar(region: String) throws(ProgramError) -> WorkCalendar {
    try require(region)
    var overlays: [JSONReader] = []
    if exists("calendar/\(region).json") {
      overlays.append(JSONReader(try json("calendar/\(region).json")))
    }
    do {
      return try WorkCalendar(
        JSONReader(json("calendar/cn.json")),
        statutory: JSONReader(json("calendar/statutory.json")), overlays: overlays)
    } catch let error as JSONContentError {
      throw ProgramError(
        "日历文件 \(title("calendar/cn.json"))、statutory.json 或本地区的不可用：\(error)")
    } catch let error as ProgramError { throw error } catch {
      preconditionFailure("only the two throw here")
    }
  }

  /// Regions that have a pack here.
  package var regions: [String] {
    names(in: "regions").filter { $0.hasSuffix(".json") }
      .map { String($0.dropLast(5)) }
  }

  /// - Parameters:
  ///   - division: of the hall; empty for what holds in all the region.
  ///   - tables: code tables that were read before; nil reads them.
  package func catalogue(
    region: String, division: String = "", tables: CodeTables? = nil
  ) throws(ProgramError) -> Catalogue {
    try require(region)
    let file = Catalogue.File(
      name: title("regions/\(region).json"), bytes: try bytes("regions/\(region).json"))
    do {
      return try Catalogue(
        region: file, tables: try tables ?? codeTables(), themes: try files("themes/\(region)"),
        training: try optionalFile("training/\(region).json"),
        jobs: try optionalFile("jobs/\(region).json"),
        overlays: try files("overlays/\(region)"),
        former: published?.formerTexts(region: region) ?? [], division: division)
    } catch let error as PackError {
      throw ProgramError("主题包不可用，程序没有打开：\n\(error)")
    } catch let error as ProgramError { throw error } catch {
      preconditionFailure("only the two throw here")
    }
  }

  /// The code tables, which all regions share.
  package func codeTables() throws(ProgramError) -> CodeTables {
    let files = try files("codes")
    do { return try CodeTables(files) } catch {
      throw ProgramError("主题包不可用，程序没有打开：\n\(error)")
    }
  }

  package func pinyin() throws(ProgramError) -> Pinyin {
    Pinyin(characters: try bytes("pinyin.tsv"), surnames: try bytes("surnames.tsv"))
  }

  /// Every region of this machine, by key and title.
  package var regionTable: CodeTable {
    get throws(ProgramError) {
      var entries: [CodeTable.Entry] = []
      for key in regions {
        let title = try json("regions/\(key).json")["title"]?.string ?? key
        entries.append(CodeTable.Entry(code: key, text: title, pinyin: key, initials: key))
      }
      return CodeTable(key: "regions", title: "地区", source: "", entries: entries)
    }
  }

  package func notices() throws(ProgramError) -> [NoticeKind: NoticeTemplate] {
    var notices: [NoticeKind: NoticeTemplate] = [:]
    for kind in NoticeKind.allCases where exists("notices/" + kind.fileName) {
      let text = String(decoding: try bytes("notices/" + kind.fileName), as: UTF8.self)
      do { notices[kind] = try NoticeTemplate(text, for: kind) } catch {
        throw ProgramError("文书模板 \(title("notices/" + kind.fileName)) 不可用：\(error)")
      }
    }
    return notices
  }
}

import JSON

/// The packs of one hall (事项库), read together and consistent with each other.
package struct Catalogue: Equatable, Sendable {
  package let region: Region
  /// Every text of every theme, in the order of the region pack and of the days
  /// from which they hold.
  package let versions: [Theme]
  /// Texts that were replaced, for the dossiers that were filed under them.
  let former: [Theme]
  /// What is accepted today, in the order of the region pack.
  package let themes: [Theme]
  package let book: CodeBook
  /// Nil when the hall has no list of training classes.
  package let training: TrainingDirectory?
  /// Nil when the hall has no list of jobs.
  package let jobs: JobDirectory?

  /// The text that counts today; of a theme that is not accepted, the newest.
  package func theme(_ key: String) -> Theme? {
    themes.first { $0.key == key } ?? versions.last { $0.key == key }
  }

  /// The text that a dossier was accepted under, or else the one of today.
  package func theme(_ key: String, version: String) -> Theme? {
    (versions + former).first { $0.key == key && $0.version == version } ?? theme(key)
  }

  /// Texts that will count from a later day.
  package func upcoming(after day: Day) -> [Theme] {
    versions.filter { $0.validity.from.map { day < $0 } ?? false }
  }

  /// The same packs, as they are accepted on a day.
  package func on(_ day: Day) -> Catalogue {
    Catalogue(
      region: region, versions: versions, former: former,
      themes: versions.filter { $0.validity.holds(on: day) }, book: book, training: training,
      jobs: jobs)
  }

  private init(
    region: Region, versions: [Theme], former: [Theme], themes: [Theme], book: CodeBook,
    training: TrainingDirectory?, jobs: JobDirectory?
  ) {
    self.region = region
    self.versions = versions
    self.former = former
    self.themes = themes
    self.book = book
    self.training = training
    self.jobs = jobs
  }

  /// One file of a pack: its name for messages, and its text.
  package struct File: Sendable {
    package let name: String
    package let bytes: [UInt8]

    package init(name: String, bytes: [UInt8]) {
      self.name = name
      self.bytes = bytes
    }
  }

  /// Reads and checks everything; the first file that is wrong refuses all, so
  /// that a running counter keeps its last good catalogue.
  ///
  /// - Parameters:
  ///   - overlays: what cities and counties do differently.
  ///   - division: of the hall; only its own overlays count.
  ///   - day: of acceptance; nil for the newest text of each theme.
  package init(
    region regionFile: File, codeTables: [File], themes themeFiles: [File],
    training trainingFile: File? = nil, jobs jobsFile: File? = nil, overlays: [File] = [],
    division: String = "", on day: Day? = nil
  ) throws(PackError) {
    try self.init(
      region: regionFile, tables: CodeTables(codeTables), themes: themeFiles,
      training: trainingFile, jobs: jobsFile, overlays: overlays, division: division, on: day)
  }

  /// The same with code tables that were read before, for several regions.
  ///
  /// - Parameter former: texts that were replaced. They were right once; one that
  ///   this program cannot read any more is left out.
  package init(
    region regionFile: File, tables codeTables: CodeTables, themes themeFiles: [File],
    training trainingFile: File? = nil, jobs jobsFile: File? = nil, overlays: [File] = [],
    former formerFiles: [File] = [], division: String = "", on day: Day? = nil
  ) throws(PackError) {
    let region = try regionFile.decode(Region.init)
    try regionFile.refuse(region.problems())

    let tables = codeTables.tables

    let themes = try Catalogue.themes(
      themeFiles, tables, region, Catalogue.overlays(overlays, division, region))
    for (index, key) in region.themes.enumerated()
    where !themes.contains(where: { $0.key == key }) {
      try regionFile.refuse([
        JSONContentError(
          path: "themes[\(index)]", found: "“\(key)”, which has no theme pack",
          allowed: "one of \(Set(themes.map(\.key)).sorted().joined(separator: ", "))")
      ])
    }
    let clauses = Set(themes.flatMap(\.document.clauses.keys))
    for (index, service) in region.appointments.enumerated() {
      for (place, clause) in service.clauses.enumerated() where !clauses.contains(clause) {
        try regionFile.refuse([
          JSONContentError(
            path: "appointments[\(index)].clauses[\(place)]", found: "“\(clause)”",
            allowed: "a clause of one of the region's documents")
        ])
      }
    }
    self.region = region
    versions = region.themes.flatMap { key in
      themes.filter { $0.key == key }
        .sorted { ($0.validity.from?.number ?? 0) < ($1.validity.from?.number ?? 0) }
    }
    let versions = versions
    self.themes =
      day.map { day in versions.filter { $0.validity.holds(on: day) } }
      ?? region.themes.compactMap { key in versions.last { $0.key == key } }
    let book = CodeBook(tables: tables, region: region)
    var training: TrainingDirectory?
    if let trainingFile {
      let directory = try trainingFile.decode(TrainingDirectory.init)
      try trainingFile.refuse(directory.problems(book))
      training = directory
    }
    var jobs: JobDirectory?
    if let jobsFile {
      let directory = try jobsFile.decode(JobDirectory.init)
      try jobsFile.refuse(directory.problems(book))
      jobs = directory
    }
    self.book = book
    self.jobs = jobs
    self.training = training
    former = formerFiles.compactMap { file in try? file.decode(Theme.init) }
  }
}

/// The code tables of all regions (全部代码表), by key.
package struct CodeTables: Sendable {
  let tables: [String: CodeTable]

  package init(_ files: [Catalogue.File]) throws(PackError) {
    var tables: [String: CodeTable] = [:]
    for file in files {
      let table = try file.decode(CodeTable.init)
      try file.refuse(
        tables[table.key] == nil
          ? []
          : [
            JSONContentError(
              path: "key", found: "“\(table.key)” for the second time",
              allowed: "a key that no other code table has")
          ])
      tables[table.key] = table
    }
    self.tables = tables
  }
}

extension Catalogue {
  /// Those that are for the division, the widest first.
  private static func overlays(
    _ files: [File], _ division: String, _ region: Region
  ) throws(PackError) -> [(file: File, overlay: PackOverlay)] {
    var found: [(reach: Int, file: File, overlay: PackOverlay)] = []
    for file in files {
      let overlay = try file.decode(PackOverlay.init)
      for theme in overlay.themes.keys.sorted() where !region.themes.contains(theme) {
        try file.refuse([
          JSONContentError(
            path: "themes.\(theme)", found: "a theme that the region does not have",
            allowed: "one of \(ProblemList.listed(region.themes))")
        ])
      }
      if let reach = overlay.reach(division) { found.append((reach, file, overlay)) }
    }
    return found.sorted { ($0.reach, $0.file.name) < ($1.reach, $1.file.name) }
      .map { ($0.file, $0.overlay) }
  }

  private static func themes(
    _ files: [File], _ tables: [String: CodeTable], _ region: Region,
    _ overlays: [(file: File, overlay: PackOverlay)]
  ) throws(PackError) -> [Theme] {
    var themes: [Theme] = []
    for file in files {
      var json = try file.parse()
      var theme = try file.decode(json, Theme.init)
      try file.refuse(theme.problems(codeTables: tables, region: region))
      for (overlayFile, overlay) in overlays where overlay.themes[theme.key] != nil {
        do { json = try overlay.apply(to: json, of: theme.key) } catch {
          throw PackError(file: overlayFile.name, .content([error]))
        }
        // The pack was right before: what is wrong now, the overlay has made so.
        let path = "themes.\(theme.key) → "
        do { theme = try Theme(JSONReader(json)) } catch {
          throw PackError(file: overlayFile.name, .content([error.under(path)]))
        }
        try overlayFile.refuse(
          theme.problems(codeTables: tables, region: region).map { $0.under(path) })
      }
      for other in themes where other.key == theme.key {
        try file.refuse(theme.conflicts(with: other))
      }
      themes.append(theme)
    }
    return themes
  }
}

extension Theme {
  /// Two texts of one theme must be told apart, by name and by day.
  fileprivate func conflicts(with other: Theme) -> [JSONContentError] {
    var problems: [JSONContentError] = []
    if version == other.version {
      problems.append(
        JSONContentError(
          path: "version", found: "“\(version)”, as in another file of this theme",
          allowed: "a version that no other text has"))
    }
    if validity.overlaps(other.validity) {
      problems.append(
        JSONContentError(
          path: "from", found: "days on which version “\(other.version)” is in force, too",
          allowed: "from and until that leave each day one text"))
    }
    return problems
  }
}

extension JSONContentError {
  fileprivate func under(_ prefix: String) -> JSONContentError {
    JSONContentError(path: prefix + path, found: found, allowed: allowed)
  }
}

extension Catalogue.File {
  fileprivate func parse() throws(PackError) -> JSON {
    do { return try JSON(parsing: bytes) } catch { throw PackError(file: name, .syntax(error)) }
  }

  fileprivate func decode<T>(
    _ json: JSON, _ decode: (JSONReader) throws(JSONContentError) -> T
  ) throws(PackError) -> T {
    do { return try decode(JSONReader(json)) } catch {
      throw PackError(file: name, .content([error]))
    }
  }

  fileprivate func decode<T>(
    _ decode: (JSONReader) throws(JSONContentError) -> T
  ) throws(PackError) -> T {
    try self.decode(parse(), decode)
  }

  fileprivate func refuse(_ problems: [JSONContentError]) throws(PackError) {
    if !problems.isEmpty { throw PackError(file: name, .content(problems)) }
  }
}

/// Why a pack cannot be used: the file, and each place in it.
package struct PackError: Error, Equatable, CustomStringConvertible {
  package let file: String
  package let cause: Cause

  package enum Cause: Equatable, Sendable {
    case syntax(JSONSyntaxError)
    /// At least one.
    case content([JSONContentError])
  }

  init(file: String, _ cause: Cause) {
    self.file = file
    self.cause = cause
  }

  /// One line a problem: `file: path: found …, allowed is …`.
  package var description: String {
    switch cause {
    case .syntax(let error): "\(file): \(error)"
    case .content(let problems): problems.map { "\(file): \($0)" }.joined(separator: "\n")
    }
  }
}

import JSON

/// The packs of one hall (事项库), read together and consistent with each other.
package struct Catalogue: Equatable, Sendable {
  package let region: Region
  /// In the order of the region pack.
  package let themes: [Theme]
  package let book: CodeBook
  /// Nil when the hall has no list of training classes.
  package let training: TrainingDirectory?
  /// Nil when the hall has no list of jobs.
  package let jobs: JobDirectory?

  package func theme(_ key: String) -> Theme? { themes.first { $0.key == key } }

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
  package init(
    region regionFile: File, codeTables: [File], themes themeFiles: [File],
    training trainingFile: File? = nil, jobs jobsFile: File? = nil
  ) throws(PackError) {
    let region = try regionFile.decode(Region.init)
    try regionFile.refuse(region.problems())

    var tables: [String: CodeTable] = [:]
    for file in codeTables {
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

    var themes: [String: Theme] = [:]
    for file in themeFiles {
      let theme = try file.decode(Theme.init)
      try file.refuse(theme.problems(codeTables: tables, region: region))
      themes[theme.key] = theme
    }
    for (index, key) in region.themes.enumerated() where themes[key] == nil {
      try regionFile.refuse([
        JSONContentError(
          path: "themes[\(index)]", found: "“\(key)”, which has no theme pack",
          allowed: "one of \(themes.keys.sorted().joined(separator: ", "))")
      ])
    }
    let clauses = Set(themes.values.flatMap(\.document.clauses.keys))
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
    self.themes = region.themes.compactMap { themes[$0] }
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
  }
}

extension Catalogue.File {
  fileprivate func decode<T>(
    _ decode: (JSONReader) throws(JSONContentError) -> T
  ) throws(PackError) -> T {
    let json: JSON
    do { json = try JSON(parsing: bytes) } catch { throw PackError(file: name, .syntax(error)) }
    do { return try decode(JSONReader(json)) } catch {
      throw PackError(file: name, .content([error]))
    }
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

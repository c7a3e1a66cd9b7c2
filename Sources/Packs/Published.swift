import Domain
import JSON
import Machine

/// What central published and this counter has taken over (下发资料): files that go
/// before those of the program, each under the hash of its content in one
/// directory, and a list of them, `list.json`, that changes at one stroke.
package struct Published: Equatable, Sendable {
  /// `…/catalogue`.
  package let directory: String
  /// Central's, for people.
  package let version: String
  /// The hash of each file, by its path: `themes/nx/jobseekers.json`.
  package let files: [String: String]
  /// Hashes of texts of themes that were replaced, by region: dossiers were filed
  /// under them.
  package let former: [String: [String]]

  package init(
    directory: String, version: String, files: [String: String], former: [String: [String]]
  ) {
    self.directory = directory
    self.version = version
    self.files = files
    self.former = former
  }

  /// Nil when nothing was taken over yet, or the list cannot be read.
  package init?(in directory: String) {
    guard let bytes = Files.read(directory + "/list.json"), let json = try? JSON(parsing: bytes)
    else { return nil }
    do throws(JSONContentError) {
      let reader = JSONReader(json)
      self.directory = directory
      version = try reader["version"].string()
      var files: [String: String] = [:]
      for path in try reader["files"].members().keys {
        files[path] = try reader["files"][path].string()
      }
      var former: [String: [String]] = [:]
      for region in try reader["former"].members().keys {
        for hash in try reader["former"][region].list() {
          former[region, default: []].append(try hash.string())
        }
      }
      self.files = files
      self.former = former
    } catch {
      return nil
    }
  }

  /// Makes it what counts from now on; its files are there already.
  package func save() throws(FileProblem) {
    let json: JSON = [
      "version": .string(version), "files": .object(files.mapValues(JSON.string)),
      "former": .object(former.mapValues { .array($0.map(JSON.string)) }),
    ]
    try Files.replace(directory + "/list.json", with: json.line)
  }

  package func path(hash: String) -> String { directory + "/" + hash }

  func path(_ name: String) -> String? { files[name].map(path(hash:)) }

  func names(in folder: String) -> Set<String> {
    Set(
      files.keys.filter { $0.hasPrefix(folder + "/") }.map { $0.dropFirst(folder.utf8.count + 1) }
        .filter { !$0.contains("/") }.map(String.init))
  }

  func formerTexts(region: String) -> [Catalogue.File] {
    former[region, default: []].compactMap { hash in
      Files.read(path(hash: hash)).map { Catalogue.File(name: hash, bytes: $0) }
    }
  }

  /// The hashes of everything that it needs.
  package var hashes: Set<String> { Set(files.values).union(former.values.joined()) }
}

import Foundation

/// A directory of a test's own, removed with it.
final class TemporaryStore {
  let directory: URL
  var file: String { directory.appendingPathComponent("store.sqlite").path }

  init() throws {
    directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("yichuang-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: directory) }
}

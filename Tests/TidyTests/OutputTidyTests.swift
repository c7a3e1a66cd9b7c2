import Foundation
import Testing

/// Bytes leave the programs, and files are opened, in one place.
@Suite struct OutputTidyTests {
  @Test("First aid 8: nothing in Sources writes but through the one writer that checks every byte")
  func oneWriter() throws {
    let words = [
      "fputs(", "fwrite(", "putchar(", "puts(", "fprintf(", "debugPrint(", "dump(", "fopen(",
      "FileHandle", "FileManager", "Glibc.write(", "STDOUT_FILENO", "STDERR_FILENO",
    ]
    for file in try SourceFile.all(under: "Sources", ".swift")
    where !["Sources/Machine/Files.swift", "Sources/Machine/Output.swift"].contains(file.path) {
      #expect(file.places(of: words) == [])
      // Papers have a `print` of their own.
      if file.path.hasPrefix("Sources/Domain/Notice/") { continue }
      let lines = file.code.split(separator: "\n").map { $0.drop { $0 == " " } }
      let prints = lines.contains { $0.hasPrefix("print(") || $0.contains(" print(") }
      #expect(!prints, "\(file) prints")
    }
  }

  @Test("First aid 6: files are made, moved and synced in one place")
  func oneMaker() throws {
    let words = [" rename(", " mkdir(", "csys_sync("]
    // The store's room knows no files but its own; a restore keeps the old store.
    let known = [
      "Sources/Machine/Files.swift", "Sources/Storage/Store.swift", "Sources/Shell/Log.swift",
      "Sources/Central/Program/StoreFiles.swift",
      "Sources/Central/Program/CentralProgram+Keeping.swift",
    ]
    for file in try SourceFile.all(under: "Sources", ".swift") where !known.contains(file.path) {
      let code = file.code.split(separator: "\n").filter { !$0.contains("func ") }
      for word in words {
        let found = code.contains { $0.contains(word) }
        #expect(!found, "\(file) has\(word)…")
      }
    }
  }
}

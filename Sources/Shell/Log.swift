import Domain
import Glibc
import Machine

/// The program's log (日志): English, never an applicant's data.
///
/// One line an entry: time, level, words. Kept under 1 MiB by starting anew.
struct Log {
  private let path: String
  private static let limit = 1 << 20

  init(directory: String) {
    path = directory + "/yichuang.log"
    _ = Files.makePrivateDirectory(directory)
    for end in ["", ".1"] { Files.makePrivate(path + end) }
  }

  func write(_ level: Level, _ words: String) {
    var status = stat()
    if stat(path, &status) == 0, status.st_size > Log.limit { rename(path, path + ".1") }
    guard let descriptor = try? Files.openPlain(path, O_WRONLY | O_CREAT | O_APPEND) else { return }
    Output.note("\(Clocks.now.iso) \(level.rawValue) \(words)\n", to: descriptor)
    close(descriptor)
  }

  enum Level: String { case info, warning, error }
}

import Foundation
import Synchronization

/// A PostgreSQL of a test's own, in a temporary directory, gone with the object
/// or with the process, however that ends.
///
/// It runs as the user `postgres` when the tests run as root, since PostgreSQL
/// refuses to be root.
package final class TestPostgres: Sendable {
  private let directory: String
  private let tools: String
  /// libpq's address of the database `postgres`.
  package let address: String
  private let running = Mutex<Running?>(nil)

  package struct CannotStart: Error, CustomStringConvertible {
    package let description: String
  }

  private struct Running {
    let shell: Process
    let commands: FileHandle
  }

  package convenience init() throws {
    try self.init(inPlace: ())
    try TestPostgres.finish(
      asPostgres(
        tools + "/initdb",
        ["-D", directory + "/data", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8"]
          + ["-A", "trust", "--no-sync"]))
    try start()
  }

  /// A standby (备机) of `primary`: a copy that follows what is written there. From
  /// now on `primary` acknowledges a commit when it is on both.
  package convenience init(following primary: TestPostgres) throws {
    try self.init(inPlace: ())
    try TestPostgres.finish(
      asPostgres(
        tools + "/pg_basebackup",
        ["-d", "host=\(primary.directory) user=postgres application_name=standby"]
          + ["-D", directory + "/data", "-R", "-X", "stream", "-c", "fast", "--no-sync"]))
    try start()
    // Later than the copy: the standby itself waits for nobody when it takes over.
    _ = try primary.ask(
      "ALTER SYSTEM SET synchronous_standby_names = 'standby'", "SELECT pg_reload_conf()")
    for _ in 0..<600 {
      let states = try primary.ask("SELECT sync_state FROM pg_stat_replication")
      if states.contains("sync") { return }
      Thread.sleep(forTimeInterval: 0.05)
    }
    throw CannotStart(description: "the standby does not follow")
  }

  /// A directory that the server's user may write, and nothing in it.
  private init(inPlace: Void) throws {
    guard let tools = TestPostgres.toolsDirectory else {
      throw CannotStart(description: "no initdb under /usr/lib/postgresql; run scripts/setup test")
    }
    self.tools = tools
    directory = NSTemporaryDirectory() + "/ypg-\(UUID().uuidString.prefix(8))"
    // Source: unix(7): the path of a socket has 108 bytes, one of them its end.
    let socket = directory + "/.s.PGSQL.5432.lock"
    guard socket.utf8.count < 108 else {
      throw CannotStart(description: "\(socket) is too long for a socket; set a shorter TMPDIR")
    }
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    if getuid() == 0 {
      let chown = TestPostgres.process("/bin/chown", ["postgres", directory])
      try TestPostgres.finish(chown)
    }
    address = "host=\(directory) user=postgres dbname=postgres"
  }

  /// A standby takes over: it follows nobody any more, and takes writes.
  package func promote() throws {
    try TestPostgres.finish(
      asPostgres(tools + "/pg_ctl", ["promote", "-D", directory + "/data", "-w", "-s"]))
  }

  /// libpq's address of `database` on whichever of the two takes writes.
  package func address(or other: TestPostgres, database: String) -> String {
    "host=\(directory),\(other.directory) user=postgres dbname=\(database)"
  }

  /// Runs statements, each by itself, and returns what they print.
  package func ask(_ statements: String..., in database: String = "postgres") throws -> String {
    let psql = TestPostgres.process(
      tools + "/psql",
      ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", directory, "-U", "postgres"]
        + ["-d", database] + statements.flatMap { ["-c", $0] })
    let output = Pipe()
    psql.standardOutput = output
    try psql.run()
    let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
    psql.waitUntilExit()
    guard psql.terminationStatus == 0 else {
      throw CannotStart(description: "psql ended with \(psql.terminationStatus)")
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  deinit {
    try? stop("QUIT")
    try? FileManager.default.removeItem(atPath: directory)
  }

  /// Starts it, again after `stop`.
  package func start() throws {
    // The shell waits for a word; the end of this process ends it, too.
    let script = """
      cd /; "$1/postgres" -D "$2/data" -c listen_addresses= -c unix_socket_directories="$2" \
        -c max_connections=80 >"$2/log" 2>&1 &
      read word; kill -"${word:-QUIT}" $!; wait $!
      [ -n "$word" ] || rm -rf "$2"
      """
    let shell = asPostgres("/bin/sh", ["-c", script, "sh", tools, directory])
    let commands = Pipe()
    shell.standardInput = commands
    try shell.run()
    running.withLock { $0 = Running(shell: shell, commands: commands.fileHandleForWriting) }
    for _ in 0..<600 {
      let ready = TestPostgres.process(tools + "/pg_isready", ["-q", "-h", directory])
      if (try? TestPostgres.finish(ready)) != nil { return }
      Thread.sleep(forTimeInterval: 0.05)
    }
    throw CannotStart(description: "PostgreSQL in \(directory) does not answer")
  }

  /// Stops it by a signal: `INT` in good order, `QUIT` at once, `KILL` like a power
  /// cut.
  package func stop(_ signal: String) throws {
    guard let running = running.withLock({ $0.take() }) else { return }
    try running.commands.write(contentsOf: Data("\(signal)\n".utf8))
    running.shell.waitUntilExit()
  }

  private func asPostgres(_ command: String, _ arguments: [String]) -> Process {
    guard getuid() == 0 else { return TestPostgres.process(command, arguments) }
    let user = ["--reuid=postgres", "--regid=postgres", "--init-groups", command]
    return TestPostgres.process("/usr/bin/setpriv", user + arguments)
  }

  private static var toolsDirectory: String? {
    let root = "/usr/lib/postgresql"
    let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
    return versions.compactMap(Int.init).max().map { "\(root)/\($0)/bin" }
  }

  private static func process(_ path: String, _ arguments: [String]) -> Process {
    // A test's thread has signals blocked, and a shell that inherits that never
    // hears of its child's end.
    var none = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, nil)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: "/")
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    return process
  }

  private static func finish(_ process: Process) throws {
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      let path = process.executableURL?.path ?? ""
      throw CannotStart(description: "\(path) ended with \(process.terminationStatus)")
    }
  }
}

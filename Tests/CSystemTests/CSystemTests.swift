import CSystem
import Foundation
import Testing

@Suite struct CSystemTests {
  let directory: String

  init() throws {
    let url = FileManager.default.temporaryDirectory
      .appendingPathComponent("yichuang-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
    directory = url.path
  }

  /// Pipes `text` to `script` run by sh.
  func pipe(_ text: String, to script: String, timeout: Int32 = 10_000) -> Int32 {
    run(["sh", "-c", script, "sh", directory], text, timeout)
  }

  func run(_ arguments: [String], _ input: String, _ timeout: Int32) -> Int32 {
    let words = arguments.map { strdup($0) }
    defer { for word in words { free(word) } }
    let argv = words.map { word in word.map { UnsafePointer<CChar>($0) } } + [nil]
    return csys_pipe_to(argv, input, input.utf8.count, timeout)
  }

  @Test("a lock has one holder, and is free when he lets go")
  func lock() {
    let path = directory + "/lock"
    let first = csys_lock_file(path)
    #expect(first >= 0)
    #expect(csys_lock_file(path) == -EWOULDBLOCK)
    close(first)
    let second = csys_lock_file(path)
    #expect(second >= 0)
    close(second)
    #expect(csys_lock_file(directory + "/none/lock") == -ENOENT)
  }

  @Test("a private directory is ours alone, or refused")
  func privateDirectory() {
    let path = directory + "/store"
    #expect(csys_private_directory(path) == 0)
    #expect(csys_private_directory(path) == 0)
    chmod(path, 0o750)
    #expect(csys_private_directory(path) == -EPERM)
    symlink(directory, directory + "/link")
    #expect(csys_private_directory(directory + "/link") == -ENOTDIR)
  }

  @Test("files and directories can be synced, what is missing cannot")
  func sync() {
    #expect(csys_sync(directory) == 0)
    #expect(csys_sync(directory + "/none") == -ENOENT)
  }

  @Test("a command gets all its input, and its exit status comes back")
  func pipeTo() throws {
    let long = String(repeating: "告知书", count: 100_000)
    #expect(pipe(long, to: "cat > $1/copy; exit 7") == 7)
    #expect(try String(contentsOfFile: directory + "/copy", encoding: .utf8) == long)
  }

  @Test("a command that does not read its input is no failure, nor the end of us")
  func pipeToDeaf() {
    #expect(pipe(String(repeating: "x", count: 1 << 20), to: "exec <&-; exit 3") == 3)
    #expect(pipe("", to: "kill -9 $$") == 128 + SIGKILL)
  }

  @Test("a command that hangs is ended, one that is missing is told")
  func pipeToBad() {
    #expect(pipe("x", to: "sleep 100", timeout: 100) == -ETIMEDOUT)
    #expect(
      pipe(String(repeating: "x", count: 1 << 20), to: "sleep 100", timeout: 100) == -ETIMEDOUT)
    #expect(run(["/none/lp"], "", 1_000) == -ENOENT)
  }

  /// What `script` writes, run by sh, or the error.
  func read(_ script: String, size: Int = 100, timeout: Int32 = 10_000, stop: Int32 = -1) -> (
    text: String, result: Int32
  ) {
    let arguments = ["sh", "-c", script, "sh", directory]
    let words = arguments.map { strdup($0) }
    defer { for word in words { free(word) } }
    let argv = words.map { word in word.map { UnsafePointer<CChar>($0) } } + [nil]
    var buffer = [UInt8](repeating: 0, count: size)
    var status: Int32 = -1
    let count = csys_read_from(argv, &buffer, size, timeout, stop, &status)
    return (
      String(decoding: buffer.prefix(Int(max(0, count))), as: UTF8.self), count < 0 ? count : status
    )
  }

  @Test("what a command writes is read to its end, with its exit status, and no more than fits")
  func readFrom() throws {
    #expect(read("printf 卡; sleep 0.1; printf 面; exit 7") == ("卡面", 7))
    #expect(read("cat; echo error >&2; kill -9 $$") == ("", 128 + SIGKILL))
    #expect(read("printf 12345", size: 5) == ("12345", 0))
    #expect(read("printf 123456", size: 5).result == -EMSGSIZE)
    #expect(read("echo > /dev/tty || exit 9").result == 9)
    // A driver that goes on holds the pipe; it is let alone.
    #expect(read("sleep 100 & echo $! > $1/id; printf 卡; exit 4", timeout: 5_000) == ("卡", 4))
    let id = try String(contentsOfFile: directory + "/id", encoding: .utf8).filter(\.isNumber)
    #expect(kill(Int32(id) ?? 0, SIGKILL) == 0)
  }

  @Test("a command that goes on is ended with all that it started: after its time, or when asked")
  func readFromBad() throws {
    func isGone() throws -> Bool {
      let id = try String(contentsOfFile: directory + "/id", encoding: .utf8).filter(\.isNumber)
      for _ in 0..<200 {
        let stat = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8)
        if stat.map({ $0.split(separator: ")").last?.hasPrefix(" Z") == true }) ?? true {
          return true
        }
        usleep(10_000)
      }
      return false
    }
    #expect(read("sleep 100 & echo $! > $1/id; wait", timeout: 300).result == -ETIMEDOUT)
    #expect(try isGone())
    #expect(read("exec >&-; exec sleep 100", timeout: 300).result == -ETIMEDOUT)
    var ends: [Int32] = [0, 0]
    Glibc.pipe(&ends)
    write(ends[1], "x", 1)
    #expect(read("sleep 100", stop: ends[0]).result == -ECANCELED)
    close(ends[0])
    close(ends[1])
  }

  @Test("a secret is one line, no longer than its buffer, and leaves the next one alone")
  func secretFromPipe() {
    var ends: [Int32] = [0, 0]
    Glibc.pipe(&ends)
    let input = "toolong\n口令\nlast"
    write(ends[1], input, input.utf8.count)
    close(ends[1])
    var buffer = [UInt8](repeating: 0, count: 6)
    #expect(csys_read_secret(ends[0], &buffer, 6) == -EMSGSIZE)
    #expect(csys_read_secret(ends[0], &buffer, 6) == 0)
    #expect(csys_read_secret(ends[0], &buffer, 6) == 6)
    #expect(buffer == Array("口令".utf8))
    #expect(csys_read_secret(ends[0], &buffer, 6) == 4)
    #expect(csys_read_secret(ends[0], &buffer, 6) == -ENODATA)
    close(ends[0])
  }

  @Test("a terminal shows nothing of a secret, and echoes again afterwards")
  func secretFromTerminal() async throws {
    let master = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    var number: CInt = 0
    _ = ioctl(master, 0x4004_5431, &number)  // TIOCSPTLCK: unlock
    _ = ioctl(master, 0x8004_5430, &number)  // TIOCGPTN: its number
    let terminal = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
    try #require(terminal >= 0)
    defer {
      close(master)
      close(terminal)
    }
    func echoes() -> Bool {
      var now = termios()
      tcgetattr(terminal, &now)
      return now.c_lflag & UInt32(ECHO) != 0
    }
    for (typed, answer) in [("secret\n", Int32(6)), ("sec\u{3}", -EINTR)] {
      let read = Task.detached {
        var buffer = [UInt8](repeating: 0, count: 64)
        return csys_read_secret(terminal, &buffer, 64)
      }
      for _ in 1...2_000 where echoes() { try await Task.sleep(for: .milliseconds(1)) }
      write(master, typed, typed.utf8.count)
      #expect(await read.value == answer)
      #expect(echoes())
    }
    write(terminal, "end", 3)
    var shown: [UInt8] = []
    while !shown.reversed().starts(with: "dne".utf8) {
      var byte: UInt8 = 0
      guard Glibc.read(master, &byte, 1) == 1 else { break }
      shown.append(byte)
    }
    let text = String(decoding: shown, as: UTF8.self)
    #expect(text == "\r\nend")
  }

  @Test("time goes forward, asleep or not, and names its start")
  func clocks() {
    let first = csys_monotonic_ns()
    #expect(csys_monotonic_ns() >= first)
    #expect(csys_boottime_ns() >= first)
    var id = [CChar](repeating: 1, count: 37)
    #expect(csys_boot_id(&id) == 0)
    #expect(id[8] == 0x2d && id[36] == 0)
  }

  @Test("free space is that of the file system, or an error")
  func freeSpace() {
    #expect(csys_free_bytes(directory) > 0)
    #expect(csys_free_bytes("/none") == -Int64(ENOENT))
  }

  @Test("blocked signals are unblocked")
  func signals() {
    var set = sigset_t()
    sigemptyset(&set)
    sigaddset(&set, SIGWINCH)
    pthread_sigmask(SIG_BLOCK, &set, nil)
    #expect(csys_unblock_signals() == 0)
    pthread_sigmask(SIG_BLOCK, nil, &set)
    #expect(sigismember(&set, SIGWINCH) == 0)
  }
}

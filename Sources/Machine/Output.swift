import Domain
import Glibc

/// What a command says (命令输出): the only way to its standard output and error.
///
/// Every byte is accounted for: who reads a list must be able to trust that a
/// status of 0 means all of it. Controls, bidi and invisible characters of stored
/// texts are shown by their code, as on the screen.
package enum Output {
  /// Of a program that wrote to a pipe that nobody reads: 128 + SIGPIPE, as a shell
  /// would say.
  package static let nobodyReads: Int32 = 141

  /// One line to standard output.
  package static func line(_ text: String) throws(ProgramError) {
    let bytes = Array((SafeText.rendered(text) + "\n").utf8)
    do throws(FileProblem) {
      try Files.write(bytes[...], toDescriptor: STDOUT_FILENO)
    } catch {
      throw problem(error)
    }
  }

  /// A text of several lines.
  package static func lines(_ text: String) throws(ProgramError) {
    for part in text.split(separator: "\n", omittingEmptySubsequences: false) {
      try line(String(part))
    }
  }

  /// To be called after the last line: some file systems say only now that there
  /// was no room.
  package static func finish() throws(ProgramError) {
    var status = stat()
    guard fstat(STDOUT_FILENO, &status) == 0 else { return }
    if status.st_mode & S_IFMT == S_IFREG, fsync(STDOUT_FILENO) != 0,
      errno != EINVAL, errno != EROFS
    {
      throw problem(.system(code: errno))
    }
    // A copy is closed: the number 1 must not become another file's.
    let copy = dup(STDOUT_FILENO)
    guard copy >= 0, close(copy) == 0 else { throw problem(.system(code: errno)) }
  }

  /// Takes from others the file of ours that standard output goes to, if it is one: what
  /// follows is personal data.
  package static func makePrivate() {
    var status = stat()
    guard fstat(STDOUT_FILENO, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      status.st_uid == geteuid(), status.st_mode & 0o077 != 0
    else { return }
    fchmod(STDOUT_FILENO, 0o600)
  }

  /// To standard error. What cannot be said there can be said nowhere: the status
  /// remains.
  package static func complain(_ text: String) {
    guard !text.isEmpty else { return }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { SafeText.rendered(String($0)) }
    tell(lines.joined(separator: "\n") + "\n", STDERR_FILENO)
  }

  /// A question to whoever sits there, without the end of a line.
  package static func ask(_ text: String) { tell(text, STDERR_FILENO) }

  /// An entry of a log, which must not stop the work that it tells of.
  package static func note(_ line: String, to descriptor: Int32) { tell(line, descriptor) }

  private static func tell(_ text: String, _ descriptor: Int32) {
    try? Files.write(Array(text.utf8)[...], toDescriptor: descriptor)
  }

  private static func problem(_ problem: FileProblem) -> ProgramError {
    guard problem != .system(code: EPIPE) else { return ProgramError("", code: nobodyReads) }
    return ProgramError("输出没有写全：\(problem)", code: 74)  // EX_IOERR of sysexits.h
  }
}

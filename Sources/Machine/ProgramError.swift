/// Why the program cannot start or go on (启动失败): one clear message.
package struct ProgramError: Error, Equatable, CustomStringConvertible {
  /// For whoever stands before the screen: what was found, what to do.
  package let description: String
  /// The exit code, not 0.
  package let code: Int32

  package init(_ description: String, code: Int32 = 1) {
    self.description = description
    self.code = code
  }
}

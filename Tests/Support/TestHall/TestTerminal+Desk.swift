import TUI
import TestTerminal

extension TestTerminal {
  /// Types a key script and waits until the screen holds `text`.
  package func type(_ script: String, _ text: String, seconds: Double = 60) throws {
    try type(script)
    try wait(for: text, seconds: seconds)
  }

  /// Signs in, by the name and the passphrase.
  package func signIn(
    _ name: String = TestHall.clerk, _ passphrase: String = TestHall.passphrase
  ) throws {
    // The first screen stands before the program listens; keys wait for it.
    try wait(for: "离线也能登录")
    try type(name + "<Enter>" + passphrase + "<Enter>")
    try wait("the desk of \(name)") {
      $0.row(0).contains(" \(name) ") && !$0.screen.contains("离线也能登录")
    }
  }

  /// Waits until the screen holds all of these: a picture comes in pieces.
  package func see(_ texts: String...) throws {
    for text in texts { try wait(for: text) }
  }

  /// A command by its place in the menu, such as `21` 取号.
  package func menu(_ code: String) throws { try type("<F10>" + code) }

  /// Leaves the program as a clerk does; its exit status.
  package func quit() throws -> Int {
    try type("<F10>64", "草稿都已保存")
    try type("1<Enter>")
    return exitStatus()
  }
}

import Glibc

/// What the environment says.
package enum Environment {
  package static func value(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }

  private static var home: String { value("HOME") ?? "/" }

  package static var dataDirectory: String { base("XDG_DATA_HOME", else: "/.local/share") }

  package static var stateDirectory: String { base("XDG_STATE_HOME", else: "/.local/state") }

  /// A path that is not absolute is invalid and ignored.
  /// Source: XDG Base Directory Specification 0.8.
  private static func base(_ name: String, else usual: String) -> String {
    let given = value(name).flatMap { $0.hasPrefix("/") ? $0 : nil }
    return (given ?? home + usual) + "/yichuang"
  }

  /// Path of the running program.
  package static var executable: String {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = buffer.withUnsafeMutableBytes { raw -> Int in
      guard let start = raw.baseAddress else { return 0 }
      return readlink("/proc/self/exe", start.assumingMemoryBound(to: CChar.self), raw.count)
    }
    return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
  }
}

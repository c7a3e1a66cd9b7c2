import Crypto
import JSON
import Ledger
import Machine
import Sync

/// The device's secret key (设备密钥), a file of its own beside the store: a copy
/// of the store alone cannot speak for the counter.
enum DeviceKey {
  private static func path(_ directory: String) -> String { directory + "/device.key" }

  /// Nil when there is none, or it cannot be read.
  static func load(_ directory: String) -> SigningKey? {
    guard let text = Files.read(path(directory)) else { return nil }
    let digits = String(decoding: text, as: UTF8.self).filter { !$0.isWhitespace }
    return Hex.bytes(digits).flatMap { try? SigningKey(seed: $0) }
  }

  /// The one that is there, or a new one that is on the disk.
  static func make(_ directory: String) throws(ProgramError) -> SigningKey {
    if let known = load(directory) { return known }
    let key = SigningKey()
    guard Files.write(Array((Hex.text(key.seed) + "\n").utf8), to: path(directory)) else {
      throw ProgramError("设备密钥写不到 \(path(directory))")
    }
    return key
  }
}

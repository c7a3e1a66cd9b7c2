import Glibc
import Machine

/// An IPv4 or IPv6 address (网络地址) as its bytes: four or sixteen.
struct Address: Hashable, Sendable {
  let bytes: [UInt8]

  /// Nil for what is no address in digits. `::ffff:192.0.2.1` is `192.0.2.1`.
  init?(_ text: some StringProtocol) {
    let text = String(text)
    guard text.utf8.count < 46, !text.utf8.contains(0) else { return nil }
    var four = [UInt8](repeating: 0, count: 4)
    if inet_pton(AF_INET, text, &four) == 1 {
      bytes = four
      return
    }
    var sixteen = [UInt8](repeating: 0, count: 16)
    guard inet_pton(AF_INET6, text, &sixteen) == 1 else { return nil }
    let mapped: [UInt8] = Array(repeating: 0, count: 10) + [0xFF, 0xFF]
    bytes = sixteen.starts(with: mapped) ? Array(sixteen[12...]) : sixteen
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  /// Whose it is: somebody who has an IPv6 address has the 64 bits behind it, too.
  var owner: Address {
    bytes.count == 4 ? self : Address(bytes: Array(bytes[..<8]) + Array(repeating: 0, count: 8))
  }

  var isLoopback: Bool {
    bytes.count == 4 ? bytes[0] == 127 : bytes == Array(repeating: 0, count: 15) + [1]
  }

  func isInside(_ network: [UInt8], bits: Int) -> Bool {
    guard network.count == bytes.count else { return false }
    for bit in 0..<bits {
      let difference: UInt8 = bytes[bit / 8] ^ network[bit / 8]
      if difference & (0x80 >> UInt8(bit % 8)) != 0 { return false }
    }
    return true
  }
}

/// The proxies whose word about where a request came from is believed (可信代理).
package struct TrustedProxies: Equatable, Sendable {
  private struct Network: Equatable {
    let bytes: [UInt8]
    let bits: Int
  }

  private var networks: [Network] = []

  package init() {}

  /// Addresses and networks, `10.1.2.3` or `10.1.0.0/16`, parted by commas.
  ///
  /// - Throws: the first one that is none. A network of everybody is none: then
  ///   anybody could claim any address.
  package init(_ list: String) throws(ProgramError) {
    for word in list.split(separator: ",").map({ $0.filter { $0 != " " } }) {
      let parts = word.split(separator: "/", omittingEmptySubsequences: false)
      guard let address = Address(parts[0]), parts.count <= 2,
        let bits = parts.count == 2 ? Int(parts[1]) : address.bytes.count * 8,
        (1...address.bytes.count * 8).contains(bits)
      else {
        throw ProgramError(
          "--trusted-proxy 里的“\(word)”不是地址或网段，如 10.1.2.3、10.1.0.0/16、fd00::/8", code: 2)
      }
      networks.append(Network(bytes: address.bytes, bits: bits))
    }
  }

  func contains(_ address: Address) -> Bool {
    networks.contains { address.isInside($0.bytes, bits: $0.bits) }
  }
}

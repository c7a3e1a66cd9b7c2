import Domain
import Testing

@testable import Ledger

@Suite("哈希链和办件号") struct ChainTests {
  /// Not a cryptographic hash, but one in which every byte and its place count.
  private static let chain = Chain(log: "7K3M", hash: fnv)

  private static let fnv: Chain.Hash = { bytes in
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return (0..<8).map { UInt8(truncatingIfNeeded: hash >> ($0 * 8)) }
  }

  private let lines = Operation.Kind.allCases.map { Samples.operation($0).line }

  private func head(_ lines: [[UInt8]], _ chain: Chain = ChainTests.chain) -> [UInt8] {
    lines.reduce(chain.origin) { chain.link(after: $0, line: $1) }
  }

  @Test("哪一行的哪个字节变了，最后一环都变")
  func mutation() {
    let whole = head(lines)
    #expect(head(lines) == whole)
    for (index, line) in lines.enumerated() {
      for place in stride(from: 0, to: line.count, by: 7) {
        var changed = lines
        changed[index][place] ^= 1
        #expect(head(changed) != whole, "line \(index), byte \(place)")
      }
    }
  }

  @Test("少一行、多一行、换两行，最后一环都变")
  func structure() {
    let whole = head(lines)
    for index in lines.indices {
      var dropped = lines
      dropped.remove(at: index)
      #expect(head(dropped) != whole)
      var doubled = lines
      doubled.insert(lines[index], at: index)
      #expect(head(doubled) != whole)
      for other in lines.indices where other > index {
        var swapped = lines
        swapped.swapAt(index, other)
        #expect(head(swapped) != whole)
      }
    }
  }

  @Test("两本日志的链不相通")
  func otherLog() {
    let other = Chain(log: "7K3N", hash: ChainTests.fnv)
    #expect(other.origin != ChainTests.chain.origin)
    #expect(head(lines, other) != head(lines))
    // Also from the same link on.
    #expect(other.link(after: [1], line: [2]) != ChainTests.chain.link(after: [1], line: [2]))
  }

  @Test("链上的字节是 YC1、日志、前一环、行")
  func shape() {
    let plain = Chain(log: "AB", hash: { $0 })
    #expect(plain.origin == Array("YC1AB".utf8))
    #expect(plain.link(after: [1, 2], line: [3]) == Array("YC1AB".utf8) + [1, 2, 3])
  }

  @Test("办件号是县区、日志、序号、校验码", arguments: [1, 123, 999_999, 1_000_000])
  func number(serial: Int) {
    let number = DossierNumber.text(division: "640104", log: "7K3M", serial: serial)
    let parts = number.split(separator: "-")
    #expect(parts.count == 4 && parts[0] == "640104" && parts[1] == "7K3M")
    #expect(Int(parts[2]) == serial && parts[2].count >= 6 && parts[3].count == 1)
    #expect(CheckDigit.isValidDossierNumber(number))
  }

  @Test("办件号改了任何一个字符，校验就不符")
  func checkCharacter() {
    for serial in [1, 123, 42_195, 999_999] {
      let number = Array(DossierNumber.text(division: "640104", log: "7K3M", serial: serial))
      for index in number.indices where number[index] != "-" {
        for other in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" where other != number[index] {
          var changed = number
          changed[index] = other
          #expect(!CheckDigit.isValidDossierNumber(String(changed)))
        }
      }
    }
  }
}

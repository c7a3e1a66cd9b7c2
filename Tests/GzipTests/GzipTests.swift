import Foundation
import Testing

@testable import Gzip

@Suite struct GzipTests {
  @Test("压缩后再解开，一个字节不差", arguments: [0, 1, 19, 20, 4_096, 300_000])
  func roundTrip(count: Int) throws {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 3) }
    let packed = try Gzip.pack(bytes)
    #expect(try Gzip.unpack(packed, limit: 1 << 20, ratio: 1_000) == bytes)
    #expect(try Gzip.pack(bytes) == packed)
  }

  @Test("bytes that do not shrink still fit")
  func random() throws {
    var state: UInt64 = 7
    let bytes = (0..<100_000).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1
      return UInt8(state >> 56)
    }
    for level in [0, 1, 6, 9] {
      #expect(try Gzip.unpack(Gzip.pack(bytes, level: level), limit: 100_000) == bytes)
    }
  }

  @Test("the gzip program reads it, and it reads the gzip program")
  func program() throws {
    let text = Array(String(repeating: "张三，四级伤残。\n", count: 200).utf8)
    #expect(try gzip(["-dc"], input: Gzip.pack(text)) == text)
    #expect(try Gzip.unpack(gzip(["-9c"], input: text), limit: 1 << 20, ratio: 100) == text)
  }

  @Test("每一处改动或截断都被拒绝")
  func altered() throws {
    let packed = try Gzip.pack(Array("一件事一次办".utf8))
    for cut in 0..<packed.count {
      #expect(throws: GzipError.self) { try Gzip.unpack(Array(packed[..<cut]), limit: 1 << 20) }
    }
    #expect(throws: GzipError.notGzip) { try Gzip.unpack(packed + [0], limit: 1 << 20) }
    #expect(throws: GzipError.notGzip) { try Gzip.unpack(packed + packed, limit: 1 << 20) }
    // Bytes 4–9 of the header are time, speed and system, which mean nothing.
    for place in packed.indices where !(4...9).contains(place) {
      var altered = packed
      altered[place] ^= 0x10
      #expect(throws: GzipError.self) { try Gzip.unpack(altered, limit: 1 << 20) }
    }
  }

  @Test("a bomb is refused by its size, by its ratio, and when it lies")
  func bomb() throws {
    let bomb = try Gzip.pack([UInt8](repeating: 0, count: 8 << 20))
    #expect(throws: GzipError.tooLarge(bytes: 8 << 20, allowed: 1 << 20)) {
      try Gzip.unpack(bomb, limit: 1 << 20, ratio: 10_000)
    }
    #expect(throws: GzipError.tooLarge(bytes: 8 << 20, allowed: bomb.count * 30)) {
      try Gzip.unpack(bomb, limit: 64 << 20)
    }
    let liar = bomb.dropLast(4) + [16, 0, 0, 0]
    #expect(throws: GzipError.notGzip) { try Gzip.unpack(Array(liar), limit: 64 << 20) }
  }

  private func gzip(_ arguments: [String], input: [UInt8]) throws -> [UInt8] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/gzip")
    process.arguments = arguments
    let (stdin, stdout) = (Pipe(), Pipe())
    process.standardInput = stdin
    process.standardOutput = stdout
    try process.run()
    try stdin.fileHandleForWriting.write(contentsOf: Data(input))
    try stdin.fileHandleForWriting.close()
    let bytes = try stdout.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return Array(bytes)
  }
}

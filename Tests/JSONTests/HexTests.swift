import Testing

@testable import JSON

@Suite("Hexadecimal digits")
struct HexTests {
  @Test("They are lower case, two a byte; bytes come back, and nothing else does")
  func digits() throws {
    #expect(Hex.text([0, 0x0f, 0xa0, 0xff]) == "000fa0ff")
    for count in 0...40 {
      let some = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 37) }
      #expect(Hex.bytes(Hex.text(some)) == some)
    }
    for wrong in ["0", "a", "0g", "0x00", "é0", "AB", " 0"] { #expect(Hex.bytes(wrong) == nil) }
  }

  @Test("In a message they have their count, or the error says so")
  func counted() throws {
    let reader = JSONReader(["hash": "00ff"])
    #expect(try reader["hash"].hex(count: 2) == [0, 255])
    #expect(throws: JSONContentError.self) { try reader["hash"].hex(count: 3) }
  }
}

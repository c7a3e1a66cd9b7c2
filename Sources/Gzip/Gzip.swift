import CZlib

/// Packing and unpacking of a message (压缩), whole and in memory.
///
/// The same bytes always pack to the same bytes: no name and no time stand in
/// the header. Source: RFC 1952.
package enum Gzip {
  /// Packs `bytes`. Level 6 makes a counter's operations 5.5 times smaller.
  package static func pack(_ bytes: [UInt8], level: Int = 6) throws(GzipError) -> [UInt8] {
    precondition(bytes.count <= largest && (0...9).contains(level))
    let packed = [UInt8](unsafeUninitializedCapacity: cz_gzip_bound(bytes.count)) { room, count in
      count = cz_gzip(bytes, bytes.count, room.baseAddress, room.count, Int32(level))
    }
    guard !packed.isEmpty else { throw .outOfMemory }
    return packed
  }

  /// Unpacks one gzip member that must not be a bomb.
  ///
  /// What is unpacked is at most `limit` bytes, and at most `ratio` times what
  /// came (a short text may always become 64 KiB). The trailer says how much it
  /// will be, so a bomb is refused before any work, and one that lies about
  /// itself is `notGzip` as soon as it writes more.
  package static func unpack(
    _ bytes: [UInt8], limit: Int, ratio: Int = 30
  ) throws(GzipError) -> [UInt8] {
    precondition(limit <= largest && ratio > 0)
    // A header of 10, an empty block of 2 and a trailer of 8.
    guard bytes.count >= 20, bytes.count <= largest else { throw .notGzip }
    let declared = bytes.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    let allowed = min(limit, max(bytes.count * ratio, 64 << 10))
    guard declared <= allowed else { throw .tooLarge(bytes: declared, allowed: allowed) }
    var result: Int64 = 0
    // One byte more than declared: zlib refuses a buffer without room.
    let unpacked = [UInt8](unsafeUninitializedCapacity: declared + 1) { room, count in
      result = cz_gunzip(bytes, bytes.count, room.baseAddress, room.count)
      count = max(0, Int(result))
    }
    guard result != -2 else { throw .outOfMemory }
    guard result == declared else { throw .notGzip }
    return unpacked
  }

  /// zlib counts what it is given in 32 bits.
  private static let largest = 1 << 30
}

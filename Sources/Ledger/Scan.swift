import Domain
import JSON

/// A scan of a material (扫描件): which file it is, not the file.
///
/// Named by its content, so that it can be checked, kept once and sent later.
package struct Scan: Equatable, Sendable {
  /// SHA-256 of the file, 64 digits of lower-case hex.
  package let hash: String
  /// In bytes.
  package let size: Int
  package let format: Format
  /// Filled in when it is played.
  package internal(set) var at = Instant(milliseconds: 0)
  package internal(set) var by = ""
  /// Why it does not belong there (误附作废); nil for nearly all.
  package internal(set) var voided: String?

  package enum Format: String, CaseIterable, Sendable {
    case pdf, jpeg, png

    /// By the first bytes of the file, not by its name; nil for every other.
    ///
    /// Source: ISO 32000-1 7.5.2; ITU T.81 B.1.1.3; PNG (ISO/IEC 15948) 5.2.
    package init?(signature bytes: some Collection<UInt8>) {
      let signatures: [(Format, [UInt8])] = [
        (.pdf, Array("%PDF-".utf8)), (.jpeg, [0xFF, 0xD8, 0xFF]),
        (.png, [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]),
      ]
      guard let found = signatures.first(where: { bytes.starts(with: $0.1) }) else { return nil }
      self = found.0
    }
  }

  package static let mostBytes = 10 * 1024 * 1024

  package init(hash: String, size: Int, format: Format) {
    self.hash = hash
    self.size = size
    self.format = format
  }

  static func isHash(_ text: String) -> Bool {
    text.utf8.count == 64
      && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
  }
}

extension Scan {
  var json: JSON {
    .compact([
      ("hash", .string(hash)), ("size", .int(size)), ("format", .string(format.rawValue)),
      // Absent in an operation, whose own they are.
      ("at", by.isEmpty ? nil : .int(at.milliseconds)), ("by", by.isEmpty ? nil : .string(by)),
      ("voided", .text(voided)),
    ])
  }

  init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly("hash", "size", "format", "at", "by", "voided")
    let hash = try reader["hash"].string()
    guard Scan.isHash(hash) else {
      throw try reader["hash"].error(allowed: "64 digits of lower-case hex")
    }
    self.init(
      hash: hash, size: try reader["size"].int(1...Scan.mostBytes),
      format: try reader["format"].word())
    at = try reader.optional("at")?.instant() ?? at
    by = try reader.optional("by")?.string() ?? ""
    voided = try reader.optional("voided")?.string()
  }
}

extension Dossier {
  /// Scans that count, of all materials.
  package var scans: [Scan] {
    materials.flatMap { $0.scans.filter { $0.voided == nil } }
  }

  /// The title of the material that it belongs to now.
  mutating func attach(
    _ scan: Scan, to rule: String, _ operation: Operation
  ) throws(LedgerError) -> String {
    let place = try material(rule, operation)
    guard Scan.isHash(scan.hash), (1...Scan.mostBytes).contains(scan.size) else {
      throw .impossibleScan
    }
    guard !materials[place].scans.contains(where: { $0.hash == scan.hash && $0.voided == nil })
    else { throw .scannedAlready }
    var played = scan
    played.at = operation.at
    played.by = operation.clerk
    materials[place].scans.append(played)
    return materials[place].title
  }

  /// The file stays; it counts no more.
  mutating func detach(
    _ hash: String, from rule: String, _ reason: String, _ operation: Operation
  ) throws(LedgerError) -> String {
    let place = try material(rule, operation)
    try Dossier.checkWords(reason, operation.kind)
    guard
      let scan = materials[place].scans.firstIndex(where: { $0.hash == hash && $0.voided == nil })
    else { throw .unknownScan }
    materials[place].scans[scan].voided = reason
    return "\(materials[place].title)，\(reason)"
  }

  private func material(_ rule: String, _ operation: Operation) throws(LedgerError) -> Int {
    guard voided == nil else { throw .illegal(operation.kind, in: .voided) }
    guard let place = materials.firstIndex(where: { $0.rule == rule }) else {
      throw .unknownMaterial(rule)
    }
    return place
  }
}

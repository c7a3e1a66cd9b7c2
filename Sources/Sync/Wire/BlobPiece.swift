import JSON

/// `PUT /v1/blob/{sha256}?dossier=&offset=` (扫描件分块): the body is a piece of a
/// scan's content, `offset` where it begins; answers how many bytes central has.
/// One that begins elsewhere is answered by 409 `E_GAP` with where to go on.
package struct BlobPiece: Equatable, Sendable {
  /// Bytes in one piece.
  package static let most = 256 << 10

  package let held: Int

  package init(held: Int) { self.held = held }

  package var json: JSON { ["held": .int(held)] }

  package init(_ reader: JSONReader) throws(JSONContentError) {
    held = try reader["held"].int(0...Int.max)
  }

  package static func path(_ hash: String, dossier: String, offset: Int) -> String {
    "/v1/blob/\(hash)?dossier=\(dossier)&offset=\(offset)"
  }
}

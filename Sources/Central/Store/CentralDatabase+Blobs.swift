import Crypto
import Domain
import Glibc
import JSON
import Ledger
import Machine
import SQLite
import Sync

/// Contents of scans (扫描件内容), by their SHA-256: written in pieces from the
/// first byte to the last, proved when they are whole, never changed.
extension CentralDatabase {
  /// The scan that a dossier of this device names; nil when it may not know of any.
  func scan(
    _ hash: String, in dossier: String, for device: DeviceRecord
  ) throws(CentralError) -> Scan? {
    guard let record = try record(ofDossier: dossier, for: device) else { return nil }
    guard record.streams.contains(where: device.streams.contains) else { return nil }
    let scans = record.entity?.dossier?.materials.flatMap(\.scans) ?? []
    return scans.first { $0.hash == hash && (1...Scan.mostBytes).contains($0.size) }
  }

  /// A piece from this byte on; nil as long as not all of it is here.
  func piece(of scan: Scan, at offset: Int) throws(CentralError) -> [UInt8]? {
    guard try held(of: scan) == scan.size else { return nil }
    if let blobs {
      let bytes = try onDisk { () throws(FileProblem) in
        try Files.contents(of: path(scan, blobs))
      }
      return Array(bytes.dropFirst(offset).prefix(BlobPiece.most))
    }
    let found = try engine.first(
      """
      SELECT start, bytes FROM blob_piece WHERE sha256 = $1 AND start <= $2
      ORDER BY start DESC LIMIT 1
      """, [.text(scan.hash), .int(offset)])
    return found.map { Array($0[1].bytes.dropFirst(offset - $0[0].number)) }
  }

  /// Takes a piece that begins where the last one ended.
  ///
  /// - Returns: how many bytes are here now. Bytes that are not what the hash says
  ///   are refused, and none of them is kept.
  func keep(
    _ bytes: [UInt8], of scan: Scan, at offset: Int, county: String
  ) throws(CentralError) -> Result<Int, Refusal> {
    try engine.transaction { () throws(CentralError) in
      try engine.lock([county])
      let held = try held(of: scan)
      if held == scan.size { return .success(held) }
      guard offset == held else { return .failure(.gap(want: held)) }
      guard !bytes.isEmpty, held + bytes.count <= scan.size else {
        return .failure(.badRequest(reason: "the body: allowed is up to the size of the scan"))
      }
      try append(bytes, to: scan, at: held)
      guard held + bytes.count == scan.size else { return .success(held + bytes.count) }
      guard try isWhole(scan) else {
        return .failure(.badRequest(reason: "the content is not what its hash says"))
      }
      return .success(scan.size)
    }
  }

  private func held(of scan: Scan) throws(CentralError) -> Int {
    if let blobs {
      if Files.exists(path(scan, blobs)) { return scan.size }
      return Files.size(of: part(scan, blobs)) ?? 0
    }
    let found = try engine.first(
      "SELECT max(start + size) FROM blob_piece WHERE sha256 = $1", [.text(scan.hash)])
    return found?[0].optionalNumber ?? 0
  }

  private func append(_ bytes: [UInt8], to scan: Scan, at start: Int) throws(CentralError) {
    if let blobs {
      let made = Files.makePrivateDirectory(blobs)
      guard made >= 0 else { throw .file(code: Int(-made)) }
      try onDisk { () throws(FileProblem) in try Files.append(bytes, to: part(scan, blobs)) }
    } else {
      try engine.run(
        "INSERT INTO blob_piece (sha256, start, size, bytes) VALUES ($1, $2, $3, $4)",
        [.text(scan.hash), .int(start), .int(bytes.count), .blob(bytes)])
    }
  }

  /// Proves what is here; what is wrong goes.
  private func isWhole(_ scan: Scan) throws(CentralError) -> Bool {
    if let blobs {
      let part = part(scan, blobs)
      let bytes = try onDisk { () throws(FileProblem) in try Files.contents(of: part) }
      guard Hex.text(SHA256.hash(bytes)) == scan.hash else {
        Files.remove(part)
        return false
      }
      try onDisk { () throws(FileProblem) in try Files.move(part, to: path(scan, blobs)) }
      return true
    }
    let pieces = try engine.query(
      "SELECT bytes FROM blob_piece WHERE sha256 = $1 ORDER BY start", [.text(scan.hash)])
    if Hex.text(SHA256.hash(pieces.flatMap { $0[0].bytes })) == scan.hash { return true }
    try engine.run("DELETE FROM blob_piece WHERE sha256 = $1", [.text(scan.hash)])
    return false
  }

  private func onDisk<T>(_ body: () throws(FileProblem) -> T) throws(CentralError) -> T {
    do throws(FileProblem) { return try body() } catch {
      switch error {
      case .system(let code): throw .file(code: Int(code))
      case .notPlain, .tooLarge: throw .file(code: Int(EINVAL))
      }
    }
  }

  private func path(_ scan: Scan, _ blobs: String) -> String { blobs + "/" + scan.hash }

  private func part(_ scan: Scan, _ blobs: String) -> String { path(scan, blobs) + ".part" }
}

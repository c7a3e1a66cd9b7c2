import Desk
import HTTPClient
import JSON
import Ledger
import Machine
import Storage
import Sync

/// Sends the contents of scans that were attached here (扫描件上传), piece by piece,
/// when nothing else is to be sent. A line that is cut costs one piece: central says
/// where to go on.
@MainActor
final class ScanSending {
  private let store: Store
  private let blobs: Blobs
  private let log: Log
  private var current: (dossier: String, scan: Scan, bytes: [UInt8], offset: Int)?
  /// Not to be asked about again before the next start.
  private var skipped: Set<String> = []
  /// Milliseconds since the machine's start.
  private var notBefore = 0

  private static let pause = 30_000

  init(store: Store, blobs: Blobs, log: Log) {
    self.store = store
    self.blobs = blobs
    self.log = log
  }

  /// The next piece; nil when there is none to send now.
  func next(at now: Int) throws(StoreError) -> (path: String, body: [UInt8])? {
    guard now >= notBefore else { return nil }
    if current == nil {
      let due = try store.unsentScans().first { !skipped.contains($0.scan.hash) }
      guard let (dossier, scan) = due else { return nil }
      guard let bytes = blobs.content(of: scan) else {
        log.write(.error, "a scan that was attached here is not in blobs, or is another one")
        skipped.insert(scan.hash)
        return nil
      }
      current = (dossier, scan, bytes, 0)
    }
    guard let (dossier, scan, bytes, offset) = current else { return nil }
    return (
      BlobPiece.path(scan.hash, dossier: dossier, offset: offset),
      Array(bytes[offset...].prefix(BlobPiece.most))
    )
  }

  /// Somebody pressed 现在重试.
  func hurry() { notBefore = 0 }

  func take(_ answer: HTTPAnswer, at now: Int) {
    guard let scan = current?.scan else { return }
    var held: Int?
    switch answer {
    case .answered(200, let body, _):
      held = (try? JSON(parsing: body)).flatMap { try? BlobPiece(JSONReader($0)).held }
    case .answered(409, let body, _):
      let refusal = (try? JSON(parsing: body)).flatMap { try? Refusal(JSONReader($0)) }
      if case .gap(let want) = refusal { held = want }
    case .answered(400, _, _), .answered(404, _, _):
      // The line that names it was refused, or somebody sent other bytes before.
      skipped.insert(scan.hash)
      current = nil
      return
    default: break
    }
    guard let held, (0...scan.size).contains(held) else {
      // Nobody knows what central took: it is asked later.
      notBefore = now + ScanSending.pause
      return
    }
    current?.offset = held
    guard held == scan.size else { return }
    current = nil
    do {
      try store.markSent(scan)
    } catch {
      log.write(.error, "scans: \(error)")
      skipped.insert(scan.hash)
    }
  }
}

extension Link {
  /// A scan that was attached elsewhere (取扫描件); what came stays when the line is
  /// cut, and the rest is asked for again.
  ///
  /// - Parameter then: gets the content, or nil when central has not got it.
  func fetch(
    _ scan: Scan, of dossier: String, asked: Asking?, have: [UInt8] = [], tries: Int = 5,
    then: @escaping ([UInt8]?) -> [Reply]
  ) {
    let path = BlobPiece.path(scan.hash, dossier: dossier, offset: have.count)
    askNow(speaker.get(path), within: 20_000, asked: asked) { [weak self] answer in
      switch answer {
      case .answered(200, let piece, _)
      where !piece.isEmpty && have.count + piece.count <= scan.size:
        let bytes = have + piece
        if bytes.count == scan.size { return then(bytes) }
        self?.fetch(scan, of: dossier, asked: asked, have: bytes, tries: tries, then: then)
        return []
      case .answered(404, _, _): return then(nil)
      default:
        guard tries > 1, let self else { return then(nil) }
        self.fetch(scan, of: dossier, asked: asked, have: have, tries: tries - 1, then: then)
        return []
      }
    }
  }
}

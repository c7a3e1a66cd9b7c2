/// Why a message could not be packed or unpacked (压缩).
package enum GzipError: Error, Equatable {
  /// Not one whole gzip member: cut off, altered, or something after its end.
  case notGzip
  /// It would become `bytes`; the caller allows so many.
  case tooLarge(bytes: Int, allowed: Int)
  case outOfMemory
}

extension GzipError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .notGzip: "not one whole gzip member"
    case .tooLarge(let bytes, let allowed):
      "unpacks to \(bytes) bytes, allowed are \(allowed)"
    case .outOfMemory: "no memory for gzip"
    }
  }
}

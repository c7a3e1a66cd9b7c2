import Foundation
import TestHall

// torture N [SEED]: kills the real program N times at random moments and
// examines its store after each. Exit status 1 when anything was lost.

let words = CommandLine.arguments.dropFirst()
guard let count = Int(words.first ?? "1000"), count > 0,
  let seed = UInt64(words.dropFirst().first ?? "1"), words.count <= 2
else {
  FileHandle.standardError.write(Data("usage: torture [N=1000] [SEED=1]\n".utf8))
  exit(64)
}
/// At once, also into a pipe: a long run shows how far it is.
func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }

var torture = try Torture(seed: seed)
do {
  for life in 1...count {
    try torture.live()
    if life % 50 == 0 || life == count {
      try torture.verify()
      say("\(life)/\(count) kills, \(torture.acknowledgements) acknowledged dossiers")
    }
    if !torture.problems.isEmpty { break }
  }
} catch {
  say("life \(torture.lives): \(error)")
  say("again: scripts/torture \(count) \(seed)")
  exit(1)
}
guard torture.problems.isEmpty else {
  torture.problems.forEach(say)
  say("again: scripts/torture \(count) \(seed)")
  exit(1)
}
say("0 lost, 0 doubled")

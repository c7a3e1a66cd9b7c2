import Foundation
import Simulation

// simulate [--seed A] [--count N] [--bugs | --bug NAME] [--trace]: deterministic
// runs of counters and central under every fault. Exit status 1 when a rule
// was broken, a planted bug was not found, or an event never happened.

/// At once, also into a pipe: a long run shows how far it is.
func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }

var words = Array(CommandLine.arguments.dropFirst())
@MainActor func option(_ name: String) -> String? {
  guard let place = words.firstIndex(of: name), place + 1 < words.count else { return nil }
  words.remove(at: place)
  return words.remove(at: place)
}
@MainActor func flag(_ name: String) -> Bool {
  guard let place = words.firstIndex(of: name) else { return false }
  words.remove(at: place)
  return true
}

let isBugHunt = flag("--bugs")
let seed = option("--seed").map(UInt64.init)
let count = option("--count").map(UInt64.init) ?? (isBugHunt ? Campaign.patience : 1)
let name = option("--bug")
let isTraced = flag("--trace")
let bug = name.flatMap(PlantedBug.init)
guard words.isEmpty, seed != .some(nil), let count, count > 0, name == nil || bug != nil,
  !isBugHunt || name == nil
else {
  FileHandle.standardError.write(
    Data("usage: simulate [--seed A] [--count N] [--bugs | --bug NAME] [--trace]\n".utf8))
  exit(64)
}

if isBugHunt {
  exit(Campaign.hunt(from: seed ?? nil, atMost: count, say) ? 0 : 1)
}
exit(
  Campaign.run(from: (seed ?? nil) ?? 1, count: count, bug: bug, isTraced: isTraced, say) ? 0 : 1)

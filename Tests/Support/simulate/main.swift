import Foundation
import Simulation

// simulate --seed A --count N [--bugs] [--trace] [--bug NAME]: deterministic
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

let first = option("--seed").flatMap(UInt64.init) ?? 1
let count = option("--count").flatMap(UInt64.init) ?? 1
let name = option("--bug")
let isBugHunt = flag("--bugs")
let isTraced = flag("--trace")
let bug = name.flatMap(PlantedBug.init)
guard words.isEmpty, count > 0, name == nil || bug != nil else {
  FileHandle.standardError.write(
    Data("usage: simulate --seed A --count N [--bugs | --bug NAME] [--trace]\n".utf8))
  exit(64)
}

if isBugHunt {
  exit(Campaign.hunt(from: first, atMost: count, say) ? 0 : 1)
}
exit(Campaign.run(from: first, count: count, bug: bug, isTraced: isTraced, say) ? 0 : 1)

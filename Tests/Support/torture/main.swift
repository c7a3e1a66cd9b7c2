import Foundation
import TestHall
import TestLine

// torture [--line] [N] [SEED]: kills the real program N times at random moments
// and examines its store after each; with --line, a counter and its central over
// a bad line, and what both have left. Exit status 1 when anything was lost.

var words = Array(CommandLine.arguments.dropFirst())
let isLine = words.first == "--line"
if isLine { words.removeFirst() }
guard let count = Int(words.first ?? "1000"), count > 0,
  let seed = UInt64(words.dropFirst().first ?? "1"), words.count <= 2
else {
  FileHandle.standardError.write(Data("usage: torture [--line] [N=1000] [SEED=1]\n".utf8))
  exit(64)
}
/// At once, also into a pipe: a long run shows how far it is.
func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }

func again() -> Never {
  say("again: scripts/torture \(isLine ? "--line " : "")\(count) \(seed)")
  exit(1)
}

func tortureOfTheCounter() throws -> [String] {
  var torture = try Torture(seed: seed)
  for life in 1...count {
    try torture.live()
    if life % 50 == 0 || life == count {
      try torture.verify()
      say("\(life)/\(count) kills, \(torture.acknowledgements) acknowledged dossiers")
    }
    if !torture.problems.isEmpty { break }
  }
  return torture.problems
}

func tortureOfTheLine() throws -> [String] {
  let torture = try LineTorture(seed: seed)
  for life in 1...count {
    try torture.live()
    if life % 100 == 0 || life == count {
      try torture.verify()
      say("\(life)/\(count) kills, \(torture.acknowledgements) acknowledged tickets")
    }
    if !torture.problems.isEmpty { break }
  }
  return torture.problems
}

do {
  let problems = try isLine ? tortureOfTheLine() : tortureOfTheCounter()
  problems.forEach(say)
  if !problems.isEmpty { again() }
} catch {
  say("\(error)")
  again()
}
say("0 lost, 0 doubled")

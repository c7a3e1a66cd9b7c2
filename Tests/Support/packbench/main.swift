import Domain
import Machine
import Packs

// What reading the packs costs (资料开销): the code tables and every region, one
// after the other, as a program that has just started reads them; one JSON line
// a pass. The first pass is the one that counts.
//
//   scripts/build packbench && .build/release-programs/packbench [passes]

let passes = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 1
let assets = try Assets.find()

for pass in 1...max(1, passes) {
  var themes = 0
  let start = ContinuousClock.now
  let tables = try assets.codeTables()
  for region in assets.regions {
    themes += try assets.catalogue(region: region, tables: tables).themes.count
  }
  let spent = (ContinuousClock.now - start).components
  let microseconds = spent.seconds * 1_000_000 + spent.attoseconds / 1_000_000_000_000
  print("{\"what\": \"pass \(pass)\", \"themes\": \(themes), \"us\": \(microseconds)}")
}

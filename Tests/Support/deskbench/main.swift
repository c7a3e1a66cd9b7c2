import Desk
import DeskDriver
import TUI

// What one typed character costs the desk (按键开销): `update` and `canvas` of
// a form that is half filled in, at 80×24 and at 132×43.
//
//   swift build -c release --product deskbench && .build/release/deskbench [keys]

let keys = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 20_000

/// The caret in a field of the kind, after the half of a dossier.
func form(_ size: Size, _ script: String) throws -> DeskDriver {
  var driver = DeskDriver.atForm(size: size)
  try driver.press("640104199003070014张示例<Enter>1390000000012<Enter>" + script)
  return driver
}

func measure(_ name: String, _ driver: DeskDriver) {
  var desk = driver.desk
  let typed: [Key] = [.character("示"), .backspace, .character("a"), .backspace]
  var cells = 0
  var best: [String] = []
  for part in ["update", "update+canvas"] {
    var times: [Duration] = []
    for round in 0..<5 {
      let start = ContinuousClock.now
      for index in 0..<keys / 5 {
        _ = desk.update(.input(.key(typed[(index + round) % 4])))
        if part != "update" { cells += desk.canvas.cells.count }
      }
      times.append(ContinuousClock.now - start)
    }
    let fastest = (times.min() ?? .zero) / max(1, keys / 5)
    let nanoseconds = fastest.components.attoseconds / 1_000_000_000
    best.append("\(part) \(Double(nanoseconds / 100) / 10) µs")
  }
  print("\(name): \(best.joined(separator: ", ")) a key (\(cells) cells)")
}

for size in [Size(columns: 80, rows: 24), Size(columns: 132, rows: 43)] {
  let label = "\(size.columns)x\(size.rows)"
  try measure("\(label) text", form(size, "示例街道"))
  try measure("\(label) code list", form(size, "示例街道练习路88号<Enter>"))
  try measure(
    "\(label) occupations", form(size, "示例街道练习路88号<Enter>3<Enter>2<Enter>0301<Enter><Enter>"))
}

import Ledger
import MadeUp
import Storage

/// Fills a new store, 2,000 dossiers a transaction.
func fill(_ store: Store, count: Int, open: Int) throws {
  let mark = try store.numberMark()
  precondition(mark == 0, "the store is not empty")
  try establish(store)
  var made = MadeUp(seed: 1)
  let batch = 2_000
  for start in stride(from: 1, through: count, by: batch) {
    let serials = start...min(count, start + batch - 1)
    try store.record(
      serials.map { made.accept(serial: $0, log: store.logCode, isOpen: $0 > count - open) })
    try store.checkpoint()
  }
  say("\(count) dossiers, \(open) of them open")
}

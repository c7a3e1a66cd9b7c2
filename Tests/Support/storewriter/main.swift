import Crypto
import Domain
import Glibc
import Ledger
import MadeUp
import Storage

// Writes into the store DIR until it is killed, and says on standard output
// what it has saved, one line each, only after the save returned:
//   draft ID KEY VALUE    dossier DRAFT NUMBER ID

func say(_ line: String, to file: Int32 = STDOUT_FILENO) {
  let bytes = Array((line + "\n").utf8)
  precondition(write(file, bytes, bytes.count) == bytes.count)
}

guard CommandLine.arguments.count == 3, let seed = UInt64(CommandLine.arguments[2]) else {
  say("usage: storewriter DIR SEED", to: STDERR_FILENO)
  exit(2)
}
do {
  let store = try Store(
    directory: CommandLine.arguments[1], hash: { SHA256.hash($0) }, newLogCode: "7K3M",
    index: MadeUp.index)
  var made = MadeUp(seed: seed)
  for round in 0... {
    let draft = "draft-\(seed)-\(round)"
    for key in ["name", "idNumber", "phone"] {
      let value = "\(seed)-\(made.random.below(100_000))"
      try store.saveDraftField(draft, key: key, .text(value), at: made.now)
      say("draft \(draft) \(key) \(value)")
    }
    // Every third form is left open, as forms are when the power goes.
    if round % 3 == 2 { continue }
    let dossier = try store.accept(draft: draft) { serial in
      let accept = made.accept(serial: serial, log: "7K3M", isOpen: true)
      // Ids of made-up operations start anew in every process.
      return (
        Operation(
          id: "\(seed)-\(accept.id)", entity: "\(seed)-\(accept.entity)", clerk: accept.clerk,
          role: accept.role, at: accept.at, act: accept.act), nil
      )
    }
    say("dossier \(draft) \(dossier.number) \(dossier.id)")
    if round % 16 == 15 { try store.checkpoint() }
  }
} catch {
  say("\(error)", to: STDERR_FILENO)
  exit(1)
}

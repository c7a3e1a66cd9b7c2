import Crypto
import Domain
import Glibc
import Ledger
import MadeUp
import Storage

// storefill DIR COUNT OPEN   makes a store of COUNT made-up dossiers in DIR, of
//                            which the last OPEN ones are not finished
// storefill --bench DIR      measures saves, searches and the board of a filled
//                            store; the saves stay in it

func usage() -> Never {
  say("usage: storefill DIR COUNT OPEN | storefill --bench DIR", to: STDERR_FILENO)
  exit(2)
}

func say(_ line: String, to file: Int32 = STDOUT_FILENO) {
  let bytes = Array((line + "\n").utf8)
  precondition(write(file, bytes, bytes.count) == bytes.count)
}

func open(_ directory: String) throws(StoreError) -> Store {
  try Store(
    directory: directory, hash: { SHA256.hash($0) }, newLogCode: "7K3M", index: MadeUp.index)
}

let arguments = CommandLine.arguments.dropFirst()
do {
  if arguments.count == 2, arguments.first == "--bench", let directory = arguments.last {
    try bench(try open(directory), directory: directory)
  } else if arguments.count == 3, let directory = arguments.first,
    let count = Int(arguments[2]), let openCount = Int(arguments[3]), openCount <= count
  {
    try fill(try open(directory), count: count, open: openCount)
  } else {
    usage()
  }
} catch {
  say("\(error)", to: STDERR_FILENO)
  exit(1)
}

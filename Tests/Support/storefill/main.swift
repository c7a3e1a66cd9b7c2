import Crypto
import Domain
import Glibc
import Ledger
import MadeUp
import Storage

// storefill DIR COUNT OPEN   makes a store of COUNT made-up dossiers in DIR, of
//                            which the last OPEN ones are not finished, with a
//                            counter and accounts (see Establish.swift)
// storefill --bench DIR      measures searches and the board of a filled store
// storefill --saves DIR      measures saves, which stay in the store
//
// What is measured comes out as one line of JSON each, in microseconds.

func usage() -> Never {
  say(
    "usage: storefill DIR COUNT OPEN | storefill --bench DIR | storefill --saves DIR",
    to: STDERR_FILENO)
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
  switch (arguments.first, arguments.count, arguments.last) {
  case ("--bench", 2, let directory?):
    let store = try open(directory)
    try benchBoard(store)
    try benchSearch(store)
  case ("--saves", 2, let directory?):
    try benchSaves(try open(directory), directory: directory)
  case (let directory?, 3, _):
    guard let count = Int(arguments[2]), let openCount = Int(arguments[3]), openCount <= count
    else { usage() }
    try fill(try open(directory), count: count, open: openCount)
  default: usage()
  }
} catch {
  say("\(error)", to: STDERR_FILENO)
  exit(1)
}

import Foundation

// Many counters at work against a running central, over HTTPS, from one thread.
//
//   load --url https://127.0.0.1:8443 --authority ca.pem --codes FILE
//        [--rate 1000] [--seconds 300] [--backlog 720] [--bar MILLISECONDS]
//        [--watch NAME=PID …]
//   load --url … --authority … --floor COUNTERS …
//
// FILE has one line a counter: the enrolment code and the hall. With a backlog
// every counter first has so many operations of days without a line, and they
// all come back at once; one control counter goes on saving meanwhile, and the
// bar is for its slowest save. With --floor the server need know nothing: it
// answers everything with 200.

do {
  let options = try Options(Array(CommandLine.arguments.dropFirst()))
  guard let load = Load(options) else { throw Options.Wrong(what: "no counters or no server") }
  exit(load.run() ? 0 : 1)
} catch {
  FileHandle.standardError.write(Data("load: \(error)\n".utf8))
  exit(64)
}

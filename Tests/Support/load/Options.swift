/// What the generator is asked to do (选项).
struct Options {
  var url = ""
  var authority = ""
  /// A file with one line a counter: the enrolment code and the hall.
  var codes = ""
  /// Operations a second of all counters together.
  var rate = 100.0
  var seconds = 30.0
  /// Operations that wait at every counter when it comes back.
  var backlog = 0
  /// Counters of a server that answers everything with 200; no codes then.
  var floor = 0
  /// Processes whose time and memory are measured along, by name.
  var watched: [(name: String, process: Int)] = []
  /// Milliseconds that 99 of 100 pushes may take; 0 is any.
  var bar = 0.0

  struct Wrong: Error { let what: String }

  init(_ arguments: [String]) throws {
    var rest = arguments[...]
    while let name = rest.popFirst() {
      guard let value = rest.popFirst() else { throw Wrong(what: "\(name) needs a value") }
      switch name {
      case "--url": url = value
      case "--authority": authority = value
      case "--codes": codes = value
      case "--rate": rate = Double(value) ?? rate
      case "--seconds": seconds = Double(value) ?? seconds
      case "--backlog": backlog = Int(value) ?? 0
      case "--floor": floor = Int(value) ?? 0
      case "--bar": bar = Double(value) ?? 0
      case "--watch":
        let parts = value.split(separator: "=")
        guard parts.count == 2, let process = Int(parts[1]) else {
          throw Wrong(what: "--watch NAME=PID")
        }
        watched.append((String(parts[0]), process))
      default: throw Wrong(what: "unknown option \(name)")
      }
    }
    guard url.hasPrefix("https://") else { throw Wrong(what: "--url https://…") }
  }
}

/// Many runs, one after the other (成批模拟).
package enum Campaign {
  /// Events that must happen within so many runs, or the runs show less than
  /// they seem to.
  package static let expected: [String] = [
    "applied", "conflict", "rejected", "held", "renumbered", "duplicate",
    "request lost", "request doubled", "request late", "answer lost", "answer late", "no answer",
    "done, answer lost", "several pushes in one commit", "crash at a commit", "crash at a save",
    "disk full", "not saved, disk full", "clock jumps", "disk restored", "disk copied",
    "central restored", "last commits lost", "days pass", "revoked", "new log code",
    "scan goes on", "left a stream", "gone for ever", "poison", "conflict answered",
    "sent to another county", "worked on in another county", "new number", "double found",
    "double kept", "sent again", "called twice",
    "E_SESSION", "E_EPOCH", "E_FORK", "E_UNKNOWN_LOG", "E_HORIZON", "E_UPGRADE", "E_BUSY",
    "E_REVOKED", "E_BAD_REQUEST",
  ]
  /// Fewer runs than this need not show them all.
  package static let enough: UInt64 = 300

  /// Runs seeds one after the other until one breaks a rule.
  ///
  /// - Returns: whether every rule held and every expected event happened.
  package static func run(
    from first: UInt64, count: UInt64, bug: PlantedBug? = nil, isTraced: Bool = false,
    _ say: (String) -> Void
  ) -> Bool {
    var events: [String: Int] = [:]
    for seed in first..<first + count {
      let report = one(seed, bug: bug, isTraced: isTraced)
      report.trace.forEach(say)
      if let violation = report.violation {
        say("seed \(seed): \(violation)")
        let planted = bug.map { " --bug \($0.rawValue)" } ?? ""
        say("again: scripts/simulate --seed \(seed) --count 1\(planted) --trace")
        return false
      }
      events.merge(report.events, uniquingKeysWith: +)
      if isTraced { say("digest \(report.digest)") }
    }
    let missing = expected.filter { events[$0] == nil }
    if count >= enough, bug == nil, !missing.isEmpty {
      say("never happened: \(missing.joined(separator: ", "))")
      return false
    }
    say("\(count) seeds, every rule held")
    return true
  }

  /// One seed; every eighth one also over the wire's text, every tenth twice
  /// with other clocks.
  package static func one(
    _ seed: UInt64, bug: PlantedBug? = nil, isTraced: Bool = false
  ) -> Simulation.Report {
    var options = Simulation.Options()
    options.keepsTrace = isTraced
    options.isOnWire = seed % 8 == 0
    options.isTimeFree = seed % 10 == 0
    var simulation = Simulation(seed: seed, bug: bug, options: options)
    var report = simulation.run()
    if options.isTimeFree, report.violation == nil {
      options.hasRightClocks = true
      var other = Simulation(seed: seed, bug: bug, options: options)
      let again = other.run()
      if again.violation != nil || again.ending != report.ending {
        let differences = zip(report.ending, again.ending).filter { $0 != $1 }
        report.violation =
          "I16 other clocks, another ending: "
          + (again.violation ?? differences.first.map { "\($0.0) / \($0.1)" } ?? "its length")
      }
    }
    return report
  }

  /// Seeds in which a planted bug has to show, from its first one on.
  package static let patience: UInt64 = 600

  /// Looks for every planted bug.
  ///
  /// - Parameter first: nil to begin where each of them is known to show soon.
  /// - Returns: whether each was found.
  package static func hunt(
    from first: UInt64?, atMost count: UInt64, _ say: (String) -> Void
  ) -> Bool {
    var missed: [String] = []
    for bug in PlantedBug.allCases {
      if let found = find(bug, from: first ?? bug.firstSeed, atMost: count) {
        say("\(bug.rawValue): seed \(found.seed), \(found.violation)")
      } else {
        say("\(bug.rawValue): NOT FOUND in \(count) seeds")
        missed.append(bug.rawValue)
      }
    }
    say("\(PlantedBug.allCases.count - missed.count)/\(PlantedBug.allCases.count) found")
    return missed.isEmpty
  }

  package static func find(
    _ bug: PlantedBug, from first: UInt64, atMost count: UInt64 = patience
  ) -> (seed: UInt64, violation: String)? {
    for seed in first..<first + count {
      if let violation = one(seed, bug: bug).violation { return (seed, violation) }
    }
    return nil
  }
}

import CSQLite

/// Counts SQLite's steps down to the one that a test lets fail (故障注入).
final class FailureCounter {
  var stepsLeft: Int

  init(stepsLeft: Int) { self.stepsLeft = stepsLeft }
}

extension Database {
  /// Lets the statement that runs `steps` steps of SQLite's machine from now
  /// fail, once, as if it had been interrupted.
  ///
  /// For tests that fail a transaction at every place in turn.
  /// Source: method of `do_ioerr_test` in SQLite's test/tester.tcl.
  package func failAfter(steps: Int) {
    let counter = FailureCounter(stepsLeft: steps)
    failure = counter  // keeps it alive while SQLite holds its address
    sqlite3_progress_handler(
      handle, 1,
      { context in
        guard let context else { return 0 }
        let counter = Unmanaged<FailureCounter>.fromOpaque(context).takeUnretainedValue()
        counter.stepsLeft -= 1
        return counter.stepsLeft == 0 ? 1 : 0
      }, Unmanaged.passUnretained(counter).toOpaque())
  }

  /// Whether the step set by `failAfter` has come.
  package var hasFailed: Bool { failure.map { $0.stepsLeft <= 0 } ?? false }

  package func failNoMore() {
    sqlite3_progress_handler(handle, 0, nil, nil)
    failure = nil
  }

  /// Stops the statement that is running, which throws `isInterrupted`.
  ///
  /// From a row of that statement; a connection belongs to one thread.
  package func interrupt() { sqlite3_interrupt(handle) }
}

import Foundation
import Testing

extension Trait where Self == OnOwnThread {
  /// Tests that mostly wait for other programs (等别的程序): each on a thread of its own.
  ///
  /// The runner's threads are as many as the machine has cores, and a test that waits
  /// keeps one of them from the others.
  package static var waiting: OnOwnThread { OnOwnThread() }
}

/// See `Trait.waiting`.
package struct OnOwnThread: SuiteTrait, TestTrait, TestScoping {
  package var isRecursive: Bool { true }

  package func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    try await withTaskExecutorPreference(TestThreads.executor) { try await function() }
  }
}

/// Runs so many tests at once as two cores bear that are kept waiting.
private final class TestThreads: TaskExecutor {
  static let executor = TestThreads()
  private let queue = OperationQueue()

  private init() { queue.maxConcurrentOperationCount = 8 }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let executor = asUnownedTaskExecutor()
    queue.addOperation { job.runSynchronously(on: executor) }
  }
}

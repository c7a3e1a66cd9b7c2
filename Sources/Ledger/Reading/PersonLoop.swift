import Domain

/// One person's way from losing work to having it (失业—服务—就业), over all
/// dossiers of this store. Source: W1-17.
package struct PersonLoop: Equatable, Sendable {
  /// Oldest first.
  package let steps: [Step]

  /// Something that happened to the person.
  package struct Step: Equatable, Sendable {
    package let at: Instant
    package let dossier: String
    package let content: Content
  }

  package enum Content: Equatable, Sendable {
    /// A matter was approved.
    case result(title: String, Matter.Meaning?)
    case service(Service)
  }

  /// Where the person stands now, in one word.
  package enum State: String, CaseIterable, Sendable {
    case unknown, unemployed, served, employed, cancelled
  }

  package init(_ dossiers: [Dossier]) {
    steps = dossiers.filter { $0.voided == nil }.flatMap { dossier in
      dossier.proceedings.filter { $0.state == .approved }.compactMap { proceeding in
        proceeding.finishedAt.map {
          Step(
            at: $0, dossier: dossier.id,
            content: .result(title: proceeding.title, proceeding.meaning))
        }
      } + dossier.services.map { Step(at: $0.at, dossier: dossier.id, content: .service($0)) }
    }.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }
      .map(\.element)
  }

  package var state: State {
    var state = State.unknown
    for step in steps {
      switch step.content {
      case .result(_, .unemploymentRegistration): state = .unemployed
      case .result(_, .employmentRegistration): state = .employed
      // Cancelled together with 就业登记, it is work that the person has.
      case .result(_, .unemploymentCancellation):
        if state != .employed { state = .cancelled }
      case .result(_, .jobService), .result(_, .trainingWish), .result(_, .employmentAid),
        .result(_, .policySupport):
        if state == .unemployed { state = .served }
      case .service(let service):
        if state == .unemployed, service.result == .done { state = .served }
      case .result: break
      }
    }
    return state
  }
}

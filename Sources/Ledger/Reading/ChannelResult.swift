import Domain
import JSON

/// What the channel of an application has to be told about one matter
/// (结果回传): its result, or why it cannot go on. Source: N0-07, N0-37.
package struct ChannelResult: Equatable, Sendable {
  package let number: String
  package let channel: Dossier.Channel
  package let theme: String
  package let matter: String
  package let title: String
  package let state: Proceeding.State
  /// Why it failed or stands still; empty when it was granted.
  package let reason: String
  /// What is missing or asked for.
  package let items: [String]
  /// Since when.
  package let at: Instant
}

extension Dossier {
  /// The results and failures since a day; none for what was accepted from a
  /// person at the counter.
  package func channelResults(since: Day?) -> [ChannelResult] {
    guard channel != .counter else { return [] }
    return proceedings.compactMap { proceeding in
      guard let at = moment(of: proceeding), since.map({ at.day >= $0 }) ?? true else { return nil }
      return ChannelResult(
        number: number, channel: channel, theme: theme, matter: proceeding.matter,
        title: proceeding.title, state: proceeding.state, reason: proceeding.reason ?? "",
        items: proceeding.items, at: at)
    }
  }

  /// When it came to where it stands; nil while it is on its way.
  private func moment(of proceeding: Proceeding) -> Instant? {
    switch proceeding.state {
    case .approved, .declined, .withdrawn, .voided: proceeding.finishedAt
    case .asked, .held:
      events.last {
        $0.matter == proceeding.matter
          && ($0.kind == .proceedingAsk || $0.kind == .proceedingHold)
      }?.at
    case .incomplete: acceptedAt
    case .screening, .waiting, .reviewing: nil
    }
  }
}

extension ChannelResult {
  package var json: JSON {
    .compact([
      ("no", .string(number)), ("channel", .string(channel.rawValue)),
      ("theme", .string(theme)), ("matter", .string(matter)), ("title", .string(title)),
      ("state", .string(state.rawValue)), ("reason", reason.isEmpty ? nil : .string(reason)),
      ("items", .texts(items)), ("at", .int(at.milliseconds)),
    ])
  }
}

extension ReportProblem {
  package var json: JSON {
    .compact([
      ("problem", .string(kind.rawValue)), ("no", .string(number)), ("theme", .string(theme)),
      ("matter", matter.isEmpty ? nil : .string(matter)),
      ("detail", detail.isEmpty ? nil : .string(detail)),
    ])
  }
}

extension ReportDifference {
  package var json: JSON {
    .compact([
      ("difference", .string(source.code)), ("figure", .string(figure.code)),
      ("log", .int(expected)), ("found", .int(found)),
    ])
  }
}

extension ReportDifference.Source {
  /// `dossiers`, `columns`, `issued 2026-12-01`.
  package var code: String {
    switch self {
    case .dossiers: "dossiers"
    case .columns: "columns"
    case .issued(_, let day): "issued \(day)"
    }
  }
}

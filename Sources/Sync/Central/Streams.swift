import Ledger

/// Where an entity is to be seen (数据流): the names of the streams.
package enum Streams {
  package static func hall(_ hall: String) -> String { "h:\(hall)" }
  package static func queue(_ hall: String) -> String { "q:\(hall)" }
  package static func staff(_ hall: String) -> String { "staff:\(hall)" }
  package static func department(_ division: String, _ department: String) -> String {
    "d:\(division)-\(department)"
  }
  package static func channel(_ division: String, _ channel: Dossier.Channel) -> String {
    "c:\(division)-\(channel.rawValue)"
  }

  /// The streams of an entity of a hall, sorted.
  ///
  /// A dossier is in its hall's, in those of the departments that have one of its
  /// proceedings or help with one, of whatever county, and in the one of the channel
  /// that it came from.
  package static func of(_ entity: Entity, hall: String) -> [String] {
    let division = String(hall.prefix(6))
    switch entity {
    case .dossier(let dossier):
      var streams: Set<String> = [Streams.hall(hall)]
      for proceeding in dossier.proceedings where !proceeding.steps.isEmpty {
        let place = dossier.division(of: proceeding)
        for key in [proceeding.department] + proceeding.cooperators {
          streams.insert(department(place, key))
        }
      }
      if dossier.channel != .counter { streams.insert(channel(division, dossier.channel)) }
      return streams.sorted()
    case .intake(let intake):
      return [channel(division, intake.channel), Streams.hall(hall)].sorted()
    case .ticket, .appointment: return [queue(hall)]
    case .account: return [staff(hall)]
    }
  }

  /// The county whose lock keeps a stream in order: the six digits after its kind.
  package static func county(of stream: String) -> String {
    String(stream.drop { $0 != ":" }.dropFirst().prefix(6))
  }

  /// The counties whose departments read these.
  package static func divisions(of streams: some Sequence<String>) -> Set<String> {
    Set(streams.filter { $0.hasPrefix("d:") }.map(county))
  }

  /// The departments that read these.
  package static func offices(of streams: some Sequence<String>) -> Set<Offices.Office> {
    Set(
      streams.filter { $0.hasPrefix("d:") }.compactMap { stream in
        let parts = stream.dropFirst(2).split(separator: "-", maxSplits: 1)
        guard parts.count == 2 else { return nil }
        return Offices.Office(division: String(parts[0]), department: String(parts[1]))
      })
  }

  /// What a counter of a hall reads.
  package static func ofCounter(hall: String) -> [String] {
    [Streams.hall(hall), queue(hall), staff(hall)]
  }
}

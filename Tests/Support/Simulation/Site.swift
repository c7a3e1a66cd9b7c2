import Domain
import Ledger
import Sync
import SyncModel

/// The county of a simulation (虚构县): halls with counters, desks of departments.
enum Site {
  static let county = "640104"
  static let desks = "640104900"
  static let departments = ["employment", "hrss", "insurance"]

  /// Whose department handles what people registered there apply for.
  static let farCounty = "640105"

  static func hall(_ number: Int) -> String { "64010400\(number)" }

  static func counter(_ id: String, hall: String) -> DeviceRecord {
    DeviceRecord(id: id, hall: hall, streams: Streams.ofCounter(hall: hall))
  }

  static func desk(_ id: String, departments: [String]) -> DeviceRecord {
    DeviceRecord(
      id: id, hall: desks,
      streams: departments.map { Streams.department(county, $0) } + [Streams.staff(desks)])
  }

  static func farDesk(_ id: String) -> DeviceRecord {
    let hall = farCounty + "900"
    let streams = [Streams.department(farCounty, "employment"), Streams.staff(hall)]
    return DeviceRecord(id: id, hall: hall, streams: streams)
  }

  /// Any function of the bytes does, so it is a quick one; 32 bytes.
  static let hash: Chain.Hash = { bytes in
    var words: (UInt64, UInt64) = (0xcbf2_9ce4_8422_2325, 0x9E37_79B9_7F4A_7C15)
    bytes.withUnsafeBufferPointer { bytes in
      for byte in bytes {
        words.0 = (words.0 ^ UInt64(byte)) &* 0x100_0000_01b3
        words.1 = (words.1 &+ words.0) &* 0xBF58_476D_1CE4_E5B9
      }
    }
    var hash: [UInt8] = []
    hash.reserveCapacity(32)
    for word in [words.0, words.1, words.0 ^ (words.1 >> 7), words.0 &+ words.1] {
      for shift in 0..<8 { hash.append(UInt8(truncatingIfNeeded: word >> (shift * 8))) }
    }
    return hash
  }

  static let person: Docket.Blinding = { answers in
    let number = answers[text: "idNumber"]
    return number.isEmpty ? nil : number
  }
}

/// One machine at a counter or at a department's desk (一台终端).
struct Machine: Sendable {
  let device: DeviceRecord
  let isDesk: Bool
  /// Letter of its own series of tickets.
  let series: String
  var disk: FaultyCounter
  var agent = Agent()
  /// The program runs; otherwise it starts again at some time.
  var isRunning = true
  /// What is under way, by its number.
  var request: (number: Int, request: Agent.Request)?
  var session: Int?
  /// How wrong its clock is, in milliseconds.
  var skew = 0
  /// No line until then.
  var cutUntil = 0
  var isUpgraded = true
  var images: [CounterModel] = []
  /// The disk was replaced by an older image, or copied.
  var wasReplaced = false
}

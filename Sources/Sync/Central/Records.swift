import Domain
import JSON
import Ledger

/// One counter's log as central knows it (日志登记).
package struct LogRecord: Equatable, Sendable {
  /// Of its device.
  package let county: String
  package let log: String
  package let device: String
  package var last: Int
  package var lastHash: [UInt8]
  package var durable: Int
  /// The highest serial of a dossier number under this log.
  package var numberMark: Int
  /// Lines up to here were written before its counter joined.
  package let joined: Int
  /// The latest time that a line of it names, as far as that had come.
  package var latest: Instant
  /// Set when a second writer of this log was found, and its device asked for a
  /// new code: this one goes on no more.
  package var isForked: Bool

  package init(
    county: String, log: String, device: String, last: Int, lastHash: [UInt8], durable: Int = 0,
    numberMark: Int = 0, joined: Int = 0, isForked: Bool = false,
    latest: Instant = Instant(milliseconds: 0)
  ) {
    self.joined = joined
    self.latest = latest
    self.county = county
    self.log = log
    self.device = device
    self.last = last
    self.lastHash = lastHash
    self.durable = durable
    self.numberMark = numberMark
    self.isForked = isForked
  }
}

/// Who pushes (设备): a counter, a department's desk, or another system.
package struct DeviceRecord: Equatable, Sendable {
  package let id: String
  /// Nine digits; accounts of this hall work here.
  package let hall: String
  /// Streams that it may read, and whose entities it may change.
  package let streams: [String]
  /// For which departments its hall's reviewers decide: see `Offices.granted`.
  package let grants: [String]
  /// Number of the counter in its hall; empty for what is none.
  package let counter: String

  package init(
    id: String, hall: String, streams: [String], grants: [String] = [], counter: String = ""
  ) {
    self.counter = counter
    self.grants = grants
    self.id = id
    self.hall = hall
    self.streams = streams
  }

  /// The county's six digits.
  package var division: String { String(hall.prefix(6)) }

  /// For which departments it may send decisions.
  package var offices: Offices {
    Offices(
      hall: hall, desks: Streams.offices(of: streams), granted: Set(grants))
  }

  /// Those whose streams it reads, too, as a city's departments do.
  package var otherCounties: Set<String> {
    Set(streams.map(Streams.county)).subtracting([division])
  }
}

/// That somebody has said an account's passphrase at a device, or set it there
/// (口令核对): central takes changes of accounts from such a device only, since any
/// device can write down any name.
package struct Proof: Hashable, Sendable {
  package let device: String
  package let account: String

  package init(device: String, account: String) {
    self.device = device
    self.account = account
  }
}

/// What an administrator may have to know of a judgement (裁定留痕).
package struct AuditNote: Equatable, Sendable {
  /// Account key.
  package let actor: String
  package let what: String
  package let about: String

  package init(actor: String, what: String, about: String) {
    self.actor = actor
    self.what = what
    self.about = about
  }
}

/// One entity at central (中心对象).
package struct EntityRecord: Equatable, Sendable {
  /// Nil for one that is gone for ever.
  package var entity: Entity?
  /// How many changes central has seen of it.
  package var revision: Int
  /// The hall that it belongs to.
  package var hall: String
  package var streams: [String]
  /// Where its row is: that of its hall.
  package var county: String { String(hall.prefix(6)) }
  /// The last line of each log that changed it.
  package var seen: [String: Int]

  package init(
    entity: Entity?, revision: Int, hall: String, streams: [String], seen: [String: Int]
  ) {
    self.entity = entity
    self.seen = seen
    self.revision = revision
    self.hall = hall
    self.streams = streams
  }
}

/// One place in a hall's book of appointments (时段).
package struct Slot: Hashable, Sendable {
  package let hall: String
  package let service: String
  package let day: Day
  package let slot: String

  package init(hall: String, booking: Booking) {
    self.hall = hall
    service = booking.service
    day = booking.day
    slot = booking.slot
  }
}

/// A push whose sender is known and whose lines have been read (待裁上传).
package struct Submission: Sendable {
  package let batch: PushBatch
  package let device: DeviceRecord
  /// Nil for a line that cannot be read, or whose form is not allowed.
  package let operations: [Operation?]
  /// Why not, as codes, by the line's index.
  let flaws: [Int: String]

  package init(_ batch: PushBatch, from device: DeviceRecord) {
    self.batch = batch
    self.device = device
    var operations: [Operation?] = []
    var flaws: [Int: String] = [:]
    for (index, line) in batch.lines.enumerated() {
      do throws(LedgerError) {
        operations.append(try Submission.read(line))
      } catch {
        operations.append(nil)
        flaws[index] = error.code
      }
    }
    self.operations = operations
    self.flaws = flaws
  }

  /// Nothing is asked of a store, and nothing of it written beside the line itself,
  /// for an operation whose ids have no form.
  private static func read(_ line: [UInt8]) throws(LedgerError) -> Operation? {
    guard line.count <= Limits.line else { throw .tooLong(part: "line") }
    guard let operation = try? Operation(line: line) else { return nil }
    try operation.checkShape()
    return operation
  }

  /// Lines that nobody is to read any more (隔离): `/v1/quarantine`.
  package init(quarantined batch: PushBatch, from device: DeviceRecord) {
    self.batch = batch
    self.device = device
    operations = batch.lines.map { _ in nil }
    flaws = [:]
  }

  /// What an engine must read before this can be judged.
  ///
  /// - Parameter person: see `Docket.Blinding`.
  package func needs(_ person: Docket.Blinding) -> Needs {
    var needs = Needs()
    needs.logs[batch.log] = batch.from...batch.last
    needs.counties = device.otherCounties
    for operation in operations.compactMap({ $0 }) {
      needs.operations.insert(operation.id)
      needs.entities.formUnion(operation.touches)
      needs.entities.insert(EntityKey(.account, operation.clerk))
      if operation.isAboutStaff {
        needs.staff.insert(device.hall)
        needs.proofs.insert(Proof(device: device.id, account: operation.clerk))
      }
      switch operation.act {
      case .accept(let acceptance):
        needs.made.insert(operation.entity)
        needs.number(acceptance.number)
        if let person = person(acceptance.answers) { needs.persons.insert(person) }
      case .renumber(let number):
        needs.number(number)
      case .changeTicket(let change) where change.before == nil:
        needs.tickets.insert(TicketName(change.after, in: device.hall))
      case .book(let booking):
        needs.slots.insert(Slot(hall: device.hall, booking: booking))
      default:
        for key in operation.touches where key.kind == .dossier { needs.dossiers.insert(key.id) }
      }
    }
    return needs
  }
}

/// Keys of what a judgement needs (所需数据).
package struct Needs: Equatable, Sendable {
  /// Logs, with the lines whose results are asked for.
  package var logs: [String: ClosedRange<Int>] = [:]
  package var operations: Set<String> = []
  package var entities: Set<EntityKey> = []
  /// Blinded persons whose open dossiers are asked for.
  package var persons: Set<String> = []
  package var numbers: Set<String> = []
  /// Logs whose owners are asked for, of any county: those that numbers name.
  package var owners: Set<String> = []
  package var slots: Set<Slot> = []
  /// Numbers of tickets that are given out: who else has them.
  package var tickets: Set<TicketName> = []
  /// Dossiers that must be there: where this county has none, it may be another's
  /// that is handled here.
  package var dossiers: Set<String> = []
  /// Dossiers that are made here.
  package var made: Set<String> = []
  /// Halls all of whose accounts are asked for.
  package var staff: Set<String> = []
  package var proofs: Set<Proof> = []
  /// Other counties whose streams the devices read, as a city's departments do.
  package var counties: Set<String> = []

  package init() {}

  fileprivate mutating func number(_ number: String) {
    numbers.insert(number)
    if let origin = DossierNumber.origin(number) { owners.insert(origin.log) }
  }

  package mutating func formUnion(_ other: Needs) {
    owners.formUnion(other.owners)
    logs.merge(other.logs) {
      min($0.lowerBound, $1.lowerBound)...max($0.upperBound, $1.upperBound)
    }
    operations.formUnion(other.operations)
    entities.formUnion(other.entities)
    persons.formUnion(other.persons)
    numbers.formUnion(other.numbers)
    slots.formUnion(other.slots)
    tickets.formUnion(other.tickets)
    dossiers.formUnion(other.dossiers)
    made.formUnion(other.made)
    counties.formUnion(other.counties)
    staff.formUnion(other.staff)
    proofs.formUnion(other.proofs)
  }
}

/// A line of a log at central, with its result (已收操作).
package struct OperationRecord: Equatable, Sendable {
  /// Of its log.
  package let county: String
  package let log: String
  package let sequence: Int
  /// Nil when it could not be read. Of several with one id at most one has an
  /// effect; an index over it must not be unique.
  package let operation: String?
  package let entity: String
  package let kind: String
  package let clerk: String
  package let line: [UInt8]
  package let hash: [UInt8]
  package let outcome: OperationResult.Outcome
  /// What is odd about it, though it was taken.
  package let doubts: Set<Doubt>

  package init(
    county: String, log: String, sequence: Int, operation: String?, entity: String, kind: String,
    clerk: String, line: [UInt8], hash: [UInt8], outcome: OperationResult.Outcome,
    doubts: Set<Doubt> = []
  ) {
    self.doubts = doubts
    self.county = county
    self.log = log
    self.sequence = sequence
    self.operation = operation
    self.entity = entity
    self.kind = kind
    self.clerk = clerk
    self.line = line
    self.hash = hash
    self.outcome = outcome
  }
}

/// What one transaction writes (写入清单).
package struct Writes: Equatable, Sendable {
  package var logs: [String: LogRecord] = [:]
  package var operations: [OperationRecord] = []
  package var entities: [EntityKey: EntityRecord] = [:]
  /// The latest change of each entity in each stream.
  package var changes: [String: [EntityKey: Change]] = [:]
  package var heads: [String: Int] = [:]
  /// Tickets that stand in line again: whoever had claimed one has it no more.
  package var released: Set<Claim> = []
  /// Digests of the passphrases that were set at a device; empty for one without a mark.
  package var proofs: [Proof: String] = [:]
  package var audit: [AuditNote] = []

  /// A ticket of a hall, as a counter claims it before it calls.
  package struct Claim: Hashable, Comparable, Sendable {
    package let hall: String
    package let ticket: String

    package static func < (a: Claim, b: Claim) -> Bool {
      (a.hall, a.ticket) < (b.hall, b.ticket)
    }
  }

  package struct Change: Equatable, Sendable {
    package let sequence: Int
    package let what: What

    package enum What: String, Sendable { case put, drop, tomb }
  }

  package init() {}

  /// Those whose locks this needs.
  package var counties: Set<String> { Set(changes.keys.map(Streams.county)) }
}

import Domain
import JSON
import Ledger
import SQLite

/// Why the counter's store (本机库) could not do what it was asked.
///
/// Neither text holds an applicant's data.
package enum StoreError: Error, Equatable {
  // The store cannot be opened.
  case newerStore(found: Int, known: Int)
  case notAStore(path: String)
  /// The file is missing or empty; `left` are paths of what lies beside it.
  case gone(path: String, left: [String])
  case noRights(path: String)

  // The store cannot be read or written.
  case readOnly
  case diskFull
  case busy
  case corrupt
  /// The disk answered with an error; `code` is SQLite's extended code.
  case diskError(code: Int32)
  /// After an error of the disk nothing is written until the program starts anew.
  case stopped
  /// A stored value that this program cannot read.
  case unreadable(table: String, reason: String)

  // The store is well, the request cannot be done.
  /// Somebody else moved the ticket in between.
  case ticketChanged(number: String)
  case ticketNumberTaken(number: String)
  case operationRepeated
  /// An operation is somebody's, and nobody is signed in.
  case nobodySignedIn
  case queue(QueueProblem)
  case ledger(LedgerError)
  case sqlite(SQLiteError)
}

extension StoreError: SQLiteErrorConvertible {
  package init(_ error: SQLiteError) {
    self =
      if case .newerSchema(let found, let known) = error {
        .newerStore(found: found, known: known)
      } else if error.isDiskFull {
        .diskFull
      } else if error.isCorrupt {
        .corrupt
      } else if error.isReadOnly {
        .readOnly
      } else if error.isBusy {
        .busy
      } else if error.isIOError || error.cannotOpen {
        .diskError(code: error.extendedCode)
      } else {
        .sqlite(error)
      }
  }

  init(_ error: JSONContentError, table: String) {
    // Path and allowed values are the program's words; what was found is not.
    self = .unreadable(table: table, reason: "\(error.path): allowed is \(error.allowed)")
  }
}

extension StoreError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .newerStore(let found, let known):
      "the store has schema \(found), this program knows up to \(known)"
    case .notAStore(let path): "\(path) is not a store of this program"
    case .gone(let path, _): "\(path) is gone or empty, and something of it is left"
    case .noRights(let path): "cannot open or make \(path)"
    case .readOnly: "the store is read-only"
    case .diskFull: "the disk is full"
    case .busy: "the store is locked by another process"
    case .corrupt: "the store is corrupt"
    case .diskError(let code): "SQLite \(code): input or output error"
    case .stopped: "no writing after an error of the disk"
    case .unreadable(let table, let reason): "unreadable row in \(table): \(reason)"
    case .ticketChanged(let number): "ticket \(number) changed in between"
    case .ticketNumberTaken(let number): "ticket number \(number) is taken"
    case .operationRepeated: "the operation is in the log already"
    case .nobodySignedIn: "an operation while nobody is signed in"
    case .queue: "refused by the queue"
    case .ledger(let error): "refused by the ledger: \(error)"
    case .sqlite(let error): error.description
    }
  }
}

extension LedgerError {
  var explanation: String {
    switch self {
    case .unknownDossier: "找不到这个办件。"
    case .alreadyAccepted: "这个办件已经受理过。"
    case .noMatters: "没有选择任何事项。"
    case .impossibleOpening: "所选事项互相矛盾，不能一起受理，请退回表单重新选择。"
    case .unknownMatter: "这个办件里没有这个事项。"
    case .missingWishes(let section):
      section == "jobWishes"
        ? "失业登记至少要有一条求职意向。" : "失业登记至少要有一条培训意愿。"
    case .notAllowed: "当前账户没有这项权限。"
    case .illegal: "事项当前的状态不允许这样做，请刷新后再看。"
    case .wrongStep: "事项已经到了另一个环节，请刷新后再看。"
    case .unknownMaterial: "这个办件不需要这份材料。"
    case .reasonMissing: "必须写明理由。"
    case .impossibleScan: "扫描件不合规格：须是 10 MiB 以内的 PDF、JPEG 或 PNG 文件。"
    case .scannedAlready: "这份材料已经附过同一个文件。"
    case .unknownScan: "这份材料没有这个扫描件，或者已经作废。"
    case .unknownEntry: "台账里没有这一条。"
    case .entryClosed: "这一条已经办结，不能再办结一次。"
    case .unsafeText(let code): "文字里有看不见的字符（\(code)），请删除后重新录入。"
    case .unknownTheme: "本机没有这个“一件事”的资料，请管理员更新资料后再办。"
    case .unknownDepartment: "资料里没有这个部门，请管理员核对资料。"
    case .impossibleNumber: "证件号码或信用代码的校验位不符，请与证件核对。"
    case .impossibleDue: "到期日与时限不符，请退回表单重新提交；再次出现请告诉管理员。"
    case .foreignNumber: "办件号不是本机的号。"
    case .malformed(let part): "内容里有一处（\(part)）格式不对，请联系管理员。"
    case .tooLong: "有一处文字太长，请缩短后再试。"
    case .tooMany(let part):
      part == "events"
        ? "这件办件的记录已满（\(Limits.events)条），不能再加。" : "有一处条数太多，请减少后再试。"
    case .nothingToScreen: "这件办件没有待预审的事项。"
    case .ratedAlready: "这件办件已经评价过，一件只评一次。"
    case .alreadyBooked: "这次预约已经登记过。"
    case .unknownAppointment: "找不到这次预约。"
    case .appointmentOver: "这次预约已经取消或已到场。"
    case .anotherDay: "不是预约的日子，不能登记到场。"
    case .slotPast: "这个时段已经过去，不能预约。"
    case .slotFull(let capacity): "这个时段约满了（\(capacity)人）。"
    case .changed: "这一项刚刚被改过，请看清新的内容后再改。"
    case .unknownConflict: "这个冲突已经处理过。"
    case .unknownIntake: "找不到这个网上来件。"
    case .intakeOver: "这个网上来件已经受理或退回。"
    case .staff(let problem): problem.explanation
    }
  }
}

extension StaffProblem {
  fileprivate var explanation: String {
    switch self {
    case .rank: "当前账户不能变动这个角色的账户。"
    case .own: "自己的账户由别的主管变动；口令由本人改。"
    case .lastSupervisor: "大厅至少要有一位在用的主管。"
    case .system: "部门系统的账户由中心管理。"
    case .unknown: "没有这个账户。"
    }
  }
}

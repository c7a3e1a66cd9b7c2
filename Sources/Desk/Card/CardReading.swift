import Domain

/// What came of reading a card (读卡结果).
package enum CardReading: Equatable, Sendable {
  /// What the reader's program wrote before it ended well.
  case read([UInt8])
  /// No reader is connected to this counter.
  case unconfigured
  /// The program is not there, or may not be run.
  case missing(program: String)
  /// The system could not start it just now, as when it is being replaced.
  case notStarted(reason: String)
  /// It took too long, and was ended.
  case timedOut(seconds: Int)
  /// It wrote more than a card can hold, and was ended.
  case tooLong(limit: Int)
  /// It ended otherwise than with 0, as without a card.
  case failed(status: Int)

  /// What the clerk is told; empty when something was read.
  var words: String {
    let again = "请放好卡再按 \(Command.readCard.door)，或直接敲号码"
    return switch self {
    case .read: ""
    case .unconfigured: "没有接读卡器，请直接敲号码；接法：启动时加 --card-reader 程序，见 README"
    case .missing(let program): "请直接敲号码；管理员请核对 --card-reader，没有可运行的程序 \(program)"
    case .notStarted(let reason):
      "请再按 \(Command.readCard.door)，或直接敲号码；读卡程序没能运行：\(reason)"
    case .timedOut(let seconds): "\(seconds) 秒没有读到卡，已停下；" + again
    case .tooLong(let limit): "读卡程序写了 \(limit) 字节以上，不是卡面内容；请直接敲号码，告诉管理员"
    case .failed(let status): "没有读到卡（退出码 \(status)）；" + again
    }
  }
}

/// Where a card goes that is being read (读卡去处), decided when it is asked for: by the
/// time it has been read, somebody may have typed on or gone elsewhere.
enum CardGoal: Equatable, Sendable {
  /// Into the form on this ticket.
  case form(ticket: String, theme: String, CardPerson)
  case find
  /// Who asked for it is gone.
  case nobody
}

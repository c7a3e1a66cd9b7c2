import JSON
import Ledger

/// Why central does not do what a counter asked (拒绝): nothing has changed.
package enum Refusal: Error, Equatable, Sendable {
  /// The request cannot be read; `place` is the line of a push, from 0.
  case badRequest(reason: String, place: Int? = nil)
  /// No session, or it is over.
  case session
  case revoked
  /// The device may not see or do this.
  case scope
  /// Central went back in time, or this is another one.
  case epoch(String)
  /// The log goes on with this line.
  case gap(want: Int)
  /// Central has another line there: this log has two writers.
  case fork(at: Int)
  /// Central does not know this log, which it may have before it went back.
  case unknownLog(String)
  case tooBig
  /// Changes before its horizon are forgotten: read the whole stream.
  case horizon(stream: String)
  case upgrade(minimum: Int)
  case busy(seconds: Int)
  case notFound
  /// Somebody else has it already.
  case taken(by: String)

  package var status: Int {
    switch self {
    case .badRequest: 400
    case .session: 401
    case .revoked, .scope: 403
    case .notFound: 404
    case .epoch, .gap, .fork, .unknownLog, .taken: 409
    case .horizon: 410
    case .tooBig: 413
    case .upgrade: 426
    case .busy: 503
    }
  }

  package var code: String {
    switch self {
    case .badRequest: "E_BAD_REQUEST"
    case .session: "E_SESSION"
    case .revoked: "E_REVOKED"
    case .scope: "E_SCOPE"
    case .notFound: "E_NOT_FOUND"
    case .epoch: "E_EPOCH"
    case .gap: "E_GAP"
    case .fork: "E_FORK"
    case .unknownLog: "E_UNKNOWN_LOG"
    case .taken: "E_TAKEN"
    case .horizon: "E_HORIZON"
    case .tooBig: "E_TOO_BIG"
    case .upgrade: "E_UPGRADE"
    case .busy: "E_BUSY"
    }
  }

  /// For the person at the screen.
  package var message: String {
    switch self {
    case .badRequest: "请求看不懂"
    case .session: "需要重新登录"
    case .revoked: "这台设备已停用"
    case .scope: "没有这项权限"
    case .notFound: "没有这个内容"
    case .epoch: "中心数据已换代，正在重新核对"
    case .gap: "中间缺了几笔，正在补传"
    case .fork: "本机数据曾被恢复或复制"
    case .unknownLog: "中心不认识本机的流水号"
    case .taken: "已被别处占用"
    case .horizon: "离线太久，正在重新读取"
    case .tooBig: "一次传得太多"
    case .upgrade: "程序版本太旧，需升级"
    case .busy: "中心正忙，稍后自动重试"
    }
  }

  package var json: JSON {
    var error: [(String, JSON?)] = [("code", .string(code)), ("message", .string(message))]
    switch self {
    case .badRequest(let reason, let place):
      error += [("reason", .string(reason)), ("place", place.map(JSON.int))]
    case .epoch(let epoch): error.append(("epoch", .string(epoch)))
    case .gap(let want): error.append(("want", .int(want)))
    case .fork(let at): error.append(("at", .int(at)))
    case .unknownLog(let log): error.append(("log", .string(log)))
    case .taken(let by): error.append(("by", .string(by)))
    case .horizon(let stream): error.append(("stream", .string(stream)))
    case .upgrade(let minimum): error.append(("minimum", .int(minimum)))
    case .busy(let seconds): error.append(("retry_after_s", .int(seconds)))
    case .session, .revoked, .scope, .notFound, .tooBig: break
    }
    return ["error": .compact(error)]
  }

  package init(_ reader: JSONReader) throws(JSONContentError) {
    let error = try reader["error"]
    switch try error["code"].string() {
    case "E_BAD_REQUEST":
      self = .badRequest(
        reason: try error.optional("reason")?.string() ?? "",
        place: try error.optional("place")?.int())
    case "E_SESSION": self = .session
    case "E_REVOKED": self = .revoked
    case "E_SCOPE": self = .scope
    case "E_NOT_FOUND": self = .notFound
    case "E_EPOCH": self = .epoch(try error["epoch"].string())
    case "E_GAP": self = .gap(want: try error["want"].int())
    case "E_FORK": self = .fork(at: try error["at"].int())
    case "E_UNKNOWN_LOG": self = .unknownLog(try error["log"].string())
    case "E_TAKEN": self = .taken(by: try error["by"].string())
    case "E_HORIZON": self = .horizon(stream: try error["stream"].string())
    case "E_TOO_BIG": self = .tooBig
    case "E_UPGRADE": self = .upgrade(minimum: try error["minimum"].int())
    case "E_BUSY": self = .busy(seconds: try error["retry_after_s"].int())
    default: throw try error["code"].error(allowed: "a code of this protocol")
    }
  }
}

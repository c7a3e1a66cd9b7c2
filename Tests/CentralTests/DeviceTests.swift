import Crypto
import Domain
import Foundation
import Ledger
import Sync
import Testing

@testable import Central

@Suite struct DeviceTests {
  private func session(
    _ store: TestStore, _ counter: TestCounter, at now: Instant
  ) throws -> Result<String, Refusal> {
    let nonce = try store.database.challenge(device: counter.device, at: now)
    return try store.database.beginSession(request(counter, nonce), at: now)
  }

  private func request(_ counter: TestCounter, _ nonce: [UInt8]) -> SessionRequest {
    let signed = SessionRequest.signed(device: counter.device, nonce: nonce)
    return SessionRequest(
      device: counter.device, nonce: nonce, signature: counter.key.sign(signed))
  }

  @Test("注册码只用一次；回执丢了，同一把钥匙再来得到同样的回执", arguments: EngineKind.allCases)
  func codes(kind: EngineKind) throws {
    let store = try TestStore(kind)
    let station = Station(
      hall: "640104101", hallTitle: "虚构", counter: "1", region: "nx", streams: ["h:640104101"])
    let code = try store.database.makeCode(for: station, at: store.now)
    let key = SigningKey().verifyingKey
    func enrol(_ code: String, _ key: VerifyingKey, _ id: String) throws -> Result<
      EnrolAnswer, Refusal
    > {
      try store.database.enrol(code: code, key: key, log: "7K3M", newID: id, at: store.now)
    }
    let first = try enrol(code, key, "a").get()
    #expect(first.log == "7K3M")
    let typed = code.lowercased().replacingOccurrences(of: "-", with: " ")
    #expect(try enrol(typed, key, "b") == .success(first))
    #expect(try enrol(code, SigningKey().verifyingKey, "c") == .failure(.notFound))
    #expect(try enrol("0000", key, "d") == .failure(.notFound))
    let later = try store.database.makeCode(for: station, at: store.now)
    #expect(try store.database.set("a", to: .revoked, by: "operator", at: store.now))
    let second = try enrol(later, SigningKey().verifyingKey, "e").get()
    #expect(second.log != "7K3M")
    let old = try store.database.makeCode(
      for: station, at: store.now.adding(milliseconds: -90_000_000))
    #expect(try enrol(old, SigningKey().verifyingKey, "f") == .failure(.notFound))
  }

  @Test("会话要签名，8 小时，吊销立刻结束", arguments: EngineKind.allCases)
  func sessions(kind: EngineKind) throws {
    let store = try TestStore(kind)
    let counter = try store.counter()
    let token = try session(store, counter, at: store.now).get()
    #expect(try store.database.device(token: token, at: store.now)?.record == counter.record)
    let end = store.now.adding(milliseconds: 8 * 3_600_000)
    #expect(try store.database.device(token: token, at: end) == nil)
    // A wrong signature, a nonce twice, a nonce that is old.
    var other = counter
    other = TestCounter(
      EnrolAnswer(
        device: counter.device, log: counter.log, hall: counter.hall, hallTitle: "", counter: "",
        region: "", streams: []), key: SigningKey(), seed: 1)
    #expect(try session(store, other, at: store.now) == .failure(.session))
    let nonce = try store.database.challenge(device: counter.device, at: store.now)
    func use(at now: Instant) throws -> Result<String, Refusal> {
      try store.database.beginSession(request(counter, nonce), at: now)
    }
    #expect(try use(at: store.now.adding(milliseconds: 60_001)) == .failure(.session))
    #expect(throws: Never.self) { try use(at: store.now).get() }
    #expect(try use(at: store.now) == .failure(.session))
    #expect(
      try store.database.set(counter.device, to: .revoked, by: "operator", at: store.now))
    #expect(try store.database.device(token: token, at: store.now) == nil)
    #expect(try session(store, counter, at: store.now) == .failure(.revoked))
  }

  @Test("日志有两个写者，设备得到新的代码；太多次就暂停", arguments: EngineKind.allCases)
  func rekey(kind: EngineKind) throws {
    let store = try TestStore(kind)
    var counter = try store.counter()
    counter.openHall()
    _ = try store.push(counter)
    func rekey(_ log: String) throws -> CentralDatabase.Rekeying {
      try store.database.rekey(log: log, of: counter.record, forksAllowed: 2, at: store.now)
    }
    guard case .goesOn(let first, isNews: true) = try rekey(counter.log) else {
      Issue.record("no new code")
      return
    }
    #expect(first != counter.log)
    // The answer was lost: the same code again.
    #expect(try rekey(counter.log) == .goesOn(log: first, isNews: false))
    #expect(throws: Refusal.fork(at: 5)) {
      counter.accept()
      return try store.push(counter, from: 5)
    }
    let logs = try store.database.logs(of: counter.device)
    #expect(logs.filter(\.isForked).map(\.log) == [counter.log])
  }
}

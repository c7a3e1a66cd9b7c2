import Crypto
import Desk
import Glibc
import HTTPClient
import JSON
import Ledger
import Machine
import Storage
import Sync

/// Joins this counter to central (入网): finds the authority's certificate, shows
/// the device's key, and exchanges the one-time code.
@MainActor
final class Joining {
  private let client: HTTPClient
  private let request: JoinRequest
  /// Who asked for it.
  let asked: Asking
  private let key: SigningKey
  private let log: String
  private let lines: Int
  private let url: String
  private var authority = ""

  private static let certificates = 1
  private static let enrolment = 2

  /// Throws words for the clerk.
  init(
    _ request: JoinRequest, key: SigningKey, log: String, lines: Int, asked: Asking,
    wake: @escaping @Sendable () -> Void
  ) throws(ProgramError) {
    self.asked = asked
    self.lines = lines
    self.request = request
    self.key = key
    self.log = log
    url = try Joining.url(request.address)
    client = HTTPClient(wake: wake)
    if Joining.fingerprint(request.authority) == nil {
      do throws(FileProblem) {
        let bytes = try Files.contents(of: request.authority, atMost: Files.mostBytesOfSettings)
        authority = String(decoding: bytes, as: UTF8.self)
      } catch {
        throw ProgramError(
          "“\(request.authority)”不是指纹，也读不到这个文件：\(error)。指纹是64位的十六进制数字")
      }
      enrol()
    } else {
      client.fetchCertificates(url: url, tag: Joining.certificates)
    }
  }

  func close() { client.close() }

  /// `central.example:8443` or a whole address, without a slash at the end.
  static func url(_ address: String) throws(ProgramError) -> String {
    var text = address
    while text.last == "/" { text.removeLast() }
    if text.hasPrefix("http://") { throw ProgramError("地址要用 https，不能用 http") }
    if !text.hasPrefix("https://") { text = "https://" + text }
    let isPlain = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    guard isPlain, text.utf8.count > 8 else {
      throw ProgramError("“\(address)”不是地址，如 central.example:8443")
    }
    return text
  }

  /// The 32 bytes of a fingerprint as somebody typed it, with colons or blanks.
  static func fingerprint(_ text: String) -> [UInt8]? {
    let digits = text.lowercased().filter { $0 != ":" && $0 != " " }
    guard let bytes = Hex.bytes(digits), bytes.count == 32 else { return nil }
    return bytes
  }

  /// What came, when it has; nil while nothing has.
  func turn() -> Result<(CentralLink, EnrolAnswer), ProgramError>? {
    for (tag, answer) in client.takeAnswers() {
      guard case .answered(let status, let body, _) = answer else {
        guard case .failed(let failure) = answer else { continue }
        return .failure(ProgramError(failure.words))
      }
      if tag == Joining.certificates {
        guard let found = Joining.authority(in: body, Joining.fingerprint(request.authority)) else {
          return .failure(ProgramError("这台服务器的证书与指纹不符。没有传任何数据；请核对地址和指纹"))
        }
        authority = found
        enrol()
      } else {
        return finish(status, body)
      }
    }
    return nil
  }

  private func enrol() {
    let asked = EnrolRequest(
      code: request.code, publicKey: key.verifyingKey.bytes, log: log, program: Program.version,
      lines: lines)
    var request = HTTPRequest(
      .post, url + "/v1/enrol", headers: ["YC-Proto: 1", "Content-Type: application/json"],
      body: asked.json.line, authority: authority)
    request.notBefore = Program.released.milliseconds / 1000
    client.send(request, tag: Joining.enrolment)
  }

  private func finish(
    _ status: Int, _ body: [UInt8]
  ) -> Result<(CentralLink, EnrolAnswer), ProgramError> {
    let json = try? JSON(parsing: body)
    if status == 200, let json, let answer = try? EnrolAnswer(JSONReader(json)) {
      return .success(
        (
          CentralLink(
            url: url, authority: authority, device: answer.device, hall: answer.hall), answer
        ))
    }
    if let json, case .taken(let device)? = try? Refusal(JSONReader(json)) {
      return .failure(
        ProgramError(
          "这个大厅的这个窗口号已有一台设备（\(device)）在用，没有入网，入网码没有用掉。"
            + "换机的，请管理员先停用旧设备；新添窗口，请管理员另给一个窗口号的入网码"))
    }
    if let json, let refusal = try? Refusal(JSONReader(json)) {
      return .failure(ProgramError("中心没有接受：\(refusal.message)。入网码只能用一次，过期要请管理员另给"))
    }
    return .failure(ProgramError("中心的回答看不懂（\(status)）"))
  }

  /// The certificate with this fingerprint among those that a server showed.
  static func authority(in chain: [UInt8], _ fingerprint: [UInt8]?) -> String? {
    let begin = "-----BEGIN CERTIFICATE-----"
    let end = "-----END CERTIFICATE-----"
    var certificate: [Substring] = []
    for line in String(decoding: chain, as: UTF8.self).split(separator: "\n") {
      if line == begin {
        certificate = []
      } else if line == end {
        let content = bytes(base64: certificate.joined())
        if let content, SHA256.hash(content) == fingerprint {
          let middle: String = certificate.joined(separator: "\n")
          return "\(begin)\n\(middle)\n\(end)\n"
        }
      } else {
        certificate.append(line)
      }
    }
    return nil
  }
}

import Domain
import TUI

/// Joining central (入网): its address, its authority, and the one-time code that
/// an administrator gave.
package struct JoinForm: Equatable, Sendable {
  enum Line: Int, CaseIterable {
    case address, authority, code

    var label: String {
      switch self {
      case .address: "中心地址"
      case .authority: "机构证书"
      case .code: "入网码"
      }
    }

    var hint: String {
      switch self {
      case .address: "如 central.example:8443"
      case .authority: "证书文件的路径，或64位指纹"
      case .code: "管理员给的，只能用一次"
      }
    }
  }

  private var fields = Line.allCases.map { _ in EntryField(limit: Limits.path.characters) }
  private(set) var line = Line.address
  var finding: String?
  /// Of the device's key, once the request is on its way: the administrator
  /// compares it with what central shows.
  var fingerprint: String?

  /// Waiting for central's answer.
  var isWaiting: Bool { fingerprint != nil && finding == nil }

  private subscript(line: Line) -> EntryField {
    get { fields[line.rawValue] }
    set { fields[line.rawValue] = newValue }
  }

  mutating func paste(_ text: String) { self[line].paste(text) }

  mutating func press(_ key: Key) -> [Effect] {
    guard !isWaiting else { return [.beep] }
    finding = nil
    fingerprint = nil
    switch key {
    case .enter where line == .code, .function(9), .control("o"): return submit()
    case .enter, .tab, .down: move(1)
    case .backTab, .up: move(-1)
    default: _ = self[line].press(key)
    }
    return []
  }

  private mutating func move(_ step: Int) {
    let next = max(0, min(Line.allCases.count - 1, line.rawValue + step))
    line = Line(rawValue: next) ?? line
  }

  private mutating func submit() -> [Effect] {
    for item in Line.allCases where self[item].text.allSatisfy(\.isWhitespace) {
      line = item
      finding = "\(item.label)不能空：\(item.hint)"
      return [.beep]
    }
    return [
      .join(
        JoinRequest(
          address: self[.address].text, authority: self[.authority].text, code: self[.code].text))
    ]
  }

  func draw(on canvas: inout Canvas, in area: Rect) {
    canvas.write(" 入网：本窗口加入区县的中心", in: area, row: 0, .title)
    canvas.write(" 已有的办件、账户和草稿都保留；Enter 下一项，F9 入网，F3 返回", in: area, row: 1, .muted)
    for item in Line.allCases {
      let (left, rest) = area.line(3 + item.rawValue).split(columns: 10)
      canvas.write(" " + item.label, in: left, row: 0, .label)
      self[item].draw(
        on: &canvas, in: rest, hasCaret: item == line,
        style: item == line ? .fieldActive : .field, hint: item.hint)
    }
    if let finding {
      for (row, part) in Width.wrap(finding, columns: max(10, area.columns - 2)).enumerated() {
        canvas.write(" " + part, in: area, row: 7 + row, .alert)
      }
    } else if let fingerprint {
      canvas.write(" 正在与中心联系。本机密钥的指纹，请管理员核对：", in: area, row: 7, .good)
      for row in 0..<4 {
        let part = fingerprint.dropFirst(row * 16).prefix(16)
        canvas.write("   " + JoinForm.grouped(String(part)), in: area, row: 8 + row, .plain)
      }
    }
  }

  /// Four by four, as people compare digits.
  static func grouped(_ digits: String) -> String {
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, index % 4 == 0 { text.append(" ") }
      text.append(digit)
    }
    return text
  }
}

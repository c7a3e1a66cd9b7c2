import Domain
import TUI

/// Why a counter that has joined cannot speak to central (入网故障): it works on by
/// itself, and nothing of it reaches the county until somebody mends it.
package enum LinkFault: Equatable, Sendable {
  case keyMissing
  /// - reason: the system's words.
  case keyUnreadable(String)
  case keyDamaged
  /// The key is not the one that this counter joined with.
  case keyOfAnother
  /// Rows of the store that name central: `url`, `authority`, `device`, `hall`.
  case rowsDamaged([String])

  /// What was found.
  package var words: String {
    switch self {
    case .keyMissing: "设备密钥 device.key 不见了"
    case .keyUnreadable(let reason): "设备密钥 device.key 读不出（\(reason)）"
    case .keyDamaged: "设备密钥 device.key 的内容坏了"
    case .keyOfAnother: "device.key 是别的设备的密钥"
    case .rowsDamaged(let rows):
      "入网资料坏了：" + rows.map { LinkFault.names[$0] ?? $0 }.joined(separator: "、")
    }
  }

  private static let names = [
    "url": "中心地址", "authority": "中心证书", "device": "设备编号", "hall": "大厅代码",
  ]

  /// What somebody has to do.
  package var remedy: String {
    switch self {
    case .keyMissing, .keyDamaged, .keyOfAnother:
      "请管理员从备份放回本机的 device.key，按 F10 92 再试；找不回来就向中心要新的入网码，按 F10 90 重新入网"
    case .keyUnreadable: "请管理员改好这个文件的权限（属于本用户，0600），按 F10 92 再试"
    case .rowsDamaged: "请管理员向中心要新的入网码，按 F10 90 重新入网"
    }
  }
}

/// What is wrong although the line works (入网警报).
package enum LinkAlarm: Equatable, Sendable {
  /// Central found that two machines write as this device.
  case twice(Instant)
  /// Others than the program's user may read or write `device.key`.
  case keyIsOpen

  /// For the top bar.
  package var short: String {
    switch self {
    case .twice: "数据有两份！"
    case .keyIsOpen: "密钥未锁！"
    }
  }

  package var words: String {
    switch self {
    case .twice(let at):
      "中心在 \(at.day) \(at.clock) 发现两台机器在用本机的数据：硬盘恢复过旧数据，或者被复制。"
        + "本机保存的都在。请马上告诉主管和区县管理员，查清以前不要两台同时用"
    case .keyIsOpen:
      "设备密钥 device.key 别人也能读，可能已被复制。请管理员改成只有本用户可读（chmod 600）"
    }
  }
}

extension Canvas {
  /// As many lines as it takes, in red.
  ///
  /// - Returns: how many.
  @discardableResult
  mutating func writeLines(of text: String, in area: Rect, row: Int) -> Int {
    let lines = Width.wrap(text, columns: max(1, area.columns - 1))
    for (place, line) in lines.enumerated() { write(line, in: area, row: row + place, .alert) }
    return lines.count
  }
}

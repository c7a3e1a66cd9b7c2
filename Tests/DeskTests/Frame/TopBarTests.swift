import Domain
import Ledger
import TUI
import Testing

@testable import Desk

/// What the top bar keeps, and what gives way, however much there is to say.
@Suite("顶栏")
struct TopBarTests {
  /// One thing that the bar may have to say.
  private struct Case: CustomStringConvertible {
    var columns = 80
    var hall = "示例街道便民服务中心"
    var name = "主管示例"
    var isPractice = false
    var kind = DayKind.workday
    var link: LinkStatus?
    var hasClockFault = false

    static let now = MadeUpHall.at(Day(2026, 12, 31)!, 23, 58)

    var row: String {
      let size = Size(columns: columns, rows: 1)
      var canvas = Canvas(size)
      TopBar(
        now: Case.now, dayKind: kind,
        station: Station(
          hall: "640104001", hallTitle: hall, division: "640104", counter: "12",
          isPractice: isPractice),
        account: Account(key: "a", name: name, role: .supervisor), link: link,
        hasClockFault: hasClockFault
      ).draw(on: &canvas, in: canvas.area)
      return canvas.textPlane.joined()
    }

    /// What may go, in the order in which it goes.
    var optional: [String] {
      var kindWords: [String] = []
      switch kind {
      case .workday, .weekend: kindWords = [kind.text]
      case .makeUpWorkday, .holiday: break
      }
      var words = kindWords + [" 周四 "]
      if case .holiday = kind { words.append(kind.text) }
      words += [" 一窗 ", "\(name.prefix(6))… 主管", " 来件7", " 只办结", " 12月31日 "]
      switch kind {
      case .workday, .weekend: break
      case .makeUpWorkday: words.append(kind.text)
      case .holiday: words.append(" 休 ")
      }
      return words
    }

    /// What must be there, always.
    var essential: [String] {
      var words = [" 12号窗口", " 23:58 "]
      if isPractice { words.append(" 练习 ") }
      if hasClockFault { words.append(" 时钟? ") }
      guard let link else { return words + [" 单机 "] }
      if link.state == .revoked { return words + [" 已停用 "] }
      words.append(link.silentDays.map { " 离线\($0)天" } ?? (link.state == .online ? " 在线" : " 离线"))
      if link.unsent > 0 { words.append(" \(link.unsent)项待传 ") }
      if link.tasks > 0 { words.append(" 需处理\(link.tasks) ") }
      return words
    }

    var description: String {
      "\(columns) columns, hall of \(hall.count), name of \(name.count), \(kind), "
        + "\(link?.words ?? "单机"), practice \(isPractice), clock fault \(hasClockFault)"
    }

    static let halls = [1, 4, 8, 10, 12, 15, 19, 26, 34, 50, 60].map {
      String("示例街道便民服务中心及党群工作站联合大厅".prefix($0))
        + String(repeating: "甲", count: max(0, $0 - 20))
    }
    static let names = [
      "张三", "主管示例", MadeUpHall.longName, String(repeating: "长", count: 50),
    ]
    static let kinds: [DayKind] = [
      .workday, .weekend, .makeUpWorkday, .holiday("元旦"), .holiday("国庆节、中秋节"),
    ]
    static let links: [LinkStatus?] = [
      nil, LinkStatus(state: .online, unsent: 0, tasks: 0),
      LinkStatus(state: .online, unsent: 1, tasks: 4, intakes: 7),
      LinkStatus(state: .offline, unsent: 12_345, tasks: 123, intakes: 7),
      LinkStatus(state: .offline, unsent: 12_345, tasks: 123, intakes: 7, silentDays: 365),
      LinkStatus(state: .revoked, unsent: 3, tasks: 1),
    ]

    /// All of them, at one width.
    static func all(_ columns: Int) -> [Case] {
      var cases: [Case] = []
      for hall in halls {
        for name in names {
          for kind in kinds {
            for link in links {
              for fault in [false, true] {
                cases.append(
                  Case(
                    columns: columns, hall: hall, name: name, isPractice: link == nil && fault,
                    kind: kind, link: link, hasClockFault: fault))
              }
            }
          }
        }
      }
      return cases
    }
  }

  @Test(
    "First aid 1: 80 列起，什么厅名、姓名、日子和线路状态都不挤掉窗口、姓名、时间和线路；先去掉不要紧的",
    arguments: [80, 81, 85, 90, 97, 100, 110, 120, 132, 200])
  func always(columns: Int) {
    for each in Case.all(columns) {
      let row = each.row
      #expect(Width.columns(of: row) <= columns, "\(each)")
      for words in each.essential { #expect((row + " ").contains(words), "\(each): \(row)") }
      let hasName = row.contains(" \(each.name)") || row.contains(" \(each.name.prefix(5))")
      #expect(hasName, "\(each): \(row)")
      #expect(row.contains(" \(each.hall.prefix(4))"), "\(each): \(row)")
      let hasHall = row.contains(" \(each.hall) ")
      let has = each.optional.map { word in
        word.hasSuffix("主管") ? row.contains(" 主管 ") : (row + " ").contains(word)
      }
      // A hall is cut when nothing less important is left.
      if !hasHall { #expect(!has.contains(true), "\(each): \(row)") }
    }
  }

  @Test("越不要紧的越先去掉：留下的里面没有比去掉的更不要紧的", arguments: [80, 90])
  func order(columns: Int) {
    for each in Case.all(columns) where each.link?.state != .revoked {
      let row = each.row + " "
      let has = each.optional.map { word in
        word.hasSuffix("主管") ? row.contains(" 主管 ") : row.contains(word)
      }
      let isThere = each.optional.map { word in
        switch word {
        case " 来件7": each.link?.intakes == 7
        case " 只办结": each.link?.silentDays != nil
        // A holiday is named, or said to be one.
        case " 休 ": !has[0] && !row.contains(each.kind.text)
        default: true
        }
      }
      let left = zip(has, isThere).filter(\.1).map(\.0)
      let kept = left.drop { !$0 }
      #expect(kept.allSatisfy { $0 }, "\(each): \(row)")
    }
  }

  @Test(
    "80 列的顶栏，各种日子",
    arguments: [
      (DayKind.workday, " 一窗  示例街道便民服务中心 12号窗口 主管示例 主管     12月31日 周四 23:58 单机"),
      (.weekend, " 一窗  示例街道便民服务中心 12号窗口 主管示例 主管     12月31日 周四 23:58 单机"),
      (.makeUpWorkday, " 一窗  示例街道便民服务中心 12号窗口 主管示例 主管 12月31日 调休上班 23:58 单机"),
      (.holiday("元旦"), " 一窗  示例街道便民服务中心 12号窗口 主管示例 主管     12月31日 元旦 23:58 单机"),
      (.holiday("国庆节、中秋节"), " 一窗  示例街道便民服务中心 12号窗口 主管示例 主管       12月31日 休 23:58 单机"),
    ])
  func examples(kind: DayKind, row: String) {
    #expect(Case(kind: kind).row == row)
  }
}

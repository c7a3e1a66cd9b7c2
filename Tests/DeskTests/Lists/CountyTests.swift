import DeskDriver
import Domain
import TUI
import Testing

@testable import Desk

/// A screen of document 4 in a county that has configured it for itself.
enum CountyScreen: String, CaseIterable, Sendable {
  case countyMatters, countyStaff, countyMaterials, countyReview, countyLists, countyListPage

  static let unit =
    "91350100M000100Y43<Enter>示例中学<Enter>13900000021张经办<Enter>示例教育局<Enter>"
  static let person = "640104199003070014张示例<Enter>示例小学<Enter>专业技术十二级<Enter>.<Enter>"

  func open(_ size: Size) throws -> DeskDriver {
    var driver = DeskDriver.atForm(size: size, rules: ShippedRules.county)
    try driver.press("<F10>\(Command.changeTheme.code)3<Enter>" + CountyScreen.unit + keys)
    return driver
  }

  private var keys: String {
    let whole = "2" + CountyScreen.person + "139000000221"
    return switch self {
    case .countyMatters: ""
    case .countyStaff: "2" + CountyScreen.person
    case .countyMaterials: whole
    case .countyReview: whole + "<F9>"
    case .countyLists: "<F10>\(Command.lists.code)"
    case .countyListPage: "<F10>\(Command.lists.code)<Down><Down><Enter>"
    }
  }
}

@Suite("市县调整以后的画面")
struct CountyTests {
  @Test("画面与记录的图样一致", arguments: CountyScreen.allCases)
  func golden(_ screen: CountyScreen) throws {
    for size in FrontScreenTests.sizes {
      try Golden.check(try screen.open(size).desk.canvas, screen.rawValue)
    }
  }

  @Test("待配置的字样在清单、表单、事项帮助里都没有了；没有调整的地方还在")
  func configured() throws {
    func pending(_ rules: Rulebook) throws -> [String] {
      let theme = try #require(rules.catalogue.theme("nx-personnel"))
      let lists = Reference.all(theme, rules.catalogue).filter { $0.kind != "依据" }
      return lists.filter { $0.isPending || ($0.title + ($0.note ?? "")).contains("待配置") }
        .map(\.title)
        + theme.matters.filter { $0.handler.contains("待配置") }.map(\.title)
    }
    #expect(try pending(ShippedRules.county).isEmpty)
    #expect(try pending(ShippedRules.rulebook).count == 9)
  }

  @Test("县里加的字段、材料在表单里要填、要交；改了的标签和时限看得到")
  func asked() throws {
    var driver = try CountyScreen.countyStaff.open(Size(columns: 132, rows: 60))
    #expect(driver.text.contains("*本人电话") && driver.text.contains("*岗位和等级"))
    #expect(driver.text.contains("[√] 6 调动聘用工资 · 工资业务"))
    #expect(driver.text.contains("工资 1个工作日"))
    try driver.press("<F9>")
    #expect(driver.text.contains("本人电话未填写"))
    #expect(driver.text.contains("× 商调函"))
  }
}

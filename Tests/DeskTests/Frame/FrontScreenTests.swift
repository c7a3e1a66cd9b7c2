import DeskDriver
import Domain
import TUI
import Testing

@testable import Desk

@Suite("叫号到受理的画面")
struct FrontScreenTests {
  static let sizes = [Size(columns: 80, rows: 24), Size(columns: 132, rows: 43)]

  @Test("画面与记录的图样一致", arguments: FrontScreen.allCases)
  func golden(_ screen: FrontScreen) throws {
    for size in FrontScreenTests.sizes {
      try Golden.check(try screen.open(size).desk.canvas, screen.rawValue)
    }
  }

  @Test("任何尺寸都能画，也能按键", arguments: FrontScreen.allCases)
  func anySize(_ screen: FrontScreen) throws {
    let keys: [Key] = [.down, .pageDown, .character("1"), .up, .tab, .backTab, .left, .function(1)]
    var driver = try screen.open(Size(columns: 80, rows: 24))
    for columns in [0, 1, 2, 7, 20, 39, 79, 80, 119, 120, 132, 200] {
      for rows in [0, 1, 2, 3, 5, 12, 24, 60] {
        driver.resize(columns, rows)
        let canvas = driver.desk.canvas
        #expect(canvas.size == Size(columns: columns, rows: rows))
        if let caret = canvas.caret { #expect(canvas.area.contains(caret)) }
        driver.press(keys[(columns + rows) % keys.count])
      }
    }
  }

  @Test(
    "练习标记在每个画面上",
    arguments: [
      "", "<F9>", "<F10>", "<C-p>", "<F1>", "<F8>", "<F10>41", "<F10>42", "<F10>33", "<F10>61",
      "<F10>62", "<F3>",
    ])
  func practice(keys: String) throws {
    var driver = DeskDriver.atForm(hall: DeskHall(station: DeskHall.practice))
    try driver.press(FrontScreen.half + keys)
    #expect(driver.desk.canvas.textPlane[0].contains("练习"))
  }

  @Test("锁着的画面不显示表单的任何内容，也不显示排队", arguments: [80, 132])
  func lockedShowsNothing(columns: Int) throws {
    let driver = try FrontScreen.locked.open(Size(columns: columns, rows: 40))
    for word in ["买买提", "640104", "1390000", "街道1号", "文化程度", "登记失业", "A00", "J00"] {
      #expect(!driver.text.contains(word), "\(word)")
    }
    #expect(driver.text.contains("画面已锁定"))
  }

  @Test("画面上没有控制字符和方向字符", arguments: FrontScreen.allCases)
  func safe(_ screen: FrontScreen) throws {
    for size in FrontScreenTests.sizes {
      let text = try screen.open(size).text
      #expect(SafeText.finding(in: text, lineFeeds: true) == nil)
    }
  }

  @Test("120 列起三栏同时可见，以下是一栏加排队一行")
  func threePanes() throws {
    let wide = try FrontScreen.formHalf.open(Size(columns: 120, rows: 40)).desk.canvas.textPlane
    #expect(wide[1].hasPrefix(" 排队") && wide[1].contains("登记失业") && wide[1].contains("看板"))
    let narrow = try FrontScreen.formHalf.open(Size(columns: 119, rows: 40)).desk.canvas.textPlane
    #expect(narrow[1].hasPrefix(" 当前 "))
  }
}

import Testing

@testable import TUI

/// What no picture shows in full, known or not.
@Suite("遮盖")
struct CoverTests {
  @Test(
    "First aid 14: whatever has the shape of a telephone or an identity number is covered, in any text",
    arguments: [
      ("电话13912345678，下午打", "电话139****5678，下午打"),
      ("13912345678", "139****5678"),
      ("139 1234 5678 / 138-0000-1111", "139 **** 5678 / 138-****-1111"),
      ("139 12345678、1391234 5678", "139 ****5678、139**** 5678"),
      ("139—1234—5678", "139—****—5678"),
      ("+8613912345678 +86 13912345678", "+86139****5678 +86 139****5678"),
      ("008613912345678", "0086139****5678"),
      ("１３９１２３４５６７８", "１３９＊＊＊＊５６７８"),
      ("13912345678-801", "139****5678-801"),
      ("母亲640104196503070021同意", "母亲6401**********0021同意"),
      ("64010419650307002x", "6401**********002x"),
      ("640104 19650307 002X", "6401** ******** 002X"),
      ("640104-1965-0307-0021。", "6401**-****-****-0021。"),
      ("640104196503070021 13912345678", "6401**********0021 139****5678"),
      ("２０２６年13912345678", "２０２６年139****5678"),
    ])
  func shapes(text: String, shown: String) {
    #expect(Cover().covered(text) == shown)
    #expect(Width.columns(of: Cover().covered(text)) == Width.columns(of: text))
    let numbers = Cover.numbers(in: text)
    #expect(!numbers.isEmpty)
    #expect(Cover(open: Set(numbers)).covered(text) == text)
    #expect(Cover(open: [text]).covered(text) == text)
  }

  @Test(
    "First aid 14: what is no such number stays",
    arguments: [
      "640104-XCQP-000005-W", "2026-09-15 08:31 12345", "139123456789", "12345678901",
      "A13912345678", "13912345678B", "工资3500元至13912", "0951-5012345", "91640100MA76XXXX0U",
      "640104196513070021", "640104196503070021000", "139 1234 567", "第13912345678901号",
      "U+E000 F12 12:00", "2026年9月15日 10 2026 0915",
    ])
  func others(text: String) {
    #expect(Cover().covered(text) == text)
    #expect(Cover.numbers(in: text) == [])
  }

  @Test("First aid 14: a known number is covered with hyphens in it, too, and opened in any form")
  func known() {
    let parts = ["09515012345": "********345", "E12345678": "*******78"]
    #expect(Cover(parts).covered("打0951-5012345") == "打****-****345")
    #expect(Cover(parts, open: ["09515012345"]).covered("打0951-5012345") == "打0951-5012345")
    #expect(Cover(parts).covered("护照E12345678") == "护照*******78")
    #expect(Cover(open: ["139 1234 5678"]).covered("13912345678") == "13912345678")
  }

  @Test("First aid 14: the title of a box is covered before it is cut")
  func title() {
    var canvas = Canvas(Size(columns: 20, rows: 3), cover: Cover())
    canvas.box(canvas.area, title: "号码640104196503070021")
    #expect(!canvas.textPlane.joined().contains("19650"))
  }
}

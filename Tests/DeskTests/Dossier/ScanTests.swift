import Domain
import Ledger
import TUI
import Testing

@testable import Desk

@Suite("扫描件的画面")
struct ScanTests {
  enum Page: String, CaseIterable, Sendable {
    case attach, scans, dossierScans

    func open(_ size: Size = Size(columns: 80, rows: 24)) throws -> ScreenDriver {
      var driver = ScreenDriver(MadeUpHall.clerk, size: size)
      try driver.page("d2", "employmentAid", .attach)
      if self == .attach { return driver }
      try driver.press("1/media/proof.pdf<Enter>")
      if self == .scans { try driver.choose(.scans) }
      return driver
    }
  }

  @Test("画面与记录的图样一致", arguments: Page.allCases)
  func golden(_ page: Page) throws {
    for size in [Size(columns: 80, rows: 24), Size(columns: 132, rows: 43)] {
      try Golden.check(try page.open(size).desk.canvas, page.rawValue)
    }
  }

  @Test("N0-11 附扫描件：选材料、写路径；材料清单里写明种类、大小、散列、谁、何时")
  func attach() throws {
    let driver = try Page.dossierScans.open()
    #expect(
      driver.effects.contains {
        if case .attach("d2", _, "/media/proof.pdf") = $0 { true } else { false }
      })
    #expect(driver.message.contains("已附上"))
    var page = driver
    page.press(.right)
    #expect(page.text.contains("扫描件 PDF 1.2 MB aaaaaaaa") || driver.text.contains("扫描件 PDF"))
  }

  @Test("只选材料或只写路径，都不附")
  func incomplete() throws {
    for keys in ["1<Enter>", "/media/proof.pdf<Enter>", "<Enter>"] {
      var driver = try Page.attach.open()
      try driver.press(keys)
      #expect(!driver.effects.contains { if case .attach = $0 { true } else { false } }, "\(keys)")
    }
  }

  @Test("看扫描件：没有桌面就说文件在哪里；写了原因的是作废，不打开")
  func look() throws {
    var driver = try Page.scans.open()
    try driver.press("1<Enter>")
    #expect(driver.text.contains("扫描件在：") && driver.text.contains("/blobs/aa/aaaa.pdf"))
    driver = try Page.scans.open()
    try driver.press("1附错了人<Enter>")
    guard case .detach(_, let hash, let reason)? = driver.acts.last else {
      Issue.record("nothing was voided")
      return
    }
    #expect(hash.hasPrefix("aaaa") && reason == "附错了人")
    #expect(driver.dossier("d2")?.scans.isEmpty == true)
  }

  @Test("没有打开办件、没有材料、没有扫描件时说明原因")
  func reasons() throws {
    var driver = ScreenDriver(MadeUpHall.clerk)
    try driver.choose(.attach)
    #expect(driver.message.contains("先打开一件办件"))
    try driver.page("d3", "benefit", .attach)
    #expect(driver.message.contains("没有材料"))
    try driver.choose(.scans)
    #expect(driver.message.contains("没有扫描件"))
    var reviewer = ScreenDriver(MadeUpHall.reviewer)
    try reviewer.press("<Enter>")
    try reviewer.choose(.attach)
    #expect(reviewer.message.contains("不收材料"))
  }
}

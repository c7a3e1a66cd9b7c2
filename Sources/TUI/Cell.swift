/// One place of the screen (单元格): 8 bytes, so that a screen compares fast.
package struct Cell: Equatable, Sendable {
  /// The scalar to draw; never a control, a mark or private use.
  package internal(set) var scalar: UInt32
  package internal(set) var style: Style
  /// 1 or 2 columns, or 0: the right half of the wide character before it.
  package internal(set) var width: UInt8
  /// Which of the canvas's mark lists is drawn over `scalar`; 0 for none.
  package internal(set) var marks: UInt16

  init(_ scalar: UInt32, _ style: Style, width: UInt8) {
    self.scalar = scalar
    self.style = style
    self.width = width
    marks = 0
  }

  static func blank(_ style: Style) -> Cell { Cell(0x20, style, width: 1) }
}

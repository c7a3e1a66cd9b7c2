/// Characters that nobody can see (不可见字符): the one table of them, for every
/// text that comes in and for everything that is drawn.
///
/// Blanks (general category Zs) are not among them, they are seen as a space;
/// nor are the variation selectors that a Han character or a symbol may carry
/// (`isVariationSelector`), which whoever reads a text judges by what stands
/// before them.
///
/// A table of ours rather than the standard library's properties: counters and
/// central of different versions must agree about every operation.
/// Source: Unicode 17, DerivedCoreProperties.txt (Default_Ignorable_Code_Point,
/// its reserved ranges included) and UnicodeData.txt (Cc, Cf, Zl, Zp); besides,
/// letters and symbols whose glyph is empty.
package enum Invisible {
  package static func contains(_ scalar: Unicode.Scalar) -> Bool {
    let value = scalar.value
    // What nearly every text is made of.
    if value >= 0x20, value < 0x7F { return false }
    if value >= 0x3400, value < 0xD800 { return false }
    switch value {
    case 0x00...0x1F, 0x7F...0x9F: return true  // C0, DEL, C1
    case 0xAD, 0x034F: return true  // soft hyphen, grapheme joiner
    case 0x0600...0x0605, 0x061C, 0x06DD, 0x070F, 0x0890...0x0891, 0x08E2: return true
    case 0x115F...0x1160, 0x3164, 0xFFA0: return true  // Hangul fillers
    case 0x17B4...0x17B5: return true  // Khmer inherent vowels
    case 0x180B...0x180F: return true  // Mongolian selectors and vowel separator
    case 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F: return true
    case 0x2800: return true  // Braille blank
    case 0xFDD0...0xFDEF: return true  // noncharacters
    case 0xFEFF, 0xFFF0...0xFFFC: return true  // byte order mark, annotations, object
    case 0x110BD, 0x110CD, 0x13430...0x1343F, 0x13441...0x13442, 0x16FE4: return true
    case 0x1BCA0...0x1BCA3, 0x1D159, 0x1D173...0x1D17A: return true
    case 0xE0000...0xE0FFF: return !isVariationSelector(scalar)  // tags and their plane
    default: return value & 0xFFFE == 0xFFFE  // noncharacters
    }
  }

  /// VS1 to VS256 (异体字选择符): they choose a glyph of the character before
  /// them and are nothing by themselves.
  package static func isVariationSelector(_ scalar: Unicode.Scalar) -> Bool {
    (0xFE00...0xFE0F).contains(scalar.value) || (0xE0100...0xE01EF).contains(scalar.value)
  }
}

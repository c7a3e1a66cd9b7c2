/// An identity card of a made-up person (虚构的身份证), as its chip's text record.
package struct MadeUpCard: Sendable {
  package var name = "张示例"
  package var sex = "1"
  package var ethnicity = "03"
  package var birth = "19900307"
  package var address = "示例区示例街道示例路88号"
  package var number = "640104199003070014"
  package var authority = "示例市公安局示例分局"
  package var validFrom = "20200101"
  package var validUntil = "20400101"
  package var reserved = ""
  package var padding: UInt16 = 0x20

  package init() {}

  /// 256 bytes, whatever the parts hold.
  package var bytes: [UInt8] {
    let parts = [
      (name, 15), (sex, 1), (ethnicity, 2), (birth, 8), (address, 35), (number, 18),
      (authority, 15), (validFrom, 8), (validUntil, 8), (reserved, 18),
    ]
    return parts.flatMap { text, count -> [UInt8] in
      let units = Array(text.utf16.prefix(count))
      let padded = units + [UInt16](repeating: padding, count: count - units.count)
      return padded.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
    }
  }

  /// Another made-up person.
  package static var other: MadeUpCard {
    var card = MadeUpCard()
    card.name = "李示例"
    card.sex = "2"
    card.ethnicity = "01"
    card.birth = "19880512"
    card.address = "示例县示例镇示例村1组"
    card.number = "640105198805120222"
    return card
  }
}

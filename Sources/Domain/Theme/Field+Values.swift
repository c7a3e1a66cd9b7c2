extension Field {
  /// The value that another answer proves; nil when the field is not derived,
  /// or the number it comes from is no valid citizen number.
  ///
  /// While it is not nil, the field is read-only. A division is derived as the
  /// six digits of the number, which may be an abolished one.
  package func derivedValue(_ facts: Facts) -> String? {
    guard case .derived(let from, let part) = source,
      let number = try? IdentityNumber(facts.text(from), today: facts.today)
    else { return nil }
    switch part {
    case .sex: return number.sex == .male ? "1" : "2"  // GB/T 2261.1
    case .birth: return number.born.description
    case .age: return String(Age.years(born: number.born, on: facts.today))
    case .division: return number.householdDivision
    }
  }

  /// What the field holds before anybody types; nil for an empty field.
  package func initialValue(_ facts: Facts, hallDivision: String) -> String? {
    switch source {
    case nil: nil
    case .derived: derivedValue(facts)
    case .literal(let value): value
    case .hallDivision: hallDivision
    case .today: facts.today.description
    }
  }

  /// How an answer is shown and printed: texts of codes, 是 and 否, masked when
  /// asked for.
  package func shown(_ value: String, _ book: CodeBook, masked: Bool = false) -> String {
    if value.isEmpty { return "" }
    if masked, isSensitive { return "（已隐去）" }
    switch kind {
    case .code(let table), .codes(let table):
      return value.split(separator: ",").map { code in
        book.table(table)?.text(String(code)) ?? String(code)
      }.joined(separator: "、")
    case .division:
      return book.region.division(value)?.name ?? "\(value)（本地区外）"
    case .yesNo, .promise: return value == "1" ? "是" : "否"
    case .number(_, _, let unit): return value + unit
    case .identityNumber: return masked ? Mask.number(value) : value
    case .phone: return masked ? Mask.phone(value) : value
    case .name: return masked ? Mask.name(value) : value
    case .text, .creditCode, .date, .address: return value
    }
  }
}

/// What a typed text is for a field (录入结果).
package enum FieldEntry: Equatable, Sendable {
  /// The canonical answer, and what a clerk should look at again.
  case value(String, doubts: [String])
  /// Several entries fit; the clerk chooses one.
  case ambiguous([CodeTable.Entry])
  /// Says what was found and what is allowed.
  case refused(String)
}

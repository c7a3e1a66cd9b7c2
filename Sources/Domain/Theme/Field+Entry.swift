extension Field {
  /// The way from typed text to the canonical answer; an empty text is the
  /// empty answer. A canonical answer stays as it is.
  ///
  /// - Parameter facts: with the row, inside a repeated section.
  package func normalised(_ typed: String, _ facts: Facts, _ book: CodeBook) -> FieldEntry {
    let text = Typed.trimmed(typed)
    if text.isEmpty { return .value("", doubts: []) }
    if let hidden = SafeText.finding(in: typed) {
      return .refused("\(label)\(hidden.message)")
    }
    switch kind {
    case .text(let maximum): return plain(typed, maximum)
    case .address: return plain(typed, Limits.address.characters)
    case .name: return name(typed)
    case .identityNumber(let kindField):
      return identity(text, kindField.map(facts.text) ?? "", facts.today)
    case .creditCode:
      do { return .value(try CreditCode(text).text, doubts: []) } catch {
        return .refused("\(label)：\(error.message)")
      }
    case .phone:
      // A form that asks for the kind of document takes people from outside, too.
      let isForAll = !facts.text("idKind").isEmpty
      do { return .value(try Phone(text, isForAll: isForAll).text, doubts: []) } catch {
        return .refused("\(label)：\(error.message)")
      }
    case .date(let range): return date(text, range, facts.today)
    case .number(let minimum, let maximum, let unit):
      return number(text, minimum...maximum, unit)
    case .code(let table): return code(text, book.table(table), table)
    case .codes(let table): return codes(text, book.table(table), table)
    case .division: return division(text, book.region)
    case .yesNo: return yesNo(text)
    case .promise:
      return yesNo(text) == .value("1", doubts: [])
        ? .value("1", doubts: []) : .refused("\(label)只能由申请人确认（1 是）；不确认不能受理")
    }
  }

  // MARK: Text

  private func plain(_ typed: String, _ maximum: Int) -> FieldEntry {
    // Full-width digits in an address are put right, Chinese marks are kept.
    let isBlank = { (scalar: Unicode.Scalar) in Typed.isBlank(scalar) || scalar == "\t" }
    let start = typed.unicodeScalars.drop(while: isBlank)
    let end = start.lastIndex { !isBlank($0) } ?? start.startIndex
    let text = String(start[...end])
    guard text.count <= maximum else {
      return .refused("\(label)有\(text.count)个字符，最多\(maximum)个")
    }
    return .value(text, doubts: [])
  }

  private func name(_ typed: String) -> FieldEntry {
    do {
      let name = try PersonName(typed)
      return .value(
        name.text, doubts: name.isOdd ? ["\(label)“\(name.text)”含数字、标点或符号，请核对"] : [])
    } catch {
      return .refused("\(label)：\(error.message)")
    }
  }

  private func yesNo(_ text: String) -> FieldEntry {
    switch text.lowercased() {
    case "1", "是", "y", "s", "shi", "√": .value("1", doubts: [])
    case "0", "2", "否", "n", "f", "fou", "×": .value("0", doubts: [])
    default: .refused("\(label)“\(text)”看不懂，1 是，0 否")
    }
  }

  // MARK: Numbers

  /// Numbers by the kind of document.
  /// Source of the codes: GA/T 2000.156 (table `idKind`).
  private func identity(_ text: String, _ documentKind: String, _ today: Day) -> FieldEntry {
    do {
      switch documentKind {
      case "", "111", "112", "830": return resident(text, documentKind, today)
      case "511": return permit(try TravelPermit(text, kind: .taiwan))
      case "516": return permit(try TravelPermit(text, kind: .hongKongMacao))
      case "553":
        if Typed.compact(text).hasPrefix("9") { return resident(text, documentKind, today) }
        return permit(try TravelPermit(text, kind: .foreignResident))
      default:
        let number = Typed.code(text)
        let isPlain = number.utf8.allSatisfy {
          (48...57).contains($0) || (65...90).contains($0)
        }
        guard isPlain, (5...30).contains(number.utf8.count) else {
          return .refused("\(label)“\(text)”不是证件号码，应为5至30位字母或数字")
        }
        return .value(number, doubts: ["\(label)：本机不能校验此类号码，请与证件核对"])
      }
    } catch {
      return .refused("\(label)：\(error.message)")
    }
  }

  /// Numbers of 18 characters. A foreigner's under the kind of the citizens' card
  /// would pass by what a theme asks of the kind.
  private func resident(_ text: String, _ documentKind: String, _ today: Day) -> FieldEntry {
    let number: IdentityNumber
    do { number = try IdentityNumber(text, today: today) } catch {
      return .refused("\(label)：\(error.message)")
    }
    var doubts = number.warnings.map { "\(label)：\($0.text)" }
    if number.kind == .foreignResident, documentKind != "553" {
      let message = "\(label)：9开头的是外国人永久居留身份证的号码"
      if !documentKind.isEmpty { return .refused("\(message)，请先改证件类型为553") }
      doubts.append("\(message)，请与证件核对")
    }
    return .value(number.text, doubts: doubts)
  }

  private func permit(_ permit: TravelPermit) -> FieldEntry {
    .value(permit.text, doubts: permit.warning.map { ["\(label)：\($0.text)"] } ?? [])
  }

  private func number(_ text: String, _ range: ClosedRange<Int>, _ unit: String) -> FieldEntry {
    guard let value = Int(text.filter { $0 != "," }), range.contains(value) else {
      return .refused(
        "\(label)“\(text)”不可用，应为\(range.lowerBound)至\(range.upperBound)的整数"
          + (unit.isEmpty ? "" : "（\(unit)）"))
    }
    return .value(String(value), doubts: [])
  }

  private func date(_ text: String, _ range: DateRange, _ today: Day) -> FieldEntry {
    let day: Day
    do { day = try DateEntry.day(text, today: today) } catch {
      return .refused("\(label)：\(error.message)")
    }
    switch range {
    case .pastOrToday where day > today: return .refused("\(label)\(day)晚于今天（\(today)），只能是今天或以前")
    case .futureOrToday where day < today: return .refused("\(label)\(day)早于今天（\(today)），只能是今天或以后")
    default: return .value(day.description, doubts: [])
    }
  }

  // MARK: Codes

  private func code(_ text: String, _ table: CodeTable?, _ name: String) -> FieldEntry {
    guard let table else { return .refused("\(label)：本机没有代码表“\(name)”，请联系管理员") }
    if let entry = table.entry(text) { return .value(entry.code, doubts: []) }
    let found = table.matches(text)
    if let first = found.first, found.count == 1 { return .value(first.code, doubts: []) }
    if let exact = found.first(where: { $0.text == text }) { return .value(exact.code, doubts: []) }
    if found.isEmpty {
      let some = table.entries.prefix(4).map { "\($0.code) \($0.text)" }.joined(separator: "、")
      return .refused("\(label)“\(text)”在\(table.title)中没有，可录代码、汉字、首字母或全拼，如 \(some)")
    }
    return .ambiguous(found)
  }

  private func codes(_ text: String, _ table: CodeTable?, _ name: String) -> FieldEntry {
    var codes: [String] = []
    for part in text.split(whereSeparator: { ",，、; ".contains($0) }) {
      switch code(String(part), table, name) {
      case .value(let code, _): if !codes.contains(code) { codes.append(code) }
      case let other: return other
      }
    }
    // The order of the table, so that equal choices are equal answers.
    let order = table?.entries.map(\.code) ?? []
    return .value(order.filter(codes.contains).joined(separator: ","), doubts: [])
  }

  private func division(_ text: String, _ region: Region) -> FieldEntry {
    if let division = region.division(text) { return .value(division.code, doubts: []) }
    if text.utf8.count == 6, text.utf8.allSatisfy({ (48...57).contains($0) }) {
      let isLocal = region.divisions.contains { $0.code.prefix(2) == text.prefix(2) }
      return .value(
        text, doubts: isLocal ? ["\(label)\(text)不是现行区划代码，请核对"] : [])
    }
    let query = text.lowercased()
    let found = region.divisions.filter {
      $0.name.has(text) || $0.initials.hasPrefix(query)
        || (text.utf8.count < 6 && $0.code.hasPrefix(text))
    }
    switch found.count {
    case 0: return .refused("\(label)“\(text)”不是本地区区划，可录名称、首字母或六位代码（区外只录代码）")
    case 1: return .value(found[0].code, doubts: [])
    default:
      return .ambiguous(
        found.map {
          CodeTable.Entry(code: $0.code, text: $0.name, pinyin: $0.initials, initials: $0.initials)
        })
    }
  }
}

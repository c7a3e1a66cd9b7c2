import Domain
import Ledger
import TUI

/// The items of the form that one person's card fills (读卡对象).
struct CardPerson: Equatable, Sendable {
  let number: FormItem
  let name: FormItem?
  let idKind: FormItem?
  let ethnicity: FormItem?
  let address: FormItem?

  var items: [FormItem] { [number] + [name, idKind, ethnicity, address].compactMap { $0 } }
}

/// A card, and whose fields it was read for.
struct CardForPerson: Equatable, Sendable {
  let record: CardRecord
  let person: CardPerson
}

/// Something to look at while an item holds what a card said (读卡提醒).
struct CardNote: Equatable, Sendable {
  let item: FormItem
  let value: String
  let words: String
  /// Whether what the person's last dossier says goes before it.
  var yields = false
}

/// A field where a card and the form differ (卡面不同).
struct CardDifference: Equatable, Sendable {
  let label: String
  let filled: String
  let onCard: String
}

extension FormState {
  /// Whose card is read where the caret stands; nil where the form asks for
  /// nobody's number.
  func cardPerson(_ context: FormContext) -> CardPerson? {
    var (section, row, field) = ("", Int?.none, "")
    if case .field(let ownSection, let ownRow, let own) = focus {
      (section, row, field) = (ownSection, ownRow, own)
    }
    guard let fields = theme.person(section: section, field: field) else { return nil }
    func item(_ place: PersonFields.Place) -> FormItem {
      let isRow = theme.section(place.section)?.repeats != nil
      return .field(section: place.section, row: isRow ? row : nil, field: place.field)
    }
    return CardPerson(
      number: item(fields.number), name: fields.name.map(item), idKind: fields.idKind.map(item),
      ethnicity: fields.ethnicity.map(item), address: fields.address.map(item))
  }

  /// Fills in what a card says: everything that is still open, as if it had been
  /// typed. What was filled in otherwise stays until the clerk decides; of a card
  /// that seems to be somebody else's nothing is taken at all.
  mutating func take(_ read: CardForPerson, _ context: FormContext) -> CardTaking {
    let typed = touches(read.person) ? keep(context) : []
    card = read
    let differing = cardDifferences(context)
    guard !isOther(read, context) else {
      return CardTaking(filled: 0, differing: differing, isOther: true, effects: typed)
    }
    if differing.isEmpty { card = nil }
    let filled = fill(read, context, overwrites: false)
    return CardTaking(
      filled: filled.count, differing: differing, isOther: false, effects: typed + filled.effects)
  }

  /// The clerk has decided for the card.
  mutating func overwrite(_ context: FormContext) -> CardTaking {
    guard let read = card else { return CardTaking() }
    card = nil
    let filled = fill(read, context, overwrites: true)
    return CardTaking(
      filled: filled.count, differing: [], isOther: false, effects: filled.effects)
  }

  private mutating func fill(
    _ read: CardForPerson, _ context: FormContext, overwrites: Bool
  ) -> (count: Int, effects: [Effect]) {
    var effects: [Effect] = []
    var filled: [FormItem] = []
    // The clerk decides about what he sees.
    let shown = items(context)
    for (item, value) in said(by: read, context) {
      let isSame = value == self.value(item) && refused[item] == nil
      let isAgreed = overwrites && shown.contains(item)
      guard !isSame, isAgreed || isOpen(item, context) else { continue }
      if filled.isEmpty { remember() }
      effects += put(value, into: item, from: .card(read.record.number.text), context)
      filled.append(item)
    }
    note(read, filled, overwrites: overwrites)
    guard !filled.isEmpty else { return (0, []) }
    // The number may have decided the field under the caret, such as the sex.
    let isDecided = !outlined(context).reachable.contains(focus)
    if filled.contains(focus) || isDecided {
      let from = isDecided ? read.person.number : focus
      move(to: nextOpen(after: from, context), context)
    } else if entry.isFreshOrEmpty {
      refreshEntry(context)
    }
    let named = filled.first { !lookUp($0).isEmpty }
    return (filled.count, effects + (named.map(lookUp) ?? []))
  }

  /// What the review should mention.
  private mutating func note(_ read: CardForPerson, _ filled: [FormItem], overwrites: Bool) {
    let (record, person) = (read.record, read.person)
    cardNotes.removeAll { $0.item == person.number }
    if value(person.number) == record.number.text {
      cardNotes += record.warnings.map {
        CardNote(item: person.number, value: record.number.text, words: $0)
      }
    }
    guard let address = person.address, filled.contains(address) else { return }
    cardNotes.removeAll { $0.item == address }
    cardNotes.append(
      CardNote(
        item: address, value: value(address), words: "取自卡面的户籍住址，请核对是不是现住址",
        yields: !overwrites))
  }

  /// Canonical values of what the card says, for the fields that the form has, shown
  /// by now or not; the kind of document first, since the number is read by it.
  private func said(
    by read: CardForPerson, _ context: FormContext
  ) -> [(item: FormItem, value: String)] {
    let (record, person) = (read.record, read.person)
    let all = [
      (person.idKind, record.idKind), (person.number, record.number.text),
      (person.name, record.name), (person.ethnicity, record.ethnicity),
      (person.address, record.address),
    ]
    return all.compactMap { item, text in
      guard let item, !text.isEmpty, let (field, facts) = field(item, context) else { return nil }
      // The number is checked already, whatever kind of document stands there now.
      if item == person.number { return (item, text) }
      guard case .value(let value, _) = field.normalised(text, facts, context.book) else {
        return nil
      }
      return (item, value)
    }
  }

  /// Nothing stands in it, or only what stands there before anybody types.
  private func isOpen(_ item: FormItem, _ context: FormContext) -> Bool {
    guard refused[item] == nil, let (field, facts) = field(item, context) else { return false }
    let value = value(item)
    return value.isEmpty
      || value == field.initialValue(facts, hallDivision: context.division)
  }

  /// Where the card that waits for the clerk and the form differ now.
  func cardDifferences(_ context: FormContext) -> [CardDifference] {
    guard let card else { return [] }
    let shown = items(context)
    return said(by: card, context).compactMap { item, value in
      guard value != self.value(item), !isOpen(item, context), shown.contains(item),
        let (field, _) = field(item, context)
      else { return nil }
      return CardDifference(
        label: field.label,
        filled: isHidden(item, field)
          ? field.partlyShown(refused[item]?.text ?? self.value(item))
          : refused[item]?.text ?? field.shown(self.value(item), context.book),
        onCard: field.shown(value, context.book))
    }
  }

  /// Another number, or none yet and another name or kind of document.
  private func isOther(_ read: CardForPerson, _ context: FormContext) -> Bool {
    let person = read.person
    let said = said(by: read, context)
    func differs(_ item: FormItem?) -> Bool {
      guard let item, let value = said.first(where: { $0.item == item })?.value else {
        return false
      }
      return value != self.value(item) && !isOpen(item, context)
    }
    if !isOpen(person.number, context) { return differs(person.number) }
    return differs(person.name) || differs(person.idKind)
  }

  private func touches(_ person: CardPerson) -> Bool { person.items.contains(focus) }

  /// Whether the form still asks for this person: a row may be gone.
  func has(_ person: CardPerson, _ context: FormContext) -> Bool {
    items(context).contains { $0 == person.number || $0 == person.name }
  }

  /// Whether an answer came from a card and gives way to the person's last dossier.
  func yields(_ section: String, _ field: String) -> Bool {
    let item = FormItem.field(section: section, row: nil, field: field)
    return cardNotes.contains { $0.yields && $0.item == item && $0.value == value(item) }
  }

  func cardFindings(_ context: FormContext) -> [Finding] {
    let shown = items(context)
    return cardNotes.compactMap { note in
      guard case .field(let section, let row, let field) = note.item,
        value(note.item) == note.value, shown.contains(note.item)
      else { return nil }
      let label = theme.section(section)?.fields.first { $0.key == field }?.label ?? ""
      return Finding(
        .doubt, at: Finding.Place(section: section, row: row, field: field),
        "\(label)：\(note.words)")
    }
  }
}

/// What became of a card in the form (填卡结果).
struct CardTaking: Equatable, Sendable {
  var filled = 0
  var differing: [CardDifference] = []
  /// It seems to be somebody else's.
  var isOther = false
  var effects: [Effect] = []
}

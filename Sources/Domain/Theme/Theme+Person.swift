/// The fields of a form that a card can fill (身份字段): of the applicant, of
/// somebody beside him such as an agent, or of whoever a row is about.
package struct PersonFields: Equatable, Sendable {
  package struct Place: Equatable, Sendable {
    package let section: String
    package let field: String
  }

  package let number: Place
  package let name: Place?
  package let idKind: Place?
  package let ethnicity: Place?
  package let address: Place?
}

extension Theme {
  /// Whom a field is about; nil where nobody's number is asked for.
  package func person(section key: String, field: String) -> PersonFields? {
    guard let section = section(key) else { return applicantFields }
    if section.repeats != nil {
      guard let number = section.numberFields.first else { return applicantFields }
      return section.person(number, name: section.nameFields.first, among: [section])
    }
    for number in section.numberFields where number.key != Theme.applicantNumber {
      let name = section.name(beside: number)
      guard field == number.key || field == name?.key else { continue }
      return section.person(number, name: name, among: [])
    }
    return applicantFields
  }

  /// The key of the applicant's number in every form.
  private static let applicantNumber = "idNumber"

  private var applicantFields: PersonFields? {
    let plain = sections.filter { $0.repeats == nil }
    for section in plain {
      // An employer's number stands there, too, and is no person's.
      let numbers = section.numberFields
      guard let number = numbers.first(where: { $0.key == Theme.applicantNumber }) else { continue }
      return section.person(number, name: section.nameFields.first, among: plain)
    }
    return nil
  }
}

extension Section {
  var nameFields: [Field] { fields.filter { $0.kind == .name } }

  var numberFields: [Field] {
    fields.filter { if case .identityNumber = $0.kind { true } else { false } }
  }

  /// The name that a form asks for before a number.
  fileprivate func name(beside number: Field) -> Field? {
    fields.prefix { $0.key != number.key }.last { $0.kind == .name }
  }

  /// - Parameter sections: where the rest of what a card says may be asked for.
  fileprivate func person(
    _ number: Field, name: Field?, among sections: [Section]
  ) -> PersonFields {
    func place(_ fits: (Field) -> Bool) -> PersonFields.Place? {
      for section in sections {
        if let field = section.fields.first(where: fits) {
          return PersonFields.Place(section: section.key, field: field.key)
        }
      }
      return nil
    }
    var kindField: PersonFields.Place?
    if case .identityNumber(let key?) = number.kind {
      kindField = PersonFields.Place(section: self.key, field: key)
    }
    return PersonFields(
      number: PersonFields.Place(section: key, field: number.key),
      name: name.map { PersonFields.Place(section: key, field: $0.key) }, idKind: kindField,
      ethnicity: place { $0.kind == .code(table: "ethnicity") },
      address: place { $0.kind == .address })
  }
}

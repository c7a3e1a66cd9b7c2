import Domain

/// What an applicant can be found by (检索键), taken from the answers.
package struct SearchKeys: Equatable, Sendable {
  package var name: String
  package var idNumber: String
  package var phone: String
  /// For look-alikes: the same name and the same birth date.
  package var birth: Day?
  /// Readings of the name, most common first; each is its syllables without
  /// tones, in lower case: `["zhang", "san"]`.
  package var readings: [[String]]
  /// Household members, or the staff that an employer applies for (N3-26).
  package var others: [Person]

  /// Somebody who stands in a list of the form.
  package struct Person: Equatable, Sendable {
    package var name: String
    package var idNumber: String
    package var readings: [[String]]

    package init(name: String, idNumber: String, readings: [[String]] = []) {
      self.name = name
      self.idNumber = idNumber
      self.readings = readings
    }
  }

  package init(
    name: String = "", idNumber: String = "", phone: String = "", birth: Day? = nil,
    readings: [[String]] = [], others: [Person] = []
  ) {
    self.others = others
    self.name = name
    self.idNumber = idNumber
    self.phone = phone
    self.birth = birth
    self.readings = readings
  }
}

import Ledger
import MadeUp

/// 失业登记 of one person, as a clerk types it (录入脚本): one piece a field.
///
/// A piece knows whether a draft holds it already, so that a form that came
/// back after a crash can be gone on with.
package struct TypedDossier {
  package let idNumber: String
  package let name: String
  package let pieces: [Piece]

  package struct Piece: Sendable {
    /// Keys while the caret comes from the piece before.
    package let keys: String
    /// Keys when the form comes back with the caret on this field.
    package let keysOnReturn: String
    /// The answer that it leaves in the draft; several for a row.
    let key: String
    let expected: String

    init(_ keys: String, onReturn: String? = nil, _ key: String, _ expected: String) {
      self.keys = keys
      keysOnReturn = onReturn ?? keys
      self.key = key
      self.expected = expected
    }
  }

  package init(name: String, idNumber: String, phone: String) {
    self.idNumber = idNumber
    self.name = name
    let address = "示例路8号<Enter>"
    pieces = [
      // Numbers that a check proves go on by themselves.
      Piece(idNumber, "idNumber", idNumber),
      Piece(name + "<Enter>", "name", name),
      Piece(phone, "phone", phone),
      Piece("1", "question.need", "lost"),
      // Enter goes past the matters and what has a first value.
      Piece("<Enter>" + address, onReturn: address, "homeAddress", "示例路8号"),
      Piece("2", "education", "2"),
      Piece("2", "unemploymentReason", "2"),
      Piece("-30<Enter>", "unemploymentDate", ""),
      Piece("导购<Enter>", "wishOccupation", ""),
      Piece("4000<Enter>", "wishWage", "4000"),
      Piece("PX001<Enter>", "trainingCourse", "PX001"),
      Piece("1", "declaration", "1"),
      Piece("示例厂<Enter>", "formerEmployer", "示例厂"),
    ]
  }

  package init(of person: Person) {
    self.init(name: person.name, idNumber: person.idNumber, phone: person.phone)
  }

  package static let submit = "<F9><F9>"

  /// What stands in a draft for a piece; nil when nothing does.
  private func found(_ piece: Piece, in draft: Draft) -> String? {
    // Choices and the matters of the form are one row of their own.
    let rows =
      draft.answers[rows: "jobWishes"] + draft.answers[rows: "trainingWishes"]
      + draft.choices[rows: "form"]
    let text = draft.answers[text: piece.key] + rows.compactMap { $0[piece.key] }.joined()
    return text.isEmpty ? nil : text
  }

  /// The pieces that a draft does not hold yet.
  package func rest(after draft: Draft?) -> [String] {
    guard let draft else { return pieces.map(\.keys) }
    let rest = pieces.drop { found($0, in: draft) != nil }
    return rest.prefix(1).map(\.keysOnReturn) + rest.dropFirst().map(\.keys)
  }

  /// What is wrong with a draft that a killed program left: an answer that was
  /// never typed, or a hole before one that is there.
  package func problem(of draft: Draft) -> String? {
    var hole: String?
    for piece in pieces {
      guard let text = found(piece, in: draft) else {
        hole = hole ?? piece.key
        continue
      }
      if let hole { return "\(piece.key) is in the draft, \(hole) before it is not" }
      if !piece.expected.isEmpty, text != piece.expected {
        return "\(piece.key) is \(text), typed was \(piece.expected)"
      }
    }
    return nil
  }
}

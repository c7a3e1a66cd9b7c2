/// How much may stand in a text that comes in (文字上限).
///
/// Counted in characters as people see them. One of these may be a base with any
/// number of marks on it, so the scalars are bounded, too; and bytes are looked at
/// first, so that asking costs no more than the limit, however long the text is.
package struct TextLimit: Hashable, Sendable {
  package let characters: Int

  package init(_ characters: Int) { self.characters = characters }

  /// A letter with four marks is five; emoji with a skin tone, flags and the
  /// characters of GB 18030 with a variation selector are fewer.
  private static let scalarsOfOne = 5
  private static let bytesOfOne = 4

  package func holds(_ text: some StringProtocol) -> Bool {
    let most = characters * TextLimit.scalarsOfOne
    return text.utf8.count <= most * TextLimit.bytesOfOne && text.unicodeScalars.count <= most
      && text.count <= characters
  }
}

/// The one table of limits (上限表): of every text, list and number that enters,
/// by typing, paste, card, pack, operation, or the requests of other systems.
///
/// Whatever works on texts and lists relies on it: what is longer never comes as
/// far as a store or a screen.
package enum Limits {
  // MARK: Texts

  /// Of a person, and of an account. Source: 民委发〔2016〕33号 (at least 50).
  package static let name = TextLimit(50)
  /// Titles of themes, matters, materials, registers, halls: the longest text that a
  /// pack may show in one piece.
  package static let title = TextLimit(400)
  /// Of a hall, as it stands on papers and in the top bar.
  package static let hallTitle = TextLimit(60)
  /// Number or name of a counter, as the board calls it.
  package static let counter = TextLimit(16)
  /// An answer of a form: the longest text that a pack may ask for.
  package static let answer = TextLimit(1000)
  package static let address = TextLimit(100)
  /// A reason, an opinion, a note: half a page of a notice.
  package static let words = TextLimit(500)
  /// A number of a document, a phone, a date, a code before it is looked up: the
  /// longest of them, a foreign document's number, has 30.
  package static let number = TextLimit(60)
  /// What is searched for: a name is the longest.
  package static let query = TextLimit(50)
  /// A path or an address of central.
  package static let path = TextLimit(400)
  /// A line of a timeline, which may list the titles of matters that joined.
  package static let event = TextLimit(8_000)
  /// Of a department's or a portal's system: its own number of a request.
  package static let reference = TextLimit(64)

  /// Bytes of an id or a key: 36 of a UUID, and what older ones had.
  package static let key = 64

  // MARK: Lists

  /// Matters of one dossier: the largest theme has fourteen.
  package static let matters = 60
  /// Materials of one dossier: five a matter, and those that all need.
  package static let materials = 200
  /// Answers of one form, and cells of one row.
  package static let answers = 500
  /// Days ahead for which an appointment can be made.
  package static let bookingDays = 400
  /// Rows of one list. Source: the largest maximum that a pack may give.
  package static let rows = 99
  /// Steps of one matter, departments that help, departments of an account.
  package static let departments = 60
  /// Pauses of one clock: every correction and every special procedure is one.
  package static let pauses = 200
  /// Items of one request for corrections; scans, papers and services of a dossier.
  package static let items = 1_000
  /// Lines of the timeline of a dossier: ten a working day for two years. It is kept
  /// whole in one row, which every change writes anew.
  package static let events = 5_000
  /// Figures of one month's report: kinds by themes by matters.
  package static let figures = 5_000

  // MARK: Numbers

  /// Copies of one paper or one material.
  package static let copies = 999
  /// Places of one slot of appointments.
  package static let places = 9_999

  // MARK: Lines

  /// Bytes of one line of a log. A household of 99 with every cell full has 300,000.
  package static let line = 1 << 20
}

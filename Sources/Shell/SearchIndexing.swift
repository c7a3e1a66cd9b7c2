import Domain
import Ledger
import Packs

/// What a dossier is found by (检索键), with the readings of the names.
///
/// The tables of readings are read when the first name needs them.
final class SearchIndexing {
  private let assets: Assets
  private lazy var pinyin: Pinyin? = try? assets.pinyin()
  /// Which fields of a list are names and numbers; set before the first
  /// dossier is written.
  private var themes: [String: Theme] = [:]

  init(_ assets: Assets) { self.assets = assets }

  func follow(_ catalogue: Catalogue) {
    for theme in catalogue.versions { themes[theme.key] = theme }
  }

  func keys(_ theme: String, _ answers: Answers) -> SearchKeys {
    let name = answers[text: "name"]
    let others = themes[theme]?.people(in: answers) ?? []
    return SearchKeys(
      name: name, idNumber: answers[text: "idNumber"], phone: answers[text: "phone"],
      birth: Day(answers[text: "birth"]), readings: readings(name),
      others: others.map {
        SearchKeys.Person(name: $0.name, idNumber: $0.idNumber, readings: readings($0.name))
      })
  }

  private func readings(_ name: String) -> [[String]] { pinyin?.spellings(of: name) ?? [] }
}

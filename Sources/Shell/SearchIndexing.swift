import Domain
import Ledger

/// What an applicant is found by (检索键), with the readings of the name.
///
/// The tables of readings are read when the first name needs them.
final class SearchIndexing {
  private let assets: Assets
  private lazy var pinyin: Pinyin? = try? assets.pinyin()

  init(_ assets: Assets) { self.assets = assets }

  func keys(_ answers: Answers) -> SearchKeys {
    let name = answers[text: "name"]
    return SearchKeys(
      name: name, idNumber: answers[text: "idNumber"], phone: answers[text: "phone"],
      birth: Day(answers[text: "birth"]), readings: pinyin?.spellings(of: name) ?? [])
  }
}

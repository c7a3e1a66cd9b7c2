import Domain
import Ledger

/// What start-up read for this counter: packs, days and words (规则).
package struct Rulebook: Sendable {
  package let catalogue: Catalogue
  package let calendar: WorkCalendar
  package let notices: [NoticeKind: NoticeTemplate]
  /// The region packs of this machine, to choose from at the first start.
  package let regions: CodeTable

  package init(
    catalogue: Catalogue, calendar: WorkCalendar, notices: [NoticeKind: NoticeTemplate],
    regions: CodeTable? = nil
  ) {
    self.catalogue = catalogue
    self.calendar = calendar
    self.notices = notices
    let own = CodeTable.Entry(
      code: catalogue.region.key, text: catalogue.region.title, pinyin: "", initials: "")
    self.regions = regions ?? CodeTable(key: "regions", title: "地区", source: "", entries: [own])
  }

  /// The same rules, with what is accepted on a day.
  package func on(_ day: Day) -> Rulebook {
    Rulebook(
      catalogue: catalogue.on(day), calendar: calendar, notices: notices, regions: regions)
  }

  package var region: Region { catalogue.region }
  package var book: CodeBook { catalogue.book }

  package func departmentName(_ key: String) -> String {
    region.department(key)?.short ?? key
  }

  /// With its county's name where that is another one: 西夏区就业.
  func officeName(_ department: String, of division: String, from own: String?) -> String {
    let county = division == own ? "" : region.division(division)?.name ?? division
    return county + departmentName(department)
  }
}

import Domain
import Ledger

/// What start-up read for this counter: packs, days and words (规则).
package struct Rulebook: Sendable {
  package let catalogue: Catalogue
  package let calendar: WorkCalendar
  package let notices: [NoticeKind: NoticeTemplate]

  package init(
    catalogue: Catalogue, calendar: WorkCalendar, notices: [NoticeKind: NoticeTemplate]
  ) {
    self.catalogue = catalogue
    self.calendar = calendar
    self.notices = notices
  }

  package var region: Region { catalogue.region }
  package var book: CodeBook { catalogue.book }

  package func departmentName(_ key: String) -> String {
    region.department(key)?.short ?? key
  }
}

import Domain
import Ledger

/// What start-up read for this counter: packs, days and words (规则).
package struct Rulebook: Sendable {
  package let catalogue: Catalogue
  package let calendar: WorkCalendar
  package let notices: [NoticeKind: NoticeTemplate]
  /// Classes that are pushed by training wishes; nil where the region has none.
  package let training: TrainingDirectory?

  package init(
    catalogue: Catalogue, calendar: WorkCalendar, notices: [NoticeKind: NoticeTemplate],
    training: TrainingDirectory? = nil
  ) {
    self.catalogue = catalogue
    self.calendar = calendar
    self.notices = notices
    self.training = training
  }

  package var region: Region { catalogue.region }
  package var book: CodeBook { catalogue.book }

  package func departmentName(_ key: String) -> String {
    region.department(key)?.short ?? key
  }
}

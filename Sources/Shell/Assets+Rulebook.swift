import Desk
import Domain
import Machine
import Packs

extension Assets {
  /// Everything that the desk goes by, in a region.
  func rulebook(
    region: String, calendar: WorkCalendar
  ) throws(ProgramError) -> Rulebook {
    Rulebook(
      catalogue: try catalogue(region: region), calendar: calendar, notices: try notices(),
      regions: try regionTable)
  }
}

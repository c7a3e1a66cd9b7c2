import Desk
import Domain
import Machine
import Packs

extension Assets {
  func rules(_ region: String, division: String) throws(ProgramError) -> Rulebook {
    try rulebook(region: region, division: division, calendar: calendar(region: region))
  }

  /// Everything that the desk goes by, in a region and a division of it.
  func rulebook(
    region: String, division: String, calendar: WorkCalendar
  ) throws(ProgramError) -> Rulebook {
    Rulebook(
      catalogue: try catalogue(region: region, division: division), calendar: calendar,
      notices: try notices(),
      regions: try regionTable)
  }
}

import Domain
import Ledger
import Testing

@Suite("营业日")
struct BusinessDayTests {
  private let day = Day(number: 20_600)
  private func at(_ day: Day, _ hour: Int) -> Instant {
    Instant(milliseconds: day.number * 86_400_000 + (hour - 8) * 3_600_000)
  }

  @Test(
    "First aid 10: a day that was begun goes on at the clock's time of day while the clock shows an earlier one"
  )
  func setBack() {
    let begun = BusinessDay(begun: day)
    for days in [1, 30, 2_000] {
      let wall = at(day.adding(-days), 10)
      #expect(begun.moment(wall) == at(day, 10))
      #expect(begun.refused(wall) == day.adding(-days))
    }
    for days in [0, 1, 40] {
      let wall = at(day.adding(days), 0)
      #expect(begun.moment(wall) == wall && begun.refused(wall) == nil)
    }
    #expect(BusinessDay().moment(at(day, 3)) == at(day, 3))
  }

  @Test("First aid 10: the day goes back only when a second witness says that the clock is right")
  func follow() {
    var begun = BusinessDay(begun: day.adding(400))
    let wall = at(day, 9)
    #expect(begun.moment(wall).day == day.adding(400))
    let follows = [wall, wall, at(day.adding(1), 9)].map { begun.follow($0) }
    #expect(follows == [true, false, false])
    #expect(begun.moment(wall) == wall && begun.refused(wall) == nil)
    #expect(begun.begun == day)
  }
}

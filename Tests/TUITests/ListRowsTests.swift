import TUI
import Testing

@Suite("The rows of a short list")
struct ListRowsTests {
  struct Person: Identifiable, Equatable {
    let id: String
    var waits = 0
  }

  @Test("The chosen row stays chosen when the rows come anew, moved and changed")
  func follows() {
    var list = ListRows<Person>()
    list.receive([Person(id: "a"), Person(id: "b"), Person(id: "c")])
    list.press(.down, height: 10)
    #expect(list.selected?.id == "b")
    list.receive([Person(id: "c"), Person(id: "a"), Person(id: "n"), Person(id: "b", waits: 2)])
    #expect(list.selected == Person(id: "b", waits: 2))
  }

  @Test("In a list that is opened anew, a chosen row that is gone leaves another one chosen")
  func gone() {
    var list = ListRows<Person>()
    #expect(list.selected == nil)
    list.press(.down, height: 10)
    list.receive([Person(id: "a"), Person(id: "b")])
    list.press(.down, height: 10)
    list.reopen()
    list.receive([Person(id: "a")])
    #expect(list.selected?.id == "a")
    list.reopen()
    list.receive([])
    #expect(list.selected == nil)
  }
}

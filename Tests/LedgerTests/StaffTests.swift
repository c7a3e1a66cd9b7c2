import Domain
import JSON
import Ledger
import Testing

@Suite("人员规则")
struct StaffTests {
  private let hall = [
    Account(key: "s", name: "主管", role: .supervisor), Account(key: "c", name: "窗口", role: .clerk),
    Account(key: "d", name: "系统", role: .reviewer, isSystem: true),
  ]

  private func problem(
    _ new: Account, over before: Account?, by role: Role, _ key: String = "x",
    among hall: [Account]? = nil
  ) -> StaffProblem? {
    Staff.objection(to: new, over: before, by: (key, role), among: hall ?? self.hall)
  }

  @Test(
    "First aid 12: a supervisor makes every role but 管理员; others make none",
    arguments: Role.allCases)
  func making(actor: Role) {
    for role in Role.allCases {
      let mayMake = (actor == .supervisor || actor == .admin) && role != .admin
      let new = Account(key: "new", name: "新", role: role)
      #expect((problem(new, over: nil, by: actor) == nil) == mayMake)
      // The same for letting in, letting out and giving another role.
      var out = new
      out.isActive = false
      #expect((problem(out, over: new, by: actor, among: hall + [new]) == nil) == mayMake)
      #expect((problem(new, over: out, by: actor, among: hall + [out]) == nil) == mayMake)
      let clerk = Account(key: "new", name: "新", role: .clerk)
      // What changes nothing is nobody's harm.
      let mayTurn = mayMake || role == .clerk
      #expect((problem(new, over: clerk, by: actor, among: hall + [clerk]) == nil) == mayTurn)
    }
  }

  @Test("First aid 19: the last supervisor in work stays, whoever asks")
  func last() {
    var out = hall[0]
    out.isActive = false
    let clerk = Account(key: "s", name: "主管", role: .clerk)
    for role in [Role.supervisor, .admin] {
      for after in [out, clerk] {
        #expect(problem(after, over: hall[0], by: role) == .lastSupervisor)
        let other = Account(key: "s2", name: "主管", role: .supervisor)
        #expect(problem(after, over: hall[0], by: role, among: hall + [other]) == nil)
        var gone = other
        gone.isActive = false
        #expect(problem(after, over: hall[0], by: role, among: hall + [gone]) == .lastSupervisor)
      }
    }
    #expect(problem(out, over: hall[0], by: .supervisor, "s") == .own)
  }

  @Test("A department's computer is nobody's of the hall")
  func system() {
    var out = hall[2]
    out.isActive = false
    #expect(problem(out, over: hall[2], by: .supervisor) == .system)
    let new = Account(key: "n", name: "n", role: .clerk, isSystem: true)
    #expect(problem(new, over: nil, by: .supervisor) == .system)
    #expect(!Staff.isEmpty(hall))
    #expect(Staff.isEmpty([hall[2]]) && Staff.isEmpty([]))
  }

  @Test("Marks of passphrases are written as they are read, and are over at their time")
  func marks() throws {
    let until = Instant(milliseconds: 1_900_000_000_000)
    let mark = PassphraseMark(digest: String(repeating: "0f", count: 32), oneTimeUntil: until)
    let account = Account(
      key: "c", name: "窗口", role: .clerk, isActive: false, isBrought: true, passphrase: mark)
    #expect(try Account(JSONReader(account.json)) == account)
    #expect(throws: JSONContentError.self) {
      try PassphraseMark(JSONReader(["digest": "0f"]))
    }
    #expect(!mark.isOver(at: Instant(milliseconds: until.milliseconds - 1)))
    #expect(mark.isOver(at: until))
    #expect(!PassphraseMark(digest: mark.digest).isOver(at: until))
  }
}

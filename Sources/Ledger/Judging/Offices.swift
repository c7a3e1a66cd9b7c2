/// For which departments' offices a machine may send decisions (办理权限).
///
/// A machine makes its own accounts, so that an account alone says nothing: central
/// gives a desk the streams of its departments, or grants a hall whose reviewers sit
/// at its counters. The one rule, asked by the desk before and by central after.
package struct Offices: Equatable, Sendable {
  /// A department of a county (部门).
  package struct Office: Hashable, Sendable {
    /// The county's six digits.
    package let division: String
    package let department: String

    package init(division: String, department: String) {
      self.division = division
      self.department = department
    }
  }

  /// Those whose streams central gave the machine.
  package var desks: Set<Office>
  /// Departments of the hall's own county for which its reviewers decide about the
  /// hall's own dossiers; `every` for all.
  package var granted: Set<String>
  /// Nine digits; nil for a counter without central, whose people are all there is.
  package let hall: String?

  package static let every = "*"
  package static let alone = Offices(hall: nil)

  package init(hall: String?, desks: Set<Office> = [], granted: Set<String> = []) {
    self.hall = hall
    self.desks = desks
    self.granted = granted
  }

  /// - Parameter home: the dossier's hall.
  package func cover(_ office: Office, of home: String) -> Bool {
    guard let hall else { return true }
    if desks.contains(office) { return true }
    return home == hall && office.division == hall.prefix(6)
      && (granted.contains(Offices.every) || granted.contains(office.department))
  }

  /// Whether a reviewer may do something here that one of these departments does.
  package func permit(
    _ account: Account, actFor departments: [String], in division: String, of home: String
  ) -> Bool {
    departments.contains { department in
      account.departments.contains(department)
        && cover(Office(division: division, department: department), of: home)
    }
  }
}

extension Operation {
  /// The departments whose reviewers alone may do this: the one that has the
  /// proceeding, and for a comparison those that help with it; nil for what is no
  /// department's.
  package func departments(
    in dossier: Dossier
  ) -> (division: String, departments: [String])? {
    let matter: String
    var mayHelp = false
    switch act {
    case .verify(let key, _, _):
      matter = key
      mayHelp = true
    case .receive(let key), .pass(let key, _, _), .ask(let key, _, _, _), .hold(let key, _, _),
      .approve(let key, _, _), .decline(let key, _, _), .sign(let key, _, _),
      .handOn(let key, _, _):
      matter = key
    case .accept, .amend, .add, .void, .screen, .serve, .rate, .note, .settle, .keep, .clear,
      .renumber,
      .putMaterial, .attach, .detach, .enter, .close, .redate, .resume, .withdraw, .told,
      .changeTicket, .undoTicket, .book, .cancelBooking, .arrive, .returnIntake, .putAccount,
      .setPassphrase,
      .issueReport, .paper, .unmask, .export, .signIn, .signInFailed, .signOut, .clock:
      return nil
    }
    guard let proceeding = dossier.proceeding(matter) else { return nil }
    let helpers = mayHelp ? proceeding.cooperators : []
    return (dossier.division(of: proceeding), [proceeding.department] + helpers)
  }
}

extension Dossier {
  /// Its counter stood alone when somebody there decided this for the department:
  /// the timeline says so to everybody who reads it.
  package mutating func markDecidedAlone(_ operation: Operation) {
    events.append(
      DossierEvent(
        at: operation.at, by: operation.clerk, kind: .dossierNote, matter: nil,
        detail: "上一项是入网前由本机账户作出的，未经中心授权"))
  }
}

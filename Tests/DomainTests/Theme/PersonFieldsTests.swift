import Testing

@testable import Domain

@Suite("身份字段：一张卡填谁的")
struct PersonFieldsTests {
  private func theme(_ region: String, _ key: String) throws -> Theme {
    try #require(ShippedPacks.catalogue(region).theme(key))
  }

  private func place(_ section: String, _ field: String) -> PersonFields.Place {
    PersonFields.Place(section: section, field: field)
  }

  @Test("五份文件里，光标在别处就是申请人", arguments: ["nx", "wh", "gs"])
  func applicant(region: String) throws {
    for theme in try ShippedPacks.catalogue(region).themes where theme.key != "nx-personnel" {
      for section in ["", "applicant", "home", "declaration"] {
        let person = try #require(theme.person(section: section, field: "phone"))
        #expect(person.number == place("applicant", "idNumber"))
        #expect(person.name == place("applicant", "name"))
        #expect(person.idKind == place("applicant", "idKind"))
        #expect(person.ethnicity == place("other", "ethnicity"))
        #expect(person.address == place("home", "homeAddress"))
      }
    }
  }

  @Test("代办人、借款学生、共同借款人各是一个人，只填姓名和号码")
  func beside() throws {
    let theme = try theme("nx", "nx-assistance")
    for (section, name, number) in [
      ("other", "agentName", "agentNumber"), ("loan", "studentName", "studentNumber"),
      ("loan", "coBorrowerName", "coBorrowerNumber"),
    ] {
      for field in [name, number] {
        let person = try #require(theme.person(section: section, field: field))
        #expect(person.number == place(section, number) && person.name == place(section, name))
        #expect(person.idKind == nil && person.ethnicity == nil && person.address == nil)
      }
    }
    #expect(theme.person(section: "other", field: "remark")?.number.field == "idNumber")
  }

  @Test("家庭成员、工作人员：这一条的人；单位的表单没有申请人的号码；意愿的一条仍是申请人")
  func rows() throws {
    let members = try theme("nx", "nx-assistance").person(section: "members", field: "memberNote")
    #expect(members?.number == place("members", "memberNumber"))
    #expect(members?.name == place("members", "memberName"))
    let personnel = try theme("nx", "nx-personnel")
    #expect(personnel.person(section: "applicant", field: "contactName") == nil)
    let staff = personnel.person(section: "staff", field: "postTitle")
    #expect(staff?.number == place("staff", "staffNumber"))
    let wish = try theme("nx", "nx-jobseekers").person(section: "jobWishes", field: "wishWage")
    #expect(wish?.number == place("applicant", "idNumber"))
  }
}

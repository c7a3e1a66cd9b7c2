import JSON
import Testing

@testable import Domain

/// What a city or a county changes: only what the region leaves to it, checked
/// as every pack is.
@Suite("市县调整")
struct OverlayTests {
  private func county(_ changes: JSON, divisions: JSON = ["640104"]) -> JSON {
    [
      "key": "xingqing", "title": "虚构县", "version": "2026.1", "divisions": divisions,
      "themes": ["nx-personnel": changes],
    ]
  }

  private func ningxia(_ overlays: [(String, JSON)], division: String) throws -> Catalogue {
    let names = ["jobseekers", "assistance", "personnel"].map { "themes/nx/\($0).json" }
    return try Catalogue(
      region: ShippedPacks.file("regions/nx.json"), codeTables: ShippedPacks.files(in: "codes"),
      themes: names.map(ShippedPacks.file),
      overlays: overlays.map { Catalogue.File(name: $0.0, bytes: $0.1.line) }, division: division)
  }

  private let changes: JSON = [
    "matters": [
      "hireWage": [
        "limits": ["promised": "1wd"], "handler": "虚构县人社局工资福利科", "guide": ["到虚构县三号窗口"],
      ]
    ],
    "materials": ["add": [["key": "countyForm", "title": "虚构县补充表", "matters": ["hire"]]]],
    "guide": ["虚构县办事指南"],
  ]

  @Test("N4-21 N4-22 市县在统一标准上调整时限、机构、材料、指南；别的地方不受影响")
  func overlay() throws {
    let catalogue = try ningxia([("county.json", county(changes))], division: "640104")
    let theme = try #require(catalogue.theme("nx-personnel"))
    #expect(theme.matter("hireWage")?.limits.promised == .workingDays(1))
    #expect(theme.matter("hireWage")?.handler == "虚构县人社局工资福利科")
    #expect(theme.material("countyForm")?.title == "虚构县补充表")
    #expect(theme.guide == ["虚构县办事指南"])
    #expect(theme.version.hasSuffix("-xingqing.2026.1"))
    let elsewhere = try ningxia([("county.json", county(changes))], division: "640105")
    #expect(
      try elsewhere.theme("nx-personnel") == ShippedPacks.catalogue("nx").theme("nx-personnel"))
    #expect(catalogue.theme("nx-assistance") == elsewhere.theme("nx-assistance"))
  }

  @Test("N4-01 N4-03 N4-08 一个市的调整把待配置的表单、要件清单、指南换成自己的：待配置的字样全部没有了")
  func configured() throws {
    let changes: JSON = [
      "matters": [
        "archiveTransfer": ["handler": "虚构市人才服务中心"],
        "socialCard": ["department": "hrss", "group": "insurance", "handler": "虚构市社会保障卡窗口"],
      ],
      "sections": [
        "staff": [
          "add": [
            [
              "key": "staffPhone", "label": "本人电话", "kind": "phone", "required": "always",
              "help": ["meaning": "用于领取社会保障卡"],
            ]
          ],
          "change": ["postTitle": ["label": "岗位和等级", "help": ["meaning": "如“专业技术十二级”"]]],
        ],
        "other": ["change": ["remark": ["required": ["matter": "transfer"]]]],
      ],
      "forms": ["application": ["title": "虚构市事业单位人事管理“一件事”申请表"]],
      "materials": ["add": [["key": "transferLetter", "title": "商调函", "matters": ["transfer"]]]],
      "lists": [
        "hireForm": ["rows": [["工作人员", "逐人填写"]]], "hireGuide": ["rows": [["办理地点", "三号窗口"]]],
        "transferMaterials": ["rows": [["商调函", "1", "原件"]]],
        "postChangeMaterials": ["rows": [["岗位变动审批表", "1", "原件"]]],
        "flowCharts": ["rows": [["人员调动", "申请、审核、并联办理"]], "note": "虚构市2026年版"],
      ],
      "guide": ["虚构市办事指南"],
    ]
    let catalogue = try ningxia(
      [("city.json", county(changes, divisions: ["6401"]))], division: "640104")
    let theme = try #require(catalogue.theme("nx-personnel"))
    #expect(theme.lists.allSatisfy { !$0.isPending && $0.note?.contains("待配置") != true })
    #expect(theme.list("flowCharts")?.note == "虚构市2026年版")
    #expect(theme.forms.map(\.title) == ["虚构市事业单位人事管理“一件事”申请表"])
    #expect(theme.matters.allSatisfy { !$0.handler.contains("待配置") })
    // The matter goes to the department, not only its name.
    #expect(theme.matter("socialCard")?.steps.map(\.department) == ["hrss"])
    #expect(theme.matter("socialCard")?.group == "insurance")
    #expect(theme.matter("hire")?.steps.map(\.department) == ["competent", "hall"])
    let staff = try #require(theme.section("staff"))
    #expect(staff.fields.last?.key == "staffPhone")
    #expect(theme.field("postTitle")?.field.label == "岗位和等级")
    #expect(theme.field("postTitle")?.field.help.clauses == ["N4-10"])
    #expect(theme.field("postTitle")?.field.required == .always)

    var facts = Facts(matters: ["transfer"], today: ShippedPacks.today)
    facts.answers[rows: "staff"] = [["staffName": "张示例"]]
    #expect(theme.materialsNeeded(facts).map(\.title) == ["商调函"])
    let words = theme.findings(facts, catalogue.book).map(\.text)
    #expect(words.contains("本人电话未填写") && words.contains("备注未填写"))
    // Everything that the region asks for is still asked.
    let before = try #require(try ShippedPacks.catalogue("nx").theme("nx-personnel"))
    let asked = before.findings(facts, catalogue.book).map(\.text)
    #expect(asked.filter { !$0.hasPrefix("岗位") }.allSatisfy(words.contains))
  }

  @Test("N4-22 市的调整在先，县的在后")
  func order() throws {
    let city = county(
      ["guide": ["虚构市指南"], "matters": ["hireWage": ["handler": "虚构市人社局"]]],
      divisions: ["6401"])
    let catalogue = try ningxia(
      [("a-county.json", county(["guide": ["虚构县指南"]])), ("b-city.json", city)],
      division: "640104")
    let theme = try #require(catalogue.theme("nx-personnel"))
    #expect(theme.guide == ["虚构县指南"])
    #expect(theme.matter("hireWage")?.handler == "虚构市人社局")
  }

  struct BadOverlay: Sendable {
    let changes: JSON
    let path: String
    let found: String
    let allowed: String
  }

  @Test(
    "不许市县改的、指不到的、改坏了的：写明调整文件、位置、发现、允许",
    arguments: [
      BadOverlay(
        changes: ["matters": ["hireWage": ["limits": ["statutory": "99wd"]]]],
        path: "themes.nx-personnel.matters.hireWage.limits.statutory", found: "unknown member",
        allowed: "promised"),
      BadOverlay(
        changes: ["checks": []], path: "themes.nx-personnel.checks", found: "unknown member",
        allowed: "materials"),
      BadOverlay(
        changes: ["matters": ["hireWage": ["title": "新名称"]]],
        path: "themes.nx-personnel.matters.hireWage.title", found: "unknown member",
        allowed: "handler"),
      BadOverlay(
        changes: ["matters": ["dancing": ["handler": "x"]]],
        path: "themes.nx-personnel.matters.dancing", found: "dancing", allowed: "hireWage"),
      BadOverlay(
        changes: ["matters": ["hireWage": ["department": "nowhere"]]],
        path: "themes.nx-personnel → matters[", found: "nowhere", allowed: "hrss"),
      BadOverlay(
        changes: ["matters": ["hireWage": ["limits": ["promised": "soon"]]]],
        path: "themes.nx-personnel → matters[", found: "soon", allowed: "wd"),
      BadOverlay(
        changes: ["matters": ["socialCard": ["group": "nowhere"]]],
        path: "themes.nx-personnel → matters[", found: "nowhere", allowed: "talent"),
      BadOverlay(
        changes: ["sections": ["dancing": [:]]], path: "themes.nx-personnel.sections.dancing",
        found: "dancing", allowed: "staff"),
      BadOverlay(
        changes: ["sections": ["staff": ["remove": ["postTitle"]]]],
        path: "themes.nx-personnel.sections.staff.remove", found: "unknown member",
        allowed: "add, change"),
      BadOverlay(
        changes: ["sections": ["staff": ["change": ["dancing": ["label": "x"]]]]],
        path: "themes.nx-personnel.sections.staff.change.dancing", found: "dancing",
        allowed: "postTitle"),
      BadOverlay(
        changes: ["sections": ["staff": ["change": ["postTitle": ["when": "never"]]]]],
        path: "themes.nx-personnel.sections.staff.change.postTitle.when", found: "unknown member",
        allowed: "help, label, required"),
      BadOverlay(
        changes: ["sections": ["staff": ["change": ["postTitle": ["help": ["clauses": []]]]]]],
        path: "themes.nx-personnel.sections.staff.change.postTitle.help.clauses",
        found: "unknown member", allowed: "example, meaning"),
      BadOverlay(
        changes: ["sections": ["staff": ["change": ["postTitle": ["required": "never"]]]]],
        path: "themes.nx-personnel.sections.staff.change.postTitle.required", found: "never",
        allowed: "always: the region requires"),
      BadOverlay(
        changes: ["sections": ["staff": ["change": ["postTitle": ["required": .null]]]]],
        path: "themes.nx-personnel.sections.staff.change.postTitle.required", found: "null",
        allowed: "always: the region requires"),
      BadOverlay(
        changes: ["sections": ["other": ["change": ["remark": ["required": ["present": "nome"]]]]]],
        path: "themes.nx-personnel → sections[4].fields[0].required.present", found: "nome",
        allowed: "one of"),
      BadOverlay(
        changes: [
          "sections": ["staff": ["add": [["key": "phone", "label": "x", "kind": "phone"]]]]
        ],
        path: "themes.nx-personnel → sections[2].fields[5].help", found: "nothing",
        allowed: "a value"),
      BadOverlay(
        changes: [
          "sections": [
            "staff": [
              "add": [["key": "phone", "label": "x", "kind": "phone", "help": ["meaning": "x"]]]
            ]
          ]
        ],
        path: "themes.nx-personnel → sections[2].fields[5].key", found: "as in sections[0]",
        allowed: "only once"),
      BadOverlay(
        changes: ["lists": ["hireForm": ["rows": [["x"]]]]],
        path: "themes.nx-personnel → lists[0].rows[0]", found: "1 cells", allowed: "2"),
      BadOverlay(
        changes: ["lists": ["hireForm": ["title": "x"]]],
        path: "themes.nx-personnel.lists.hireForm.title", found: "unknown member",
        allowed: "columns, note, rows"),
      BadOverlay(
        changes: ["forms": ["application": ["sections": []]]],
        path: "themes.nx-personnel.forms.application.sections", found: "unknown member",
        allowed: "title"),
      BadOverlay(
        changes: ["figures": ["dancing": ["amount": 1]]],
        path: "themes.nx-personnel.figures.dancing", found: "dancing", allowed: "there is none"),
      BadOverlay(
        changes: ["materials": ["add": [["key": "x"]]]],
        path: "themes.nx-personnel → materials[", found: "nothing", allowed: "a value"),
    ])
  func refused(_ bad: BadOverlay) throws {
    let found = try #require(
      try ShippedPacks.problem {
        try ningxia([("county.json", county(bad.changes))], division: "640104")
      },
      "accepted")
    #expect(found.0 == "county.json")
    let said = try #require(found.1.first)
    #expect(said.path.hasPrefix(bad.path), "\(said)")
    #expect(said.found.contains(bad.found), "\(said)")
    #expect(said.allowed.contains(bad.allowed), "\(said)")
  }

  @Test("没有的主题、不成区划的代码，也拒绝")
  func strange() throws {
    let foreign: JSON = [
      "key": "x", "title": "虚构县", "version": "1", "divisions": ["640104"],
      "themes": ["wh-jobseekers": [:]],
    ]
    let theme = try #require(
      try ShippedPacks.problem { try ningxia([("x.json", foreign)], division: "") })
    #expect(theme.0 == "x.json" && theme.1.map(\.path) == ["themes.wh-jobseekers"])
    let code = try #require(
      try ShippedPacks.problem {
        try ningxia([("x.json", county([:], divisions: ["64010"]))], division: "")
      })
    #expect(code.1.map(\.path) == ["divisions[0]"])
  }
}

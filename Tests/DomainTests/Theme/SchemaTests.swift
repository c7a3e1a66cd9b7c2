import JSON
import Testing

@testable import Domain

/// Schemas and decoders must know the same members: a schema that knows more
/// lets an editor write what the program refuses, one that knows less hides
/// what may be written.
@Suite("数据包的JSON Schema与程序一致")
struct SchemaTests {
  private typealias Decode = (JSONReader) throws(JSONContentError) -> Void

  /// The members that a decoder allows: it is asked with one that none has.
  private func allowed(_ decode: Decode) -> [String] {
    do {
      try decode(JSONReader(["?": 1]))
      return []
    } catch {
      guard error.found == "an unknown member" else { return ["\(error)"] }
      return error.allowed.replacing("one of ", with: "").split(separator: ", ").map(String.init)
    }
  }

  /// Members of a definition; `""` is the file itself.
  private func members(_ schema: JSON, _ definition: String) throws -> [String] {
    let place = definition.isEmpty ? schema : try #require(schema["$defs"]?[definition])
    guard case .object(let properties) = try #require(place["properties"]) else { return [] }
    return properties.keys.sorted()
  }

  private func compare(_ file: String, _ decoders: [String: Decode]) throws {
    let schema = try ShippedPacks.json("schema/\(file).schema.json")
    for (definition, decode) in decoders {
      #expect(try members(schema, definition) == allowed(decode), "\(file) \(definition)")
    }
    // Every definition of an object with fixed members is compared.
    guard case .object(let definitions) = schema["$defs"] ?? .object([:]) else { return }
    for (name, definition) in definitions where definition["required"] != nil {
      #expect(decoders[name] != nil, "\(file) \(name) is not compared")
    }
  }

  @Test("主题包")
  func theme() throws {
    try compare(
      "theme",
      [
        "": { reader throws(JSONContentError) in _ = try Theme(reader) },
        "document": { reader throws(JSONContentError) in _ = try SourceDocument(reader) },
        "help": { reader throws(JSONContentError) in _ = try FieldHelp(reader) },
        "question": { reader throws(JSONContentError) in _ = try Question(reader) },
        "choice": { reader throws(JSONContentError) in _ = try Question.Choice(reader) },
        "section": { reader throws(JSONContentError) in _ = try Section(reader) },
        "repetition": { reader throws(JSONContentError) in _ = try Section.Repetition(reader) },
        "minimum": { reader throws(JSONContentError) in
          _ = try Section.Repetition.Minimum(reader)
        },
        "field": { reader throws(JSONContentError) in _ = try Field(reader) },
        "number": { reader throws(JSONContentError) in
          _ = try Field.Kind(JSONReader(["number": reader.value]))
        },
        "derived": { reader throws(JSONContentError) in
          _ = try Field.Source(JSONReader(["derived": reader.value]))
        },
        "check": { reader throws(JSONContentError) in _ = try Check(reader) },
        "matter": { reader throws(JSONContentError) in _ = try Matter(reader) },
        "cooperation": { reader throws(JSONContentError) in _ = try Matter.Cooperation(reader) },
        "limits": { reader throws(JSONContentError) in _ = try Matter.Limits(reader) },
        "step": { reader throws(JSONContentError) in _ = try Matter.Step(reader) },
        "dependency": { reader throws(JSONContentError) in _ = try Matter.Dependency(reader) },
        "material": { reader throws(JSONContentError) in _ = try MaterialRule(reader) },
        "form": { reader throws(JSONContentError) in _ = try ApplicationForm(reader) },
        "group": { reader throws(JSONContentError) in _ = try MatterGroup(reader) },
        "flag": { reader throws(JSONContentError) in _ = try Flag(reader) },
        "followUp": { reader throws(JSONContentError) in _ = try FollowUp(reader) },
        "outcome": { reader throws(JSONContentError) in _ = try FollowUp.Outcome(reader) },
        "list": { reader throws(JSONContentError) in _ = try ReferenceList(reader) },
        "figure": { reader throws(JSONContentError) in _ = try LocalFigure(reader) },
        "register": { reader throws(JSONContentError) in _ = try Register(reader) },
        "registerField": { reader throws(JSONContentError) in _ = try Register.Item(reader) },
        "policy": { reader throws(JSONContentError) in _ = try SupportPolicy(reader) },
        "institution": { reader throws(JSONContentError) in _ = try Institution(reader) },
      ])
  }

  @Test("市县调整")
  func overlay() throws {
    /// What an overlay may change at a place of this shipped theme.
    func changed(_ path: String) -> Decode {
      { reader throws(JSONContentError) in
        let overlay: JSON = [
          "key": "a", "title": "a", "version": "1", "divisions": ["64"], "themes": [:],
        ]
        let changes = JSON.object([:]).setting(path, to: reader.value)
        let theme = (try? ShippedPacks.json("themes/nx/personnel.json")) ?? .null
        let figure: JSON = ["key": "f", "title": "f", "unit": "元"]
        let material: JSON = ["key": "m", "title": "m"]
        _ = try PackOverlay(JSONReader(overlay.setting("themes.t", to: changes["all"])))
          .apply(
            to: theme.setting("figures", to: [figure]).setting("materials", to: [material]), of: "t"
          )
      }
    }
    try compare(
      "overlay",
      [
        "": { reader throws(JSONContentError) in _ = try PackOverlay(reader) },
        "changes": changed("all"), "matter": changed("all.matters.hire"),
        "limits": changed("all.matters.hire.limits"), "section": changed("all.sections.staff"),
        "field": changed("all.sections.staff.change.postTitle"),
        "help": changed("all.sections.staff.change.postTitle.help"),
        "form": changed("all.forms.application"), "materials": changed("all.materials"),
        "material": changed("all.materials.change.m"), "list": changed("all.lists.hireForm"),
        "figure": changed("all.figures.f"),
      ])
  }

  @Test("地区包、代码表、培训清单、岗位清单")
  func others() throws {
    try compare(
      "region",
      [
        "": { reader throws(JSONContentError) in _ = try Region(reader) },
        "department": { reader throws(JSONContentError) in _ = try Department(reader) },
        "division": { reader throws(JSONContentError) in _ = try Division(reader) },
        "queue": { reader throws(JSONContentError) in _ = try QueueRule(reader) },
        "ticketClass": { reader throws(JSONContentError) in _ = try TicketClass(reader) },
        "lights": { reader throws(JSONContentError) in _ = try LightThresholds(reader) },
        "appointment": { reader throws(JSONContentError) in
          _ = try AppointmentService(reader)
        },
      ])
    try compare(
      "code-table",
      [
        "": { reader throws(JSONContentError) in _ = try CodeTable(reader) },
        "entry": { reader throws(JSONContentError) in _ = try CodeTable.Entry(reader) },
      ])
    try compare(
      "training",
      [
        "": { reader throws(JSONContentError) in _ = try TrainingDirectory(reader) },
        "institution": { reader throws(JSONContentError) in
          _ = try TrainingDirectory.Institution(reader)
        },
        "class": { reader throws(JSONContentError) in _ = try TrainingDirectory.Class(reader) },
      ])
    try compare(
      "jobs",
      [
        "": { reader throws(JSONContentError) in _ = try JobDirectory(reader) },
        "job": { reader throws(JSONContentError) in _ = try JobDirectory.Job(reader) },
      ])
  }

  @Test("每一种条件和字段种类都在Schema里，写法被程序接受")
  func words() throws {
    let schema = try ShippedPacks.json("schema/theme.schema.json")
    func heads(_ definition: String) throws -> Set<String> {
      guard case .array(let forms) = try #require(schema["$defs"]?[definition]?["anyOf"]) else {
        return []
      }
      return Set(
        forms.flatMap { form -> [String] in
          if case .array(let words) = form["enum"] { return words.compactMap(\.string) }
          guard case .object(let properties) = form["properties"] else { return [] }
          return properties.keys.filter { $0 != "field" || properties.count == 1 }
        })
    }
    let refusal = #expect(throws: JSONContentError.self) { try Field.Kind(JSONReader("?")) }
    let kinds = try heads("kind")
    for kind in kinds { #expect(refusal?.allowed.contains(kind) == true, "\(kind)") }
    #expect(kinds.count == 13)
    #expect(
      try heads("condition")
        == [
          "always", "never", "hasOpenRegistration", "all", "any", "not", "matter", "present",
          "figure", "equals", "among", "atLeast", "atMost", "reaches", "before", "ageAtLeast",
          "ageBelow", "olderThan", "monthsAgo", "onWeekdays", "season", "matches", "section",
        ])
  }
}

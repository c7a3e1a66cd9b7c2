import Domain

extension Reference {
  /// Everything of a theme that can be looked up, in the order of the screen.
  static func all(_ theme: Theme, _ catalogue: Catalogue) -> [Reference] {
    var all = theme.lists.map(Reference.init)
    if !theme.figures.isEmpty { all.append(figures(theme)) }
    all.append(guide(theme))
    all += theme.forms.map { form($0, theme) }
    all.append(materials(theme))
    // Only themes that ask for training wishes push training.
    if let training = catalogue.training, theme.section("trainingWishes") != nil {
      all += Reference.training(training, catalogue)
    }
    all.append(document(theme))
    return all
  }

  private init(_ list: ReferenceList) {
    self.init(
      kind: "清单", title: list.title, columns: list.columns, rows: list.rows, note: list.note,
      clauses: list.clauses)
  }

  /// What this place has set for itself, and what it still has to.
  private static func figures(_ theme: Theme) -> Reference {
    Reference(
      kind: "清单", title: "当地标准", columns: ["标准", "数额", "出处", "说明"],
      rows: theme.figures.map { figure in
        [
          figure.title, figure.amount.map { "\($0)\(figure.unit)" } ?? pendingWord,
          figure.source ?? pendingWord, figure.note ?? "",
        ]
      }, note: nil, clauses: theme.figures.flatMap(\.clauses))
  }

  private static func guide(_ theme: Theme) -> Reference {
    Reference(
      kind: "指南", title: "办事指南", columns: ["序", "内容"],
      rows: theme.guide.enumerated().map { ["\($0 + 1)", $1] },
      note: theme.guide.isEmpty ? "待配置：文件正文没有" : nil, clauses: [])
  }

  /// What a form asks for: its sections, each with its fields.
  private static func form(_ form: ApplicationForm, _ theme: Theme) -> Reference {
    let sections = theme.sections.filter {
      form.sections.isEmpty || form.sections.contains($0.key)
    }
    return Reference(
      kind: "表单", title: form.title, columns: ["栏目", "内容"],
      rows: sections.map { [$0.title, $0.fields.map(\.label).joined(separator: "、")] },
      note: "填好的申请表在办件页按 F11 打印", clauses: form.clauses)
  }

  /// Every material once, with the matters that it serves (N4-34).
  private static func materials(_ theme: Theme) -> Reference {
    Reference(
      kind: "清单", title: "申请材料（合并后）", columns: ["材料", "份数", "适用事项", "可用", "说明"],
      rows: theme.materials.map { rule in
        let matters = rule.matters.compactMap { theme.matter($0)?.title }
        return [
          rule.title, "\(rule.copies)", matters.isEmpty ? "全部" : matters.joined(separator: "、"),
          rule.alternatives.joined(separator: "、"),
          (rule.isRequired ? "" : "非必需 ") + (rule.note ?? ""),
        ]
      },
      note: theme.materials.isEmpty
        ? "待配置：文件正文没有列出材料；没有录入以前不得要求提交" : "一份材料用于多个事项的，只交一次",
      clauses: [])
  }

  private static func training(
    _ training: TrainingDirectory, _ catalogue: Catalogue
  ) -> [Reference] {
    func text(_ table: String, _ code: String) -> String {
      catalogue.book.table(table)?.text(code) ?? code
    }
    let note = "\(training.title)，版本 \(training.version)"
    let institutions = Reference(
      kind: "培训", title: "培训机构", columns: ["机构名称", "地区", "地址", "联系电话"],
      rows: training.institutions.map {
        [
          $0.title, catalogue.region.division($0.division)?.name ?? $0.division, $0.address,
          $0.phone,
        ]
      }, note: note, clauses: [])
    let classes = Reference(
      kind: "培训", title: "培训专业和开班", columns: ["专业", "机构", "开班", "时间", "方式", "名额"],
      rows: training.classes.map {
        [
          text("trainingCourse", $0.course), training.institution($0.institution)?.title ?? "",
          $0.starts.description, text("trainingTime", $0.time), text("trainingMode", $0.mode),
          "\($0.seats)",
        ]
      }, note: note, clauses: [])
    return [institutions, classes]
  }

  /// The source document clause by clause.
  private static func document(_ theme: Theme) -> Reference {
    // Numbers are compared as numbers: N0-9 stands before N0-10.
    let clauses = theme.document.clauses.sorted { a, b in
      let (first, second) = (number(a.key), number(b.key))
      return first == second ? a.key < b.key : first < second
    }
    return Reference(
      kind: "依据", title: "依据文件条文", columns: ["条文号", "条文"],
      rows: clauses.map { [$0.key, $0.value] }, note: theme.document.title, clauses: [])
  }

  private static func number(_ clause: String) -> Int {
    clause.split(separator: "-").last.flatMap { Int($0) } ?? 0
  }
}

/// What a hall prints (告知书种类), and the names that its template may use.
package enum NoticeKind: String, CaseIterable, Sendable {
  /// 一次性告知书: everything that is missing, at once.
  case notification
  /// 受理回执.
  case receipt
  /// 不予受理（办理）通知书.
  case refusal
  /// 补正告知书.
  case correction
  /// 办结反馈单.
  case result
  /// 办结凭证: what an employer keeps in its file. Source: N4-16.
  case voucher
  /// 办事指南.
  case guide
  /// 申请表, for the signature; one paper for each form of the theme.
  case application
  /// 期限说明: how a due day comes about.
  case dueDate
  /// 看板清单: the rows of the board.
  case list

  package var title: String {
    switch self {
    case .notification: "一次性告知书"
    case .receipt: "受理回执"
    case .refusal: "不予受理（办理）通知书"
    case .correction: "补正告知书"
    case .result: "办结反馈单"
    case .voucher: "办结凭证"
    case .guide: "办事指南"
    case .application: "统一申请表"
    case .dueDate: "办结期限说明"
    case .list: "办件清单"
    }
  }

  /// Whether a template in `Assets/notices` lays it out; the others are
  /// made of lines that the screen shows.
  package var hasTemplate: Bool { self != .dueDate && self != .list }

  /// In `Assets/notices`.
  package var fileName: String { "\(rawValue).txt" }

  /// Names of single texts; the same for every kind.
  package var texts: Set<String> {
    [
      "hall", "hallPhone", "counter", "clerk", "printedAt", "dossierNumber", "theme", "document",
      "catalogueVersion", "applicant", "applicantNumber", "phone", "acceptedOn", "dueOn", "reason",
      "remedy", "note", "formTitle",
    ]
  }

  /// Names of lists, and of the texts of a row.
  package var lists: [String: Set<String>] {
    [
      "matters": [
        "code", "title", "department", "handler", "limit", "due", "state", "outcome", "reason",
        "place",
      ],
      "materials": ["number", "title", "copies", "forms", "note", "matters", "state"],
      "corrections": ["number", "text"],
      "fields": ["section", "heading", "label", "value"],
      "promises": ["text"],
      "pushes": ["course", "institution", "place", "phone", "starts"],
      "guide": ["text"],
    ]
  }
}

/// What is filled into a template (告知书内容).
package struct NoticeValues: Equatable, Sendable {
  package var texts: [String: String]
  /// Rows by list name.
  package var lists: [String: [[String: String]]]

  package init(texts: [String: String] = [:], lists: [String: [[String: String]]] = [:]) {
    self.texts = texts
    self.lists = lists
  }
}

import Ledger

extension PaperKind {
  package var title: String {
    switch self {
    case .receipt: "收件回执"
    case .missingMaterials: "一次性告知书"
    case .correction: "补正告知书"
    case .refusal: "不予办理告知书"
    case .result: "办理结果反馈单"
    case .guide: "办事指南"
    case .dueDate: "办结期限说明"
    case .list: "事项清单"
    }
  }
}

extension Paper {
  /// Columns of every paper.
  static let columns = 80
}

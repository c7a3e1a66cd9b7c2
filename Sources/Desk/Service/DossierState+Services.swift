import Domain
import Ledger
import TUI

extension DossierState {
  /// What is proposed and due, then what was done, newest first.
  func serviceLines(_ context: BoardContext) -> [Line] {
    let theme = context.rules.catalogue.theme(of: dossier)
    let everything = theme.map { FollowUpDue.all($0, dossier) } ?? []
    let due = everything.filter { standing.ending(of: $0) == nil }
    var all: [Line] = []
    if let ended = everything.lazy.compactMap({ standing.ending(of: $0) }).last,
      ended.dossier != dossier.id
    {
      let title = theme?.matter(meaning: ended.meaning)?.title ?? "后一办件"
      all.append(
        (
          " \(ended.at.day.text(in: context.today.year)) 办件 \(ended.number) 已准予\(title)，相应的回访随之结束",
          .muted
        ))
    }
    for met in due {
      guard let proposal = met.proposal else { continue }
      let title = theme?.matter(proposal.matter)?.title ?? proposal.matter
      let days = met.evidence.map { $0.text(in: context.today.year) }.joined(separator: "、")
      all.append((" ! 建议\(title)：\(met.title)，\(days)；F10 81 决定", .warn))
    }
    for next in due where next.proposal == nil {
      let late = next.isLate(on: context.today)
      let days = context.today.number - next.due.number
      all.append(
        (
          " \(next.title) \(next.due.text(in: context.today.year))前"
            + (late ? "，已逾期 \(days) 天" : ""), late ? .alert : .plain
        ))
    }
    all += dossier.services.reversed().map { service in
      let method = service.method.isEmpty ? "" : "（\(service.method)）"
      let note = service.note.isEmpty ? "" : "：\(service.note)"
      return (
        " \(service.at.day.text(in: context.today.year)) \(context.accountName(service.by))"
          + " \(service.title)\(method) \(service.result.title)\(note)",
        service.result == .done ? .plain : .muted
      )
    }
    return all.isEmpty ? [] : [("服务和回访", .strong)] + all
  }
}

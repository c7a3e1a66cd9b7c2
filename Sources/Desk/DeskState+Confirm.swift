import TUI

extension DeskState {
  /// Does what a confirmed prompt was for.
  mutating func confirm(_ prompt: Prompt) -> [Effect] {
    switch prompt.purpose {
    case .quit: return prompt.choice == 0 ? leaveField() + [.quit] : []
    case .discardDraft(let ticket):
      guard prompt.choice == 0 else { return [] }
      if form?.ticket.id == ticket { closeForm() }
      sayWhenDone("草稿已删除")
      return [.dropDraft(ticket: ticket), .loadDrafts]
    case .changeTheme: return changeTheme(prompt)
    case .card: return confirmCard(prompt)
    case .recommend(let dossier): return confirmRecommendation(prompt, dossier: dossier)
    case .book, .appointment: return confirmAppointment(prompt)
    case .followClock: return prompt.choice == 0 ? [.followClock] : []
    case .issueTicket, .skip, .transfer, .leave, .park, .pickTicket, .callAlone:
      return confirmQueue(prompt)
    case .filter, .saveView, .views: return confirmBoard(prompt)
    case .oneTime: return []
    case .createAccount, .changeAccount: return confirmPeople(prompt)
    case .addMatters, .addMaterials, .addConfirmed, .void, .reregister, .redate, .redateTo,
      .receive,
      .handOn, .sign, .screen, .screening, .rate, .channel:
      return confirmCorrection(prompt)
    case .verify, .pass, .ask, .hold, .decline, .resume, .withdraw, .told, .putMaterial, .note,
      .unmask,
      .paper:
      return confirmDossier(prompt)
    case .attach, .scans: return confirmScan(prompt)
    case .attention, .conflict, .duplicate, .clear, .intake: return confirmLink(prompt)
    case .hallSettings: return confirmHallSettings(prompt)
    case .record, .registerField, .closeEntry: return confirmRecord(prompt)
    }
  }
}

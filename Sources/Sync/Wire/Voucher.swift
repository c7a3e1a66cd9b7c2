import Domain
import JSON
import Ledger

/// `POST /v1/vouchers` (领取办结凭证) by a portal: idempotent by its own number.
package struct VoucherRequest: Equatable, Sendable {
  package let reference: String
  /// Number of the dossier.
  package let number: String

  package init(reference: String, number: String) {
    self.reference = reference
    self.number = number
  }

  package var json: JSON { ["reference": .string(reference), "number": .string(number)] }

  package init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly("reference", "number")
    reference = try reader["reference"].string()
    number = try reader["number"].string()
  }
}

/// What stands on a voucher (办结凭证), for the portal to lay out. Source: N4-16.
package struct Voucher: Sendable {
  private let dossier: Dossier
  private let approved: [Proceeding]
  /// 1 for the first one.
  package let copy: Int

  /// Nil when nothing of the dossier is approved.
  package init?(_ dossier: Dossier) {
    approved = dossier.proceedings.filter { $0.state == .approved }
    if approved.isEmpty { return nil }
    self.dossier = dossier
    copy = dossier.papers.count { $0.kind == .voucher } + 1
  }

  package var json: JSON {
    .compact([
      ("paper", .string(dossier.nextPaperNumber)), ("copy", .int(copy)),
      ("voids", .array(dossier.voidPaperNumbers.map(JSON.string))),
      ("number", .string(dossier.number)),
      ("theme", .string(dossier.themeTitle)),
      ("acceptedOn", .string(dossier.acceptedAt.day.description)),
      ("applicant", .string(dossier.answers[text: "name"])),
      ("applicantNumber", .string(dossier.answers[text: "idNumber"])),
      ("matters", .array(approved.map(Self.row))), ("lists", lists),
    ])
  }

  private static func row(_ proceeding: Proceeding) -> JSON {
    .compact([
      ("matter", .string(proceeding.matter)), ("title", .string(proceeding.title)),
      ("department", .string(proceeding.department)),
      ("finishedOn", .text(proceeding.finishedAt?.day.description)),
    ])
  }

  /// The lists of the form, such as the people that it is about.
  private var lists: JSON {
    .object(
      dossier.answers.values.compactMapValues { answer in
        guard case .rows(let rows) = answer else { return nil }
        return .array(rows.map { .object($0.mapValues(JSON.string)) })
      })
  }
}

import Domain

/// The matters that made-up dossiers choose from (虚构办件的事项).
enum MadeUpMatter: String {
  case registration, jobService, benefit, policySupport, employmentAid

  var title: String {
    switch self {
    case .registration: "失业登记"
    case .jobService: "就业服务"
    case .benefit: "失业保险待遇申请和受理"
    case .policySupport: "就业创业扶持政策申请和受理"
    case .employmentAid: "就业援助"
    }
  }

  var meaning: Matter.Meaning {
    switch self {
    case .registration: .unemploymentRegistration
    case .jobService: .jobService
    case .benefit: .unemploymentBenefit
    case .policySupport: .policySupport
    case .employmentAid: .employmentAid
    }
  }

  var steps: [Matter.Step] {
    switch self {
    case .registration, .jobService: []
    case .benefit: [Matter.Step(key: "review", title: "审核", department: "insurance")]
    case .policySupport: [Matter.Step(key: "review", title: "审核", department: "employment")]
    case .employmentAid:
      [
        Matter.Step(key: "initial", title: "初审", department: "employment"),
        Matter.Step(key: "decision", title: "审定", department: "hrss"),
      ]
    }
  }

  var department: String { steps.first?.department ?? "hrss" }

  var placeKey: String? { self == .policySupport ? "registrationPlace" : nil }

  var waitsFor: [String] { self == .benefit ? [MadeUpMatter.registration.rawValue] : [] }
}

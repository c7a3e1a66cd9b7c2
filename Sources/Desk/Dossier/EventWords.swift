import Domain
import Ledger

extension Dossier.Channel {
  var title: String {
    switch self {
    case .counter: "窗口"
    case .portal: "政务服务网"
    case .app: "政务APP"
    }
  }

  /// What telling means for an application that came over the net; nil for
  /// the counter. Source: N0-37.
  var returnWords: String? {
    self == .counter ? nil : "申请来自\(title)：结果和原因须回传\(title)。"
  }
}

extension Doubt {
  /// What a supervisor should look at.
  var words: String {
    switch self {
    case .time: "有一步的时间与前后不符，当时的时钟可能有误，请主管核对受理时间和到期日"
    case .limits: "有事项的时限与资料不同，请主管核对到期日"
    case .version: "受理所用的资料版本中心没有，请管理员核对资料"
    case .answers: "有资料里没有的栏目或选项，请主管核对内容"
    case .clerk: "经手人当时已被停用，事已办下、号已发出；请主管核对是不是本人办的"
    case .series: "大厅里另有一张一样的号，请主管核对是谁的"
    case .packs: "内容与本机资料不符，不要照它办；请主管核对，或请管理员核对两边的资料"
    }
  }

  /// As it stands in a list.
  var title: String {
    switch self {
    case .time: "时间可疑"
    case .limits: "时限与资料不同"
    case .version: "资料版本中心没有"
    case .answers: "栏目或选项不明"
    case .clerk: "经手人已停用"
    case .series: "号重复"
    case .packs: "与本机资料不符"
    }
  }
}

extension Operation.Kind {
  /// What the timeline calls it.
  var title: String {
    switch self {
    case .dossierAccept: "受理"
    case .dossierAmend: "更正内容"
    case .dossierAdd: "增办事项"
    case .dossierVoid: "作废"
    case .dossierScreen: "预审通过"
    case .dossierServe: "服务回访"
    case .dossierRate: "评价"
    case .proceedingReceive: "签收"
    case .proceedingHandOn: "转办"
    case .proceedingSign: "加签"
    case .proceedingRedate: "更正受理日期"
    case .dossierNote: "备注"
    case .dossierRenumber: "重新编号"
    case .conflictSettle: "处理冲突"
    case .duplicateKeep: "保留重复件"
    case .doubtClear: "核实存疑"
    case .intakeReturn: "退回网上来件"
    case .materialPut: "收下材料"
    case .materialAttach: "附扫描件"
    case .materialDetach: "误附作废"
    case .registerEnter: "记台账"
    case .registerClose: "结台账"
    case .proceedingVerify: "核验"
    case .proceedingPass: "通过本环节"
    case .proceedingAsk: "要求补正"
    case .proceedingHold: "进入特别程序"
    case .proceedingResume: "恢复计时"
    case .proceedingApprove: "准予办结"
    case .proceedingDecline: "不予通过"
    case .proceedingTold: "已告知申请人"
    case .proceedingWithdraw: "申请人撤回"
    case .ticketChange: "号票变动"
    case .ticketUndo: "撤销号票变动"
    case .appointmentBook: "预约"
    case .appointmentCancel: "取消预约"
    case .appointmentArrive: "预约到场"
    case .accountPut: "账户变动"
    case .accountPassphrase: "口令变动"
    case .reportIssue: "报送统计"
    case .auditPaper: "出具文书"
    case .auditUnmask: "查看全号"
    case .auditExport: "导出"
    case .auditSignIn: "登录"
    case .auditSignInFailed: "登录失败"
    case .auditSignOut: "退出登录"
    case .auditClock: "时钟异常"
    }
  }
}

extension DossierEvent {
  /// The detail in words: codes of modes and papers by their titles.
  var detailWords: String {
    switch kind {
    case .proceedingVerify: VerificationMode(rawValue: detail)?.title ?? detail
    case .auditPaper: NoticeKind(rawValue: detail)?.title ?? detail
    case .dossierRate: Int(detail).flatMap(Rating.Grade.init)?.title ?? detail
    case .auditUnmask: ""
    default: detail
    }
  }
}

extension Rating.Grade {
  var title: String {
    switch self {
    case .veryGood: "非常满意"
    case .good: "满意"
    case .fair: "基本满意"
    case .bad: "不满意"
    case .veryBad: "非常不满意"
    }
  }
}

extension Service.Result {
  var title: String {
    switch self {
    case .done: "已联系、已提供"
    case .unreachable: "联系不上"
    case .refused: "无正当理由拒绝"
    case .excused: "有正当理由谢绝"
    }
  }
}

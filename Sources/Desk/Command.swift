import TUI

/// Everything a person can ask for (命令), each with its places and its words.
///
/// Dispatch, bars, F1, menu, palette and the key table of the README are all
/// made from this list, so no key exists without its explanation. Every
/// command has three doors: the menu by F10 (or its own F key), the menu by
/// Ctrl-L (or its own Ctrl key), and the palette.
package enum Command: String, CaseIterable, Sendable {
  case help, callNext, back, repeatField, recall, skip, transfer, find, submit, menu, print, undo
  case palette
  case issueTicket, park, leave, pickTicket
  case addRow, removeRow, redo, drafts, discardDraft, changeTheme, readCard
  case board, backlog, tasks, sort, filter, saveView, views
  case verify, pass, ask, hold, decline, resume, withdraw, told, putMaterial, note, unmask, dueDate
  case amend, addMatters, void, redate, receive, handOn, sign, screen, screening, rate, channel
  case serve, followUps, personLoop
  case jobs, appointments, lists
  case lock, signOut, people, quit, passphrase
  case report
  case registers, record, attach, scans, hallSettings
  case join, sync, retryLink, intakes
  case followClock

  /// Two digits, its fixed place in the menu: a clerk may learn them.
  package var code: String { entry.code }
  package var title: String { entry.title }
  /// Initials of the title, for the palette.
  package var initials: String { entry.initials }
  package var help: String { entry.help }
  package var keys: [Key] { entry.keys }

  /// The first key, or the way through the menu.
  package var door: String { keys.first?.label ?? "F10 \(code)" }

  /// No command has a plain character for its key.
  package static func with(key: Key) -> Command? {
    if case .character = key { return nil }
    return allCases.first { $0.entry.keys.contains(key) }
  }

  private struct Entry {
    let code: String
    let title: String
    let initials: String
    let keys: [Key]
    let help: String

    init(_ code: String, _ title: String, _ initials: String, _ keys: [Key], _ help: String) {
      self.code = code
      self.title = title
      self.initials = initials
      self.keys = keys
      self.help = help
    }
  }

  private var entry: Entry { Command.entries[self] ?? Entry("00", rawValue, "", [], "") }

  private static let entries: [Command: Entry] = {
    func both(_ number: Int, _ letter: Character) -> [Key] {
      [.function(number), .control(letter)]
    }
    return [
      .help: Entry("01", "帮助", "bz", both(1, "g"), "这一项的含义、条款和例子"),
      .callNext: Entry("02", "叫号", "jh", both(2, "n"), "按公平顺序呼叫下一位，并打开表单"),
      .back: Entry("03", "返回", "fh", both(3, "b"), "回到上一个画面；表单内容留作草稿"),
      .repeatField: Entry("04", "同前", "tq", both(4, "d"), "取同户上一件的同一项；身份、签字和意愿除外"),
      .recall: Entry("05", "重呼", "ch", both(5, "r"), "再呼叫一次当前的号"),
      .skip: Entry("06", "过号", "gh", both(6, "x"), "当前的号未到，注明原因后过号"),
      .transfer: Entry("07", "转移", "zy", both(7, "t"), "转到别的窗口，保留原来的次序"),
      .find: Entry("08", "查找", "cz", both(8, "f"), "按姓名、拼音、证件号、电话、号票或办件号查找"),
      .submit: Entry("09", "提交", "tj", both(9, "o"), "先复核，再受理"),
      .menu: Entry("10", "菜单", "cd", both(10, "l"), "全部命令，按两位数字选择"),
      .print: Entry("11", "打印", "dy", both(11, "v"), "打印或另存本画面的文书"),
      .undo: Entry("12", "撤销", "cx", both(12, "y"), "撤销表单里的上一步；或 60 秒内的叫号、过号、转移"),
      .palette: Entry("13", "命令", "ml", [.control("p")], "按名称或拼音首字母找命令"),
      .issueTicket: Entry("21", "取号", "qh", [], "在窗口为来人取号"),
      .park: Entry("22", "暂挂", "zg", [], "当前的号稍后再办，表单留作草稿"),
      .leave: Entry("23", "离开", "lk", [], "来人已离开，号票作废"),
      .pickTicket: Entry("24", "指定叫号", "zdjh", [], "呼叫指定的一个号，注明原因"),
      .addRow: Entry("31", "增加一条", "zjyt", [.insert], "在当前的列表里增加一条"),
      .removeRow: Entry("32", "删除一条", "scyt", [], "删除光标所在的一条"),
      .redo: Entry("35", "重做", "cz", [], "取回表单里刚撤销的一步"),
      .drafts: Entry("33", "草稿", "cg", [], "未提交的表单"),
      .changeTheme: Entry("36", "换一件事", "hyjs", [], "改办另一个“一件事”，换一张表单"),
      .readCard: Entry("37", "读卡", "dk", [.control("k")], "读身份证、社会保障卡填进表单；不在表单里就查找"),
      .discardDraft: Entry("34", "放弃草稿", "fqcg", [], "删除一份未提交的表单"),
      .board: Entry("41", "看板", "kb", [], "全部在办事项"),
      .backlog: Entry("42", "积压", "jy", [], "等候的人和将到期的事项"),
      .tasks: Entry("43", "待告知", "dgz", [], "补正、不予和缺材料的事项，须告知申请人"),
      .sort: Entry("44", "排序", "px", [], "换一种排序"),
      .filter: Entry("45", "筛选", "sx", [], "按状态、部门、事项或灯色筛选"),
      .saveView: Entry("46", "存视图", "cst", [], "保存当前的筛选和排序"),
      .views: Entry("47", "视图", "st", [], "打开保存的视图"),
      .verify: Entry("51", "核验", "hy", [], "记下核验方式，时限随之确定"),
      .pass: Entry("52", "通过", "tg", [], "初审合格转审定，或准予办结"),
      .ask: Entry("53", "补正", "bz", [], "一次告知要补正的全部内容，暂停计时"),
      .decline: Entry("54", "不予", "by", [], "不予通过，必须注明原因"),
      .resume: Entry("55", "恢复", "hf", [], "补正完成，恢复计时"),
      .hold: Entry("48", "特别程序", "tbcx", [], "听证、检验、公示等期间暂停计时，注明原因"),
      .withdraw: Entry("49", "撤回", "ch", [], "申请人撤回这一事项，注明原因"),
      .told: Entry("56", "已告知", "ygz", [], "申请人已被告知，待办任务完成"),
      .putMaterial: Entry("57", "收材料", "scl", [], "收下缺的材料"),
      .note: Entry("58", "备注", "beizhu", [], "写一条备注"),
      .unmask: Entry("59", "显示全号", "xsqh", [.control("e")], "显示姓名和证件全号，留有记录"),
      .dueDate: Entry("50", "期限说明", "qxsm", [], "逐日说明办结期限"),
      .sign: Entry("70", "加签", "jq", [], "特殊情形先送另一部门审核，审核后回到本环节"),
      .amend: Entry("71", "更正内容", "gznr", [], "更正受理后的表单内容，写明原因；旧文书作废"),
      .addMatters: Entry("72", "增办事项", "zbsx", [], "在这一办件里增办漏选的事项"),
      .void: Entry("73", "作废", "zf", [], "误受理的事项或整个办件作废，可以重新登记"),
      .redate: Entry("74", "更正受理日期", "gzslrq", [], "主管更正受理日期，到期日随之改定"),
      .receive: Entry("75", "签收", "qs", [], "部门收到这一事项"),
      .handOn: Entry("76", "转办", "zb", [], "不归本部门的事项转给该办的部门"),
      .screen: Entry("77", "预审通过", "ystg", [], "材料和信息无误，转各部门办理"),
      .screening: Entry("78", "预审设置", "yssz", [], "受理后是否先由本厅预审"),
      .rate: Entry("79", "评价", "pj", [], "申请人自愿评价这次服务，一件一次"),
      .channel: Entry("88", "来源渠道", "lyqd", [], "记下申请从窗口、政务服务网还是APP来"),
      .serve: Entry("81", "服务回访", "fwhf", [], "记下一次服务、回访或联系；查看按记录提出的建议"),
      .followUps: Entry("82", "回访到期", "hfdq", [], "到期和逾期的回访，按记录应当办理的建议"),
      .personLoop: Entry("83", "本人轨迹", "brgj", [], "这个人的失业—服务—就业全程"),
      .report: Entry("87", "统计", "tj", [], "一个月的统计报表和问题清单；←→换月，F11打印"),
      .jobs: Entry("84", "岗位匹配", "gwpp", [], "按求职意向找合适的岗位，说明理由，记下推荐"),
      .appointments: Entry("85", "预约", "yy", [], "预约时段和空位；登记、取消、到场取号"),
      .lists: Entry("86", "清单", "qd", [], "本件事的清单、申请表、办事指南、培训机构和条文，可打印"),
      .registers: Entry("65", "台账", "tz", [], "公益性岗位、问题、计划等台账，应享未享政策的人；F11打印"),
      .record: Entry("80", "记台账", "jtz", [], "在台账里记一条，或办结开着的一条"),
      .attach: Entry("89", "附扫描件", "fsmj", [], "给一份材料附上扫描件：PDF、JPEG、PNG，10 MiB 以内"),
      .scans: Entry("69", "看扫描件", "ksmj", [], "打开一个扫描件；误附的写明原因作废"),
      .hallSettings: Entry("66", "大厅设置", "dtsz", [], "文书上的大厅电话；本机构的类型"),
      .join: Entry("90", "入网", "rw", [], "加入区县的中心；已有的办件都保留"),
      .sync: Entry("91", "同步", "tb", [], "与中心的连接、没有传到的、要处理的冲突和退回"),
      .retryLink: Entry("92", "现在重试", "xzcs", [], "马上联系中心"),
      .intakes: Entry("93", "网上来件", "wslj", [], "政务服务网和APP送来的申请：打开表单受理，或写明原因退回"),
      .followClock: Entry("67", "改回日期", "ghrq", [], "主管核对后，把日期改回本机时钟的日期"),
      .lock: Entry("61", "锁屏", "sp", [], "锁住画面，保留打开的表单"),
      .signOut: Entry("62", "换人", "hr", [], "退出登录，换一个人"),
      .people: Entry("63", "账户", "zh", [], "增加、停用、启用账户，重置口令"),
      .passphrase: Entry("68", "改口令", "gkl", [], "更换自己的口令；要先输一次原口令"),
      .quit: Entry("64", "退出", "tc", [], "退出程序；草稿都已保存"),
    ]
  }()
}

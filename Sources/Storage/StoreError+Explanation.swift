import Ledger

extension StoreError {
  /// What somebody was about when the store failed (所做之事): each act says its own
  /// truth.
  package enum Attempt: Sendable {
    /// What was typed is still on the screen.
    case content
    /// A step without content: a ticket, a decision, an account.
    case step
    /// Nothing was to be written.
    case reading
    case signingIn
    /// What central sent was to be taken over.
    case receiving
    /// A command of the command line, or the start of the program.
    case command

    fileprivate var outcome: String {
      switch self {
      case .content: "刚才的内容没有保存，仍在屏幕上"
      case .step: "这一步没有执行，没有改动"
      case .reading: "没有读出来"
      case .signingIn: "没有登录"
      case .receiving: "中心传来的没有存下"
      case .command: "没有做成"
      }
    }
  }

  /// What happened, whether the work is safe, what to do: for the clerk.
  package func explanation(of attempt: Attempt) -> String {
    let outcome = attempt.outcome
    return switch self {
    case .newerStore(let found, let known):
      "本机数据是更新版本的程序写的（数据第\(found)版，本程序只认得到第\(known)版）。数据完好，没有改动。"
        + "请安装新版程序后再打开。"
    case .notAStore(let path):
      "\(path) 不是本程序的数据。没有改动它。请检查数据目录的设置。"
    case .gone(let path, let left):
      "数据文件 \(path) 不见了，或者是空的；旁边还有 \(left.joined(separator: "、"))：这里原来有一窗的数据。"
        + "没有改动任何文件。请不要删除它们，请管理员从备份恢复整个目录；要从头开始，请用 --store 另选空目录。"
    case .noRights(let path):
      "打不开数据目录 \(path)。没有改动任何数据。请管理员检查目录是否存在、本用户是否可读写。"
    case .readOnly:
      "本机数据只能读不能写，\(outcome)。请管理员检查数据目录的权限。"
    case .diskFull:
      "本机磁盘已满，\(outcome)；以前保存的都在。请管理员清理磁盘后再按一次。"
    case .busy:
      "本机数据正被另一个程序占用，\(outcome)。请关闭另一个程序后再按一次。"
    case .corrupt:
      "本机数据文件已损坏，\(outcome)。请停止受理，不要删除任何文件，请管理员从备份恢复。"
    case .diskError(let code):
      switch attempt {
      case .reading: "读写磁盘出错（\(code)），\(outcome)。请退出程序重新打开。"
      case .content, .step, .signingIn, .receiving, .command:
        "读写磁盘出错（\(code)），刚才的内容可能没有保存。请退出程序重新打开，先查看看板上有没有刚才这一件。"
      }
    case .stopped:
      "磁盘出错后已停止保存。以前保存的都在。请退出程序重新打开；再次出错请管理员检查磁盘。"
    case .unreadable(let table, _):
      "本机数据中有一条读不出来（\(table)），其余不受影响。请管理员导出诊断信息并核对备份。"
    case .ticketChanged(let number):
      "\(number) 号刚刚被别处变动，这一步没有执行。请在排队栏看清后重试。"
    case .ticketNumberTaken(let number):
      "\(number) 号已经取过，没有再发。请重新取号。"
    case .operationRepeated:
      "这一步已经保存过，没有重复保存。"
    case .nobodySignedIn: "没有人登录，这一步没有执行，没有改动。请登录后再办。"
    case .queue(let problem): "\(problem.message)。没有改动。"
    case .ledger(let error): "这一步不能执行，没有改动：\(error.explanation)"
    case .sqlite(let error):
      "本机数据读写出错（\(error.extendedCode)），\(outcome)。请重试；仍不行请联系管理员。"
    }
  }

  /// The cause alone, in few words.
  package var cause: String {
    switch self {
    case .diskFull: "磁盘已满"
    case .readOnly: "数据目录只读"
    case .busy: "数据被占用"
    case .corrupt: "数据文件已损坏"
    case .diskError(let code): "磁盘出错（\(code)）"
    case .stopped: "磁盘出错后已停止保存"
    case .newerStore, .notAStore, .gone, .noRights, .unreadable, .ticketChanged,
      .ticketNumberTaken, .operationRepeated, .nobodySignedIn, .queue, .ledger, .sqlite:
      "没有登记下来"
    }
  }
}

/// Why the terminal cannot be taken over.
package enum TerminalError: Error, Equatable {
  /// Standard input or output is a file or a pipe.
  case notATerminal
  /// TERM is unset, `unknown`, or not in this machine's terminfo.
  case unknownTerminal(name: String)
  /// The terminal has no way to place its cursor (TERM=dumb).
  case cannotPlaceCursor(name: String)
  /// Neither the user's locale nor C.UTF-8 can show Chinese.
  case noLocale
  /// The system has no file descriptor left.
  case noDescriptor
}

extension TerminalError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .notATerminal: "standard input or output is not a terminal"
    case .unknownTerminal(let name): "TERM='\(name)' is not in the terminfo database"
    case .cannotPlaceCursor(let name): "TERM='\(name)' cannot address its cursor (no cup)"
    case .noLocale: "no locale with UTF-8 or GB18030 (not even C.UTF-8)"
    case .noDescriptor: "no file descriptor left for an eventfd"
    }
  }

  /// What to tell the clerk, and what to do about it.
  package var explanation: String {
    switch self {
    case .notATerminal: "请在终端窗口里直接运行本程序，不要把输入或输出接到文件或管道。"
    case .unknownTerminal(let name):
      "不认识终端类型“\(name)”。请设置 TERM，例如：export TERM=xterm-256color"
    case .cannotPlaceCursor(let name):
      "终端类型“\(name)”不能移动光标，无法显示全屏界面。请换一个终端，或设置 TERM=xterm-256color"
    case .noLocale: "系统没有可以显示中文的语言环境。请安装 C.UTF-8 或 zh_CN.UTF-8。"
    case .noDescriptor: "系统打开的文件太多，无法启动。请关闭一些程序后再试。"
    }
  }
}

import Domain
import Glibc
import Machine
import Packs

/// `yichuang due` and `yichuang id` (命令行查询): one answer a line.
enum LineCommands {
  /// 1 when any line could not be answered, else 0.
  static func due(_ options: Options) throws(ProgramError) -> Int32 {
    let calendar = try Assets.find().calendar(region: options.region ?? Assets.firstRegion)
    let given = options.words.isEmpty ? nil : [options.words.joined(separator: " ")]
    return try answer(given) { line in
      let answer = DueQuery.answer(line: line, calendar: calendar)
      guard options.explains, let steps = DueQuery.explanation(line: line, calendar: calendar)
      else { return answer }
      return ([answer] + steps).joined(separator: "\n")
    }
  }

  static func id(_ options: Options) throws(ProgramError) -> Int32 {
    let today = Clocks.now.day
    return try answer(options.words.isEmpty ? nil : options.words) { line in
      IdentityQuery.answer(line: line, today: today)
    }
  }

  /// Answers the given lines, or those of standard input: each has its answer, an
  /// empty one, too. A byte order mark before the first is no part of it.
  private static func answer(
    _ lines: [String]?, _ answer: (String) -> String
  ) throws(ProgramError) -> Int32 {
    var code: Int32 = 0
    func respond(_ line: String) throws(ProgramError) {
      let text = answer(line)
      if text.hasPrefix("error:") { code = 1 }
      try Output.lines(text)
    }
    if let lines {
      for line in lines { try respond(line) }
    } else {
      var isFirst = true
      while let line = readLine() {
        let hasMark = isFirst && line.unicodeScalars.first == "\u{FEFF}"
        try respond(hasMark ? String(line.unicodeScalars.dropFirst()) : line)
        isFirst = false
      }
    }
    return code
  }
}

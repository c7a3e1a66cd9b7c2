/// Pinyin of characters and names (拼音), from two tables kept as bytes.
///
/// A table is UTF-8 lines `key TAB readings`, sorted by the bytes of the key;
/// nothing is read until it is asked for, and a look-up is a binary search, so
/// that loading costs no more than reading the files.
package struct Pinyin: Sendable {
  private let characters: SortedLines
  private let surnames: SortedLines

  /// - Parameters:
  ///   - characters: `单 TAB dan,chan,shan`, the most common reading first.
  ///   - surnames: `单 TAB shan`, `尉迟 TAB yu chi`; a comma between readings.
  package init(characters: [UInt8], surnames: [UInt8]) {
    self.characters = SortedLines(bytes: characters)
    self.surnames = SortedLines(bytes: surnames)
  }

  /// Characters of a name that are spelled: more than a name may have, so that
  /// only what is no name is cut.
  package static let longestName = Limits.name.characters + 14

  /// Readings of one character that are tried: 和 has the most, six.
  private static let mostReadings = 8

  /// Without tone, ü as v, the most common first; empty when unknown.
  package func readings(of character: Character) -> [String] {
    // A variation selector after a character does not change how it is read.
    guard let scalar = character.unicodeScalars.first,
      let line = characters.value(of: Array(String(scalar).utf8))
    else { return [] }
    return line.split(separator: ",").map(String.init)
  }

  /// The spellings of a name, the likeliest first: surname readings before
  /// common ones. Each spelling is one syllable a character.
  ///
  /// Latin letters and digits are their own syllable, small; `·`, blanks and
  /// characters without a reading are left out. At most `limit` spellings, of the
  /// first `longestName` characters: the cost is bounded, whatever the name is.
  package func spellings(of name: String, limit: Int = 16) -> [[String]] {
    best(syllables(of: name), limit: limit)
  }

  /// `["zengxiaoming", "cengxiaoming"]`.
  package func full(_ name: String, limit: Int = 16) -> [String] {
    spellings(of: name, limit: limit).map { $0.joined() }
  }

  /// `["zxm", "cxm"]`, without repetition.
  package func initials(_ name: String, limit: Int = 16) -> [String] {
    let letters = syllables(of: name).map { readings in
      readings.map { String($0.prefix(1)) }.reduce(into: [String]()) {
        if !$0.contains($1) { $0.append($1) }
      }
    }
    return best(letters, limit: limit).map { $0.joined() }
  }

  /// The readings of each character that has one, surname readings first.
  private func syllables(of name: String) -> [[String]] {
    let characters = Array(name.prefix(Pinyin.longestName))
    var all: [[String]] = []
    let surname = surnameReadings(characters)
    for (index, character) in characters.enumerated() {
      var readings = index < surname.count ? surname[index] : []
      if character.isASCII, character.isLetter || character.isNumber {
        readings.append(character.lowercased())
      } else {
        for reading in self.readings(of: character) where !readings.contains(reading) {
          readings.append(reading)
        }
      }
      if !readings.isEmpty { all.append(Array(readings.prefix(Pinyin.mostReadings))) }
    }
    return all
  }

  /// Readings of the surname's characters; the longest surname wins.
  private func surnameReadings(_ name: [Character]) -> [[String]] {
    for length in stride(from: min(4, name.count), through: 1, by: -1) {
      guard let line = surnames.value(of: Array(String(name.prefix(length)).utf8)) else { continue }
      let readings = line.split(separator: ",").map { $0.split(separator: " ").map(String.init) }
      return (0..<length).map { place in
        readings.compactMap { $0.count == length ? $0[place] : nil }
      }
    }
    return []
  }

  /// The combinations with the smallest sum of ranks. Every step keeps only the
  /// best ones, and of each only its last syllable and what that was put behind.
  private func best(_ readings: [[String]], limit: Int) -> [[String]] {
    guard !readings.isEmpty else { return [] }
    var steps: [[(behind: Int, choice: Int)]] = []
    var ranks = [0]
    for choices in readings {
      var longer: [(rank: Int, behind: Int, choice: Int)] = []
      for (behind, begun) in ranks.enumerated() {
        for choice in choices.indices { longer.append((begun + choice, behind, choice)) }
      }
      longer.sort { ($0.rank, $0.behind, $0.choice) < ($1.rank, $1.behind, $1.choice) }
      let kept = longer.prefix(limit)
      ranks = kept.map(\.rank)
      steps.append(kept.map { ($0.behind, $0.choice) })
    }
    return ranks.indices.map { end in
      var place = end
      var spelling: [String] = []
      for (step, choices) in zip(steps, readings).reversed() {
        spelling.append(choices[step[place].choice])
        place = step[place].behind
      }
      return spelling.reversed()
    }
  }
}

/// Lines `key TAB value` in the order of the bytes of their keys.
struct SortedLines: Sendable {
  let bytes: [UInt8]

  /// Text after the tab of the line with this key; nil when there is none.
  func value(of key: [UInt8]) -> String? {
    let found: Range<Int>? = bytes.withUnsafeBufferPointer { buffer in
      var low = 0
      var high = buffer.count
      while low < high {
        var start = (low + high) / 2
        while start > low, buffer[start - 1] != 0x0A { start -= 1 }
        var end = start
        while end < high, buffer[end] != 0x0A { end += 1 }
        switch SortedLines.compare(key, with: buffer[start..<end]) {
        case 0: return start + key.count + 1..<end
        case ..<0: high = start
        default: low = end + 1
        }
      }
      return nil
    }
    return found.map { String(decoding: bytes[$0], as: UTF8.self) }
  }

  /// Negative when the key comes before that of the line, 0 when it is it.
  private static func compare(_ key: [UInt8], with line: Slice<UnsafeBufferPointer<UInt8>>) -> Int {
    var index = line.startIndex
    for byte in key {
      guard index < line.endIndex, line[index] != 0x09 else { return 1 }
      if byte != line[index] { return byte < line[index] ? -1 : 1 }
      index += 1
    }
    return index < line.endIndex && line[index] == 0x09 ? 0 : -1
  }
}

import Domain
import Ledger

/// A person who does not exist (虚构人员).
///
/// The division 640199 of the identity number was never given to anybody, the
/// phone numbers start with 199000.
package struct Person: Equatable, Sendable {
  package let name: String
  package let idNumber: String
  package let phone: String
  package let birth: Day

  package init(from random: inout SplitMix64) {
    let surname = Person.surnames[random.skewed(Person.surnames.count)].0
    let length = random.below(5) == 0 ? 1 : 2
    name =
      surname + (0..<length).map { _ in random.pick(Person.characters).0 }.joined()
    birth = Day(number: -3_000 + random.below(16_000))  // 1961 to 2005
    let (year, month, day) = birth.parts
    let digits =
      [6, 4, 0, 1, 9, 9]
      + [year / 1000, year / 100 % 10, year / 10 % 10, year % 10]
      + [month / 10, month % 10, day / 10, day % 10]
      + [random.below(10), random.below(10), random.below(10)]
    idNumber = digits.map(String.init).joined() + Person.check(digits)
    phone = "199000" + (0..<5).map { _ in String(random.below(10)) }.joined()
  }

  /// Source: GB 11643-1999, ISO 7064 MOD 11-2.
  private static func check(_ digits: [Int]) -> String {
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    let sum = zip(digits, weights).reduce(0) { $0 + $1.0 * $1.1 }
    return ["1", "0", "X", "9", "8", "7", "6", "5", "4", "3", "2"][sum % 11]
  }

  /// How these made-up names are read; 曾 and 单 also as they are outside names.
  package static func readings(of name: String) -> [[String]] {
    name.reduce(into: [[]]) { readings, character in
      let choices = table[character] ?? []
      readings = choices.flatMap { choice in readings.map { $0 + [choice] } }
    }.filter { !$0.isEmpty }
  }

  private static let table = Dictionary(
    (surnames + characters).map { (Character($0.0), $0.1.split(separator: "/").map(String.init)) }
  ) { first, _ in first }

  /// Most frequent first.
  static let surnames: [(String, String)] = [
    ("王", "wang"), ("李", "li"), ("张", "zhang"), ("马", "ma"), ("刘", "liu"), ("陈", "chen"),
    ("杨", "yang"), ("赵", "zhao"), ("黄", "huang"), ("周", "zhou"), ("吴", "wu"), ("徐", "xu"),
    ("孙", "sun"), ("朱", "zhu"), ("胡", "hu"), ("郭", "guo"), ("何", "he"), ("林", "lin"),
    ("高", "gao"), ("罗", "luo"), ("郑", "zheng"), ("梁", "liang"), ("谢", "xie"), ("宋", "song"),
    ("唐", "tang"), ("许", "xu"), ("邓", "deng"), ("韩", "han"), ("冯", "feng"), ("曹", "cao"),
    ("彭", "peng"), ("曾", "zeng/ceng"), ("肖", "xiao"), ("田", "tian"), ("董", "dong"),
    ("潘", "pan"), ("袁", "yuan"), ("蔡", "cai"), ("蒋", "jiang"), ("余", "yu"), ("于", "yu"),
    ("杜", "du"), ("叶", "ye"), ("程", "cheng"), ("魏", "wei"), ("苏", "su"), ("吕", "lv"),
    ("丁", "ding"), ("单", "shan/dan"), ("解", "xie/jie"),
  ]

  static let characters: [(String, String)] = [
    ("伟", "wei"), ("芳", "fang"), ("娜", "na"), ("秀", "xiu"), ("英", "ying"), ("敏", "min"),
    ("静", "jing"), ("丽", "li"), ("强", "qiang"), ("磊", "lei"), ("军", "jun"), ("洋", "yang"),
    ("勇", "yong"), ("艳", "yan"), ("杰", "jie"), ("娟", "juan"), ("涛", "tao"), ("明", "ming"),
    ("超", "chao"), ("兰", "lan"), ("霞", "xia"), ("平", "ping"), ("刚", "gang"), ("桂", "gui"),
    ("文", "wen"), ("辉", "hui"), ("建", "jian"), ("华", "hua"), ("国", "guo"), ("志", "zhi"),
    ("鹏", "peng"), ("飞", "fei"), ("宁", "ning"), ("波", "bo"), ("斌", "bin"), ("宇", "yu"),
    ("浩", "hao"), ("凯", "kai"), ("健", "jian"), ("俊", "jun"), ("帆", "fan"), ("雪", "xue"),
    ("梅", "mei"), ("玲", "ling"), ("红", "hong"), ("春", "chun"), ("晓", "xiao"), ("燕", "yan"),
    ("玉", "yu"), ("海", "hai"), ("云", "yun"), ("峰", "feng"), ("龙", "long"), ("成", "cheng"),
    ("东", "dong"), ("亮", "liang"), ("生", "sheng"), ("新", "xin"), ("树", "shu"), ("安", "an"),
    ("子", "zi"), ("涵", "han"), ("欣", "xin"), ("怡", "yi"), ("佳", "jia"), ("琪", "qi"),
    ("思", "si"), ("雨", "yu"), ("梦", "meng"), ("洁", "jie"), ("诗", "shi"), ("嘉", "jia"),
    ("天", "tian"), ("一", "yi"), ("凡", "fan"), ("乐", "le"), ("阳", "yang"), ("光", "guang"),
    ("福", "fu"), ("德", "de"), ("仁", "ren"), ("义", "yi"), ("学", "xue"), ("正", "zheng"),
    ("振", "zhen"), ("世", "shi"), ("少", "shao"), ("庆", "qing"), ("彩", "cai"), ("凤", "feng"),
  ]
}

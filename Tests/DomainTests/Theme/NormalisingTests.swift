import Testing

@testable import Domain

@Suite("网上来件的内容")
struct NormalisingTests {
  @Test("First aid 24: what a portal sends is put right as if it had been typed into the form")
  func intake() throws {
    let theme = try ShippedPacks.jobseekers()
    let book = try ShippedPacks.book()
    let right = ShippedPacks.facts("registration").answers
    var sent = right
    sent[text: "idNumber"] = "６４０１０４ 19900307-0014"
    sent[text: "name"] = "买买提•示例"
    sent[text: "phone"] = "+86 139-0000-0000"
    let normal = theme.normalised(sent, today: ShippedPacks.today, book)
    #expect(normal[text: "idNumber"] == "640104199003070014")
    #expect(normal[text: "name"] == "买买提·示例")
    #expect(normal[text: "phone"] == "13900000000")
    #expect(theme.normalised(right, today: ShippedPacks.today, book) == right)
    // What the form refuses stays as it came.
    sent[text: "name"] = "张\u{3164}三"
    sent[text: "phone"] = "三"
    let wrong = theme.normalised(sent, today: ShippedPacks.today, book)
    #expect(wrong[text: "name"] == "张\u{3164}三" && wrong[text: "phone"] == "三")
  }
}

/// Training that was pointed out to an applicant (培训信息推送), in the words of
/// that day: a later directory changes nothing that was said.
package struct TrainingPush: Equatable, Sendable {
  package let course: String
  package let institution: String
  package let place: String
  package let phone: String
  /// Empty when no class is open: the institution knows.
  package let starts: String

  package init(course: String, institution: String, place: String, phone: String, starts: String) {
    self.course = course
    self.institution = institution
    self.place = place
    self.phone = phone
    self.starts = starts
  }
}

extension TrainingDirectory {
  /// For each training wish at most `limit` classes; where none is open, the
  /// institutions that teach the course. Source: N0-24.
  package func pushes(
    for answers: Answers, today: Day, _ book: CodeBook, limit: Int = 3
  ) -> [TrainingPush] {
    answers[rows: "trainingWishes"].flatMap { wish -> [TrainingPush] in
      let code = wish["trainingCourse"] ?? ""
      let course = book.table("trainingCourse")?.text(code) ?? code
      func push(_ institution: Institution, _ starts: String) -> TrainingPush {
        TrainingPush(
          course: course, institution: institution.title, place: institution.address,
          phone: institution.phone, starts: starts)
      }
      let open = classes(for: wish, today: today).compactMap { offer in
        institution(offer.institution).map { push($0, offer.starts.fullText) }
      }
      let pushes = open.isEmpty ? institutions(teaching: code).map { push($0, "") } : open
      return Array(pushes.prefix(limit))
    }
  }
}

import JSON

extension JobDirectory {
  package init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly("title", "version", "jobs")
    self.init(
      title: try reader["title"].shown(), version: try reader["version"].key(),
      jobs: try reader.each("jobs") { item throws(JSONContentError) in try Job(item) })
  }

  package func problems(_ book: CodeBook) -> [JSONContentError] {
    var list = ProblemList()
    list.requireDistinct(jobs.map(\.code), "jobs", "code")
    func codes(_ table: String) -> [String] { book.table(table)?.entries.map(\.code) ?? [] }
    for (index, job) in jobs.enumerated() {
      let path = "jobs[\(index)]"
      list.requireKnown(job.occupation, among: codes("occupation"), "\(path).occupation")
      list.requireKnown(
        job.division, among: book.region.divisions.map(\.code), "\(path).division")
      list.requireKnown(job.mode, among: codes("workMode"), "\(path).mode")
      if let education = job.education {
        list.requireKnown(education, among: codes("education"), "\(path).education")
      }
    }
    return list.problems
  }
}

extension JobDirectory.Job {
  package init(_ reader: JSONReader) throws(JSONContentError) {
    try reader.allowOnly(
      "code", "employer", "title", "occupation", "division", "wageFrom", "wageTo", "education",
      "mode", "seats", "validUntil", "contact")
    let from = try reader["wageFrom"].int(0...200_000)
    let to = try reader["wageTo"].int(0...200_000)
    guard from <= to else {
      throw try reader["wageTo"].error(allowed: "no less than wageFrom, which is \(from)")
    }
    self.init(
      code: try reader["code"].key(), employer: try reader["employer"].shown(atMost: 40),
      title: try reader["title"].shown(atMost: 40), occupation: try reader["occupation"].key(),
      division: try reader["division"].key(), wage: from...to,
      education: try reader.optional("education")?.key(), mode: try reader["mode"].key(),
      seats: try reader["seats"].int(0...10_000), validUntil: try reader["validUntil"].day(),
      contact: try reader["contact"].shown(atMost: 60))
  }
}

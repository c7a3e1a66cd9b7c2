extension String {
  /// Whether `part` stands somewhere in it (含有), character by character.
  ///
  /// The standard library's own `contains` of a text brings the regex engine
  /// with it: 1.3 MB of program.
  package func has(_ part: some StringProtocol) -> Bool {
    part.isEmpty || indices.contains { self[$0...].hasPrefix(part) }
  }
}

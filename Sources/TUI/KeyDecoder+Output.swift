extension KeyDecoder {
  /// Collects input; characters that follow one another stay together until
  /// something else comes, to be joined into graphemes and bursts.
  struct Output {
    private var inputs: [Input] = []
    private var run = String.UnicodeScalarView()

    mutating func add(scalar: Unicode.Scalar) { run.append(scalar) }

    mutating func add(_ key: Key) {
      endRun()
      inputs.append(.key(key))
    }

    mutating func add(paste: String) {
      endRun()
      inputs.append(.paste(paste))
    }

    mutating func finished() -> [Input] {
      endRun()
      return inputs
    }

    private mutating func endRun() {
      guard !run.isEmpty else { return }
      let text = String(run)
      if text.count >= KeyDecoder.burstLength {
        inputs.append(.burst(text))
      } else {
        inputs += text.map { .key(.character($0)) }
      }
      run = String.UnicodeScalarView()
    }
  }
}

internal import KeysweepModel

/// Reads one input from its first byte to its last.
enum FileLoader {
  /// Reads a file.
  ///
  /// - Parameters:
  ///   - path: A regular file, plain or gzip.
  ///   - isPipe: Whether it is a pipe, which is read to its end.
  ///   - now: The time after which dates lie in the future.
  /// - Returns: What it says, one input an account, format and time.
  /// - Throws: ``ReadFailure`` when nothing in it can be used.
  static func load(
    file path: SourcePath, isPipe: Bool = false, now: Instant
  ) throws(ReadFailure) -> [LoadedInput] {
    let window = try ByteWindow(file: path, isPipe: isPipe)
    guard !window.unread.isEmpty else {
      if let failure = window.failure {
        throw ReadFailure(path: path, kind: .unreadable, reason: failure)
      }
      throw ReadFailure(path: path, kind: .notice, reason: "the file is empty")
    }
    return try load(window, path: path, now: now)
  }

  /// Reads what a window gives.
  ///
  /// - Parameters:
  ///   - window: Stands at the first byte, and holds some.
  ///   - path: The file, for messages.
  ///   - now: The time after which dates lie in the future.
  /// - Returns: What it says.
  /// - Throws: ``ReadFailure`` when nothing in it can be used.
  static func load(
    _ window: ByteWindow, path: SourcePath, now: Instant
  ) throws(ReadFailure) -> [LoadedInput] {
    // gzip may give only a few bytes at first.
    while window.unread.count < Sniffer.reach, window.refill() {}
    if let failure = window.failure, window.unread.isEmpty {
      throw ReadFailure(path: path, kind: .unreadable, reason: failure)
    }
    if SealedFormat.recognises(window.unread) {
      do throws(InventoryError) {
        return try SealedReader.load(window, path: path)
      } catch {
        throw ReadFailure(path: path, kind: .malformedInventory, reason: error.reason)
      }
    }
    var sink = FactSink(path: path, now: now)
    guard let form = Sniffer.recognise(window.unread) else {
      throw ReadFailure(
        path: path, kind: .notice, reason: Sniffer.describeForeign(window.unread))
    }
    parse(form, window, into: &sink)
    if let failure = window.failure {
      sink.malformed(line: nil, "\(failure); what came before counts")
    }
    let problem = sink.firstProblem
    let isDamaged = sink.isDamaged
    let (inputs, _) = sink.finish()
    if inputs.isEmpty {
      let said = "line \(problem?.line ?? 1): \(problem?.detail ?? "nothing there")"
      throw ReadFailure(
        path: path, kind: isDamaged ? .malformedInventory : .notice, line: problem?.line,
        reason: isDamaged
          ? "no usable row; \(said)" : "not recognised: \(said); \(Sniffer.expectation)")
    }
    return inputs
  }

  private static func parse(
    _ form: Sniffer.Form, _ window: ByteWindow, into sink: inout FactSink
  ) {
    switch form {
    case .json:
      DocumentLoader.load(window, into: &sink)
    case .report(let delimiter):
      CredentialReportLoader.load(RecordReader(window, delimiter: delimiter), into: &sink)
    case .keyTable(let delimiter):
      KeyTableLoader.load(RecordReader(window, delimiter: delimiter), into: &sink)
    case .keyRows(let delimiter):
      KeyRowsLoader.load(RecordReader(window, delimiter: delimiter), into: &sink)
    case .drawnTable:
      TextTableLoader.load(RecordReader(window, delimiter: UInt8(ascii: "|")), into: &sink)
    case .base64Report:
      Base64ReportLoader.load(RecordReader(window, delimiter: 0x09), into: &sink)
    }
  }
}

internal import KeysweepInputs
internal import KeysweepModel
internal import KeysweepReporting

/// All that a command writes, opened before it starts, so that hours of work do not end at a
/// missing folder.
struct Outputs<Format: RawRepresentable & Equatable & Sendable>: Sendable
where Format.RawValue == String {
  /// A report and where it goes.
  private struct Report: Sendable {
    var format: Format
    /// Nil for standard output.
    var file: OutputFile?
  }

  private let reports: [Report]
  /// The file of revealed secrets, if the user asked for it.
  let secrets: RevealedSecrets?
  /// Files of this run that are there under the name the user gave, and earlier ones that this run
  /// replaces.
  private(set) var named: Set<FileIdentity> = []
  /// Files of this run that nobody has named.
  private(set) var temporary: Set<FileIdentity> = []

  /// Opens everything.
  ///
  /// - Parameters:
  ///   - targets: The reports.
  ///   - secrets: The path for revealed secrets, if any.
  ///   - inputs: What the user named to be read.
  /// - Throws: ``UsageError`` when two of them, or one and an input, are one file, ``OutputError``
  ///   when one cannot be opened. Nothing is left behind then.
  init(_ targets: [OutputTarget<Format>], secrets: String? = nil, inputs: [String] = []) throws {
    let places = targets.map { OutputPlace($0.path) }
    if let secrets, OutputPlace.exists(secrets) {
      throw UsageError(
        description: "\u{201c}\(secrets)\u{201d} exists already; --reveal-secrets makes a new file")
    }
    let all = places + (secrets.map { [OutputPlace($0)] } ?? [])
    var seen: [OutputPlace.Identity: String] = [:]
    for place in all where place.identity != .device {
      if let first = seen.updateValue(place.path, forKey: place.identity) {
        throw UsageError(
          description: first == place.path
            ? "\u{201c}\(first)\u{201d} is named for two outputs; give each its own file"
            : "\u{201c}\(first)\u{201d} and \u{201c}\(place.path)\u{201d} are one file; "
              + "give each output its own")
      }
    }
    // The report would take the place of what is to be swept. What the shell has redirected into a
    // file is left out of the sweep instead.
    seen[.standardOutput] = nil
    for input in inputs where input != "-" {
      guard let output = seen[OutputPlace(input).identity] else { continue }
      throw UsageError(
        description: "\u{201c}\(output)\u{201d} is named both to be read and to be written"
          + (output == input ? "" : ", as \u{201c}\(input)\u{201d}")
          + "; write to another file")
    }
    reports = try zip(targets, places).map { target, place in
      Report(
        format: target.format,
        file: place.identity == .standardOutput ? nil : try OutputFile(place))
    }
    let secretsFile = try secrets.map { try OutputFile(private: $0) }
    self.secrets = secretsFile.map { RevealedSecrets($0) }
    for case .file(let identity) in places.map(\.identity) { named.insert(identity) }
    // What a shell has redirected into a file is ours too.
    for descriptor in Int32(1)...2 {
      if let identity = FileIdentity(descriptor: descriptor, regularOnly: true) {
        named.insert(identity)
      }
    }
    if let identity = secretsFile?.identity { named.insert(identity) }
    for file in reports.compactMap(\.file) where file.isTemporary {
      if let identity = file.identity { temporary.insert(identity) }
    }
  }

  /// Writes the report everywhere, whatever happens at some of the places.
  ///
  /// - Parameter render: Hands out the text in a format, for a descriptor or, without one, a file.
  /// - Returns: What could not be written. Of standard output ``Console/closeOutput()`` tells.
  func write(_ render: (Format, Int32?, (String) -> Void) -> Void) -> [OutputError] {
    var failures: [OutputError] = []
    for output in reports {
      var buffer = OutputBuffer { Self.put($0, to: output.file) }
      render(output.format, output.file == nil ? 1 : nil) { buffer.append($0) }
      buffer.flush()
      do throws(OutputError) { try output.file?.commit() } catch { failures.append(error) }
    }
    do throws(OutputError) { try secrets?.commit() } catch { failures.append(error) }
    return failures
  }

  private static func put(_ text: String, to file: OutputFile?) {
    guard let file else { return Console.out(text) }
    var text = text
    text.withUTF8 { file.write(UnsafeRawBufferPointer($0)) }
  }
}

extension Outputs<ReportFormat> {
  /// What sends text to the outputs that stream; nil when none does.
  var stream: (@Sendable (String) -> Void)? {
    let files = reports.filter { $0.format == .jsonl }.map(\.file)
    guard !files.isEmpty else { return nil }
    return { line in
      for file in files { Self.put(line, to: file) }
    }
  }

  /// Writes the report of a sweep; JSON lines have had their header and their hits.
  ///
  /// - Parameters:
  ///   - report: The report.
  ///   - style: How text looks on a descriptor, or in a file.
  /// - Returns: What could not be written.
  func write(_ report: SweepReport, style: (Int32?) -> TextStyle) -> [OutputError] {
    write { format, descriptor, write in
      let reporter: any Reporter =
        format == .jsonl
        ? JSONLinesReporter(hasHeader: false) : format.reporter(style: style(descriptor))
      reporter.write(report, to: write)
    }
  }
}

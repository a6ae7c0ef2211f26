/// Where a report goes, as the user wrote it.
struct OutputTarget<Format: RawRepresentable & Equatable>: Equatable
where Format.RawValue == String {
  /// The file; nil for standard output.
  var path: String?
  /// Its format.
  var format: Format

  /// Reads `FILE`, `FORMAT:FILE` or `-`; without a prefix the file's ending decides, then `fallback`.
  ///
  /// - Returns: Nil when no file is named.
  init?(argument: String, fallback: Format) {
    var rest = argument[...]
    var format = fallback
    if let colon = argument.firstIndex(of: ":"),
      let named = Format(rawValue: String(argument[..<colon]))
    {
      format = named
      rest = argument[argument.index(after: colon)...]
    } else if let dot = argument.lastIndex(of: "."),
      let named = Self.format(ending: String(argument[argument.index(after: dot)...]))
    {
      format = named
    }
    guard !rest.isEmpty else { return nil }
    self.init(path: rest == "-" ? nil : String(rest), format: format)
  }

  /// The format that a file's ending stands for.
  private static func format(ending: String) -> Format? {
    Format(rawValue: ending == "md" ? "markdown" : ending)
  }

  init(path: String?, format: Format) {
    self.path = path
    self.format = format
  }
}

extension OutputTarget {
  /// What the options ask for.
  ///
  /// - Parameters:
  ///   - arguments: The values of `--output`.
  ///   - format: The format of standard output, and of files that do not name one.
  /// - Returns: The targets: standard output where no file is named.
  /// - Throws: ``UsageError`` when one names no file.
  static func all(_ arguments: [String], format: Format) throws(UsageError) -> [Self] {
    var targets: [Self] = []
    for argument in arguments {
      guard let target = Self(argument: argument, fallback: format) else {
        throw UsageError(
          description: "--output \u{201c}\(argument)\u{201d} names no file; - is standard output")
      }
      targets.append(target)
    }
    return targets.isEmpty ? [Self(path: nil, format: format)] : targets
  }
}

internal import KeysweepReporting

/// Where a report goes, as the user wrote it.
struct OutputTarget: Equatable {
  /// The file; nil for standard output.
  var path: String?
  /// Its format.
  var format: ReportFormat

  /// Reads `FILE`, `FORMAT:FILE` or `-`; without a prefix the file's ending decides, then `fallback`.
  ///
  /// - Returns: Nil when no file is named.
  init?(argument: String, fallback: ReportFormat) {
    var rest = argument[...]
    var format = fallback
    if let colon = argument.firstIndex(of: ":"),
      let named = ReportFormat(rawValue: String(argument[..<colon]))
    {
      format = named
      rest = argument[argument.index(after: colon)...]
    } else if let dot = argument.lastIndex(of: "."),
      let named = ReportFormat(rawValue: String(argument[argument.index(after: dot)...]))
    {
      format = named
    }
    guard !rest.isEmpty else { return nil }
    self.init(path: rest == "-" ? nil : String(rest), format: format)
  }

  init(path: String?, format: ReportFormat) {
    self.path = path
    self.format = format
  }
}

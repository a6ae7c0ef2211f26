/// JSON Schemas (2020-12) of what this program writes.
///
/// A version gains members without another number: whoever reads ignores what is not known. A member
/// that is renamed, or means something else, is another version.
public enum ReportSchema: String, Sendable, CaseIterable {
  /// `keysweep-report/1`, one document.
  case json
  /// A line of `keysweep-report/1`.
  case jsonl
  /// `keysweep-audit/1`.
  case audit
  /// `keysweep-diff/1`.
  case diff

  /// The schema, with everything it refers to.
  public var text: String {
    let root =
      switch self {
      case .json: PackageResources.report_1_json
      case .jsonl: PackageResources.line_1_json
      case .audit: PackageResources.audit_1_json
      case .diff: PackageResources.diff_1_json
      }
    // The definitions that all have in common go into the object before it ends.
    let end = root.lastIndex(of: UInt8(ascii: "}")) ?? root.endIndex
    return String(decoding: root[..<end], as: UTF8.self) + ", \"$defs\": "
      + String(decoding: PackageResources.definitions_1_json, as: UTF8.self) + "}\n"
  }
}

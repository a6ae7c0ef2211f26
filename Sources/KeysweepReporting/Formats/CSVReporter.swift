public import KeysweepModel

/// One row a location, RFC 4180, for spreadsheets and databases.
public struct CSVReporter: Reporter {
  static let columns = [
    "status", "usable", "reason", "kind", "credential", "account", "owner", "created", "last_used",
    "tags", "path", "line", "column", "secret_line", "encodings", "pairing", "rule", "git_reach",
    "git_at_head", "commit", "commit_time", "author", "url", "locations", "secret_sha256",
    "fingerprint", "location_fingerprint", "suppressed", "advice",
  ]

  /// Makes a reporter.
  public init() {}

  /// Writes the report.
  ///
  /// - Parameters:
  ///   - report: What to write.
  ///   - write: Gets the text in order.
  public func write(_ report: SweepReport, to write: (String) -> Void) {
    write(CSVText.row(Self.columns))
    for finding in report.findings {
      let (credential, verdict) = (finding.credential, finding.verdict)
      let head = CSVText.cells([
        verdict.status.rawValue, verdict.usable.rawValue, verdict.reason.rawValue,
        credential.kind.rawValue, finding.name, credential.account?.description ?? "",
        finding.ownerName ?? "", verdict.created?.iso8601 ?? "", verdict.lastUsed?.iso8601 ?? "",
        finding.tags.sorted().map(\.rawValue).joined(separator: " "),
      ])
      let tail = CSVText.cells([
        String(finding.locationCount), credential.secretSHA256.joined(separator: " "),
        finding.fingerprint,
      ])
      let end = CSVText.row([finding.suppression?.filter ?? "", finding.advice])
      var path = (bytes: [UInt8](), cell: "")
      for location in finding.locations {
        // Many lines of one file.
        if location.path.bytes != path.bytes {
          path = (location.path.bytes, CSVText.cell(Escaping.printable(location.path.bytes)))
        }
        // Numbers and words of ours need no quotes.
        let position = location.position
        let secret = location.secretPosition.map { String($0.line) } ?? ""
        let encodings =
          location.encodings.isEmpty
          ? "" : location.encodings.map(\.rawValue).joined(separator: " ")
        let git = location.git.map { Self.git($0.value) } ?? ",,,,,"
        write(
          "\(head),\(path.cell),\(position.line),\(position.column),\(secret),\(encodings),"
            + "\(location.pairing.rawValue),\(CSVText.cell(location.rule)),\(git),\(tail),"
            + "\(location.fingerprint),\(end)")
      }
    }
  }

  private static func git(_ git: GitPlace) -> String {
    let commit = git.first ?? git.last
    return CSVText.cells([
      git.reach.rawValue, git.standsAtHead ? "yes" : "no", commit?.id ?? "",
      (commit?.committed ?? commit?.authored)?.iso8601 ?? "",
      (commit?.author?.name).map { Escaping.printable($0) } ?? "",
      (git.url ?? commit?.url).map { Escaping.printable($0) } ?? "",
    ])
  }
}

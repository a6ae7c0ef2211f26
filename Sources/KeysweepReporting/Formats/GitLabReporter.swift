public import KeysweepModel

/// GitLab's secret-detection report (security-report-schemas 15.0.7), which every version from 15 on
/// reads; no excerpt of any source is in it.
public struct GitLabReporter: Reporter {
  static let version = "15.0.7"
  static let schema =
    "https://gitlab.com/gitlab-org/security-products/security-report-schemas/-/raw/v\(version)"
    + "/dist/secret-detection-report-format.json"

  /// Makes a reporter.
  public init() {}

  /// Writes the report.
  ///
  /// - Parameters:
  ///   - report: What to write.
  ///   - write: Gets the text in order.
  public func write(_ report: SweepReport, to write: (String) -> Void) {
    var json = JSONText()
    json.object { Self.writeScan(report, &$0) }
    write(
      "{\"version\":\"\(Self.version)\",\"schema\":\"\(Self.schema)\",\n\"scan\":\(json.take()),\n"
        + "\"vulnerabilities\":[")
    var isFirst = true
    for finding in report.findings {
      for group in FileGroup.groups(of: finding) {
        Self.write(finding, group, &json)
        write((isFirst ? "\n" : ",\n") + json.take())
        isFirst = false
      }
    }
    write("\n]}\n")
  }

  // MARK: The scan

  private static func writeScan(_ report: SweepReport, _ json: inout JSONText) {
    let summary = report.summary
    for name in ["analyzer" as StaticString, "scanner"] {
      json.object(name) { json in
        json.member("id", "keysweep")
        json.member("name", "keysweep")
        json.member("version", report.toolVersion)
        json.object("vendor") { $0.member("name", "keysweep") }
      }
    }
    // Without the Z at the end, as their pattern wants it.
    let time = String(report.asOf.iso8601.prefix(19))
    json.member("start_time", time)
    json.member("end_time", time)
    json.member("type", "secret_detection")
    // What was found counts, also when something could not be read.
    let isNothing = (summary.incidentCounts[.nothingSwept] ?? 0) > 0
    json.member("status", isNothing ? "failure" : "success")
    json.array("messages") { json in
      for incident in summary.incidents where incident.makesIncomplete || incident.kind == .notice {
        json.object { json in
          json.member("level", incident.makesIncomplete ? "warn" : "info")
          json.member(
            "value",
            "\(Escaping.printable(incident.path.bytes)): \(incident.kind.rawValue): "
              + Escaping.printable(incident.detail))
        }
      }
      guard !summary.isComplete else { return }
      let count = summary.incidentCounts.reduce(0) { $0 + ($1.key.makesIncomplete ? $1.value : 0) }
      json.object { json in
        json.member("level", "warn")
        json.member(
          "value", "Incomplete: \(Amounts.count(count, "thing")) could not be read or used")
      }
    }
  }

  // MARK: Vulnerabilities

  private static func write(_ finding: Finding, _ group: FileGroup, _ json: inout JSONText) {
    let item = FindingClass(finding)
    let first = finding.locations[group.range.lowerBound]
    json.object { json in
      json.member("id", id(first.fingerprint.isEmpty ? finding.fingerprint : first.fingerprint))
      json.member("name", item.title)
      json.member("description", description(finding, group))
      json.member("severity", finding.suppression == nil ? item.severity.gitLab : "Info")
      json.member("solution", String(finding.advice.prefix(7000)))
      writeIdentifiers(item, &json)
      if let url = group.place.git?.url ?? group.place.git?.first?.url, FileURI.isSafe(url) {
        json.array("links") { json in
          json.object { json in
            json.member("name", "Where it stands")
            json.member("url", url)
          }
        }
      }
      writeDetails(finding, group, &json)
      if let suppression = finding.suppression {
        json.array("flags") { json in
          json.object { json in
            json.member("type", "flagged-as-likely-false-positive")
            json.member("origin", "keysweep")
            json.member("description", suppression.justification)
          }
        }
      }
      writeLocation(first, group.place, &json)
    }
  }

  /// A UUID that stays the same as long as credential and path do.
  private static func id(_ fingerprint: String) -> String {
    let digits = Array(fingerprint.prefix(32))
    guard digits.count == 32 else { return fingerprint }
    // Version 8, for contents of one's own.
    return String(digits[0..<8]) + "-" + String(digits[8..<12]) + "-8" + String(digits[13..<16])
      + "-8" + String(digits[17..<20]) + "-" + String(digits[20..<32])
  }

  private static func description(_ finding: Finding, _ group: FileGroup) -> String {
    let item = FindingClass(finding)
    var text = "\(MarkdownText.code(finding.name)): \(finding.verdict.status.rawValue). "
    if let suppression = finding.suppression {
      text += "Not counted as a credential: \(MarkdownText.code(suppression.reason))."
    } else {
      text += item.meaning
    }
    text += " Found in \(MarkdownText.code(group.place.shown))"
    let count = group.range.count
    if count > 1 { text += " at \(Amounts.count(count, "place"))" }
    text += "."
    for evidence in finding.verdict.evidence.prefix(5) {
      text += "\n\n- \(MarkdownText.code(TextReporter.sentence(evidence)))"
    }
    return text
  }

  private static func writeIdentifiers(_ item: FindingClass, _ json: inout JSONText) {
    // The first one tells findings apart, so it must not change with the verdict.
    json.array("identifiers") { json in
      json.object { json in
        json.member("type", "keysweep_credential_kind")
        json.member("name", "keysweep \(item.kind.rawValue)")
        json.member("value", item.kind.rawValue)
      }
      json.object { json in
        json.member("type", "keysweep_rule_id")
        json.member("name", "keysweep rule \(item.id)")
        json.member("value", item.id)
      }
      for number in [798, 312] {
        json.object { json in
          json.member("type", "cwe")
          json.member("name", "CWE-\(number)")
          json.member("value", "\(number)")
          json.member("url", "https://cwe.mitre.org/data/definitions/\(number).html")
        }
      }
    }
  }

  private static func writeDetails(
    _ finding: Finding, _ group: FileGroup, _ json: inout JSONText
  ) {
    let (credential, verdict) = (finding.credential, finding.verdict)
    let fields: [(StaticString, String, String?)] = [
      ("credential", "Credential", finding.name), ("status", "Status", verdict.status.rawValue),
      ("usable", "Still opens the door", verdict.usable.rawValue),
      ("reason", "Reason", verdict.reason.rawValue),
      ("account", "Account", credential.account?.description),
      ("owner", "Owner", finding.ownerName), ("created", "Created", verdict.created?.iso8601),
      ("last_used", "Last used", verdict.lastUsed?.iso8601),
      ("fingerprint", "Fingerprint", finding.fingerprint),
      ("secret_sha256", "SHA-256 of the secret", credential.secretSHA256.first),
      ("reach", "Reached in git", group.place.git?.reach.rawValue),
    ]
    json.object("details") { json in
      for (key, name, value) in fields {
        guard let value else { continue }
        json.object(key) { json in
          json.member("name", name)
          json.member("type", "text")
          json.member("value", value)
        }
      }
    }
  }

  private static func writeLocation(
    _ location: FindingLocation, _ place: FilePlace, _ json: inout JSONText
  ) {
    json.object("location") { json in
      json.member("file", place.path.isEmpty ? place.shown : fullName(place))
      json.member("start_line", max(1, location.position.line))
      json.member("end_line", max(1, location.position.line))
      json.object("commit") { json in
        // Theirs writes zeros, too, where no commit is known.
        let commit = place.git.flatMap { $0.first ?? $0.last }
        json.member("sha", commit?.id ?? "0000000")
        json.member("author", ifAny: commit?.author.map { Escaping.printable($0.name) })
        json.member("date", ifAny: (commit?.committed ?? commit?.authored)?.iso8601)
        if let subject = commit?.subject, !subject.isEmpty {
          json.member("message", Escaping.printable(subject))
        }
      }
    }
  }

  private static func fullName(_ place: FilePlace) -> String {
    ([place.text] + place.members.map { Escaping.printable($0) }).joined(separator: "!/")
  }
}

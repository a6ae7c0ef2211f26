public import KeysweepModel

/// Workflow commands that make annotations in GitHub Actions, the worst first.
///
/// GitHub keeps ten of each type of a step: the tenth says how many more there are.
public struct GitHubReporter: Reporter {
  static let limit = 10

  /// The types of annotations.
  enum Kind: String, CaseIterable {
    case error
    case warning
    case notice

    init(_ finding: Finding) {
      self =
        switch finding.verdict.status {
        case .active, .stale: .error
        case .unknown: .warning
        case .rotated, .expired: .notice
        }
    }
  }

  /// Makes a reporter.
  public init() {}

  /// Writes the report.
  ///
  /// - Parameters:
  ///   - report: What to write.
  ///   - write: Gets the text in order.
  public func write(_ report: SweepReport, to write: (String) -> Void) {
    let counted = report.findings.filter { $0.suppression == nil }
    for kind in Kind.allCases {
      let findings = counted.filter { Kind($0) == kind }
      var room = Self.limit
      if kind == .error, !report.summary.isComplete {
        write(Self.incomplete(report.summary))
        room -= 1
      }
      // Every credential once, before any comes again.
      let groups = findings.map { FileGroup.groups(of: $0) }
      let all = groups.reduce(0) { $0 + $1.count }
      var shown = 0
      if all > room { room -= 1 }
      for isRest in [false, true] {
        for (finding, files) in zip(findings, groups) where shown < room {
          for group in isRest ? files.dropFirst() : files.prefix(1) where shown < room {
            write(Self.annotation(kind, finding, group))
            shown += 1
          }
        }
      }
      if all > shown {
        write(
          "::\(kind.rawValue) title=keysweep::\(Amounts.number(all - shown)) more of this kind: "
            + "GitHub shows \(Self.limit) of a step; the other formats have all\n")
      }
    }
    let status = Status.allCases.compactMap { status -> String? in
      let count = counted.count { $0.verdict.status == status }
      return count == 0 ? nil : "\(count) \(status.rawValue)"
    }
    write(
      "keysweep: \(Amounts.count(counted.count, "AWS credential")) found"
        + (status.isEmpty ? "" : " (\(status.joined(separator: ", ")))")
        + " in \(TallyText.swept(report.summary))\n")
  }

  private static func incomplete(_ summary: SweepSummary) -> String {
    let count = summary.incidentCounts.reduce(0) { $0 + ($1.key.makesIncomplete ? $1.value : 0) }
    var text = "\(Amounts.count(count, "thing")) could not be read or used"
    for incident in summary.incidents.filter(\.makesIncomplete).prefix(5) {
      text +=
        "\n\(Escaping.printable(incident.path.bytes)): \(incident.kind.rawValue): "
        + Escaping.printable(incident.detail)
    }
    return "::error title=keysweep is incomplete::\(data(text))\n"
  }

  private static func annotation(_ kind: Kind, _ finding: Finding, _ group: FileGroup) -> String {
    let (item, place) = (FindingClass(finding), group.place)
    let location = finding.locations[group.range.lowerBound]
    var properties: [(String, String)] = []
    // An annotation at a line of another version would mislead.
    if place.isCurrent, !place.path.isEmpty {
      properties.append(("file", place.text))
      if place.hasCurrentLines {
        properties.append(("line", String(max(1, location.position.line))))
        if let column = location.position.utf16Column, location.encodings.isEmpty {
          properties.append(("col", String(column)))
          properties.append(("endColumn", String(column + location.position.length)))
        }
      }
    }
    properties.append(("title", item.title))
    var text = "\(finding.name): \(item.meaning)"
    if let owner = finding.ownerName { text += " Owner: \(owner)." }
    text += " Found in \(place.shown):\(location.position.line)"
    if finding.locationCount > 1 {
      text += " and \(Amounts.count(finding.locationCount - 1, "other place"))"
    }
    text += ". \(finding.advice)"
    let list = properties.map { "\($0)=\(property($1))" }.joined(separator: ",")
    return "::\(kind.rawValue) \(list)::\(data(text))\n"
  }

  // MARK: Escaping

  /// The message of a command.
  static func data(_ text: String) -> String {
    escape(text) { $0 == "%" || $0 == "\r" || $0 == "\n" }
  }

  /// The value of a property.
  static func property(_ text: String) -> String {
    escape(text) { "%\r\n:,".unicodeScalars.contains($0) }
  }

  private static func escape(_ text: String, where needs: (Unicode.Scalar) -> Bool) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      if needs(scalar) {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        result += digits.utf8.count == 1 ? "%0\(digits)" : "%\(digits)"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

public import KeysweepModel

/// One JSON document, written finding by finding.
public struct JSONReporter: Reporter {
  /// Makes a reporter.
  public init() {}

  /// Writes the report.
  ///
  /// - Parameters:
  ///   - report: What to write.
  ///   - write: Gets the text in order.
  public func write(_ report: SweepReport, to write: (String) -> Void) {
    let header = JSONModel.Header(report)
    write("{\n  \"schema\" : \"\(JSONModel.schema)\",\n")
    write("  \"tool\" : \(JSONModel.encode(header.tool, pretty: false)),\n")
    write("  \"asOf\" : \"\(header.asOf)\",\n  \"staleAfterDays\" : \(header.staleAfterDays),\n")
    write("  \"summary\" : \(indented(JSONModel.Summary(report))),\n")
    array("findings", report.findings.lazy.map { JSONModel.FindingItem($0) }, write)
    write(",\n")
    array("incidents", report.summary.incidents.lazy.map { JSONModel.IncidentItem($0) }, write)
    write("\n}\n")
  }

  private func array(
    _ name: String, _ items: some Sequence<some Encodable>, _ write: (String) -> Void
  ) {
    write("  \"\(name)\" : [")
    var isFirst = true
    for item in items {
      write(isFirst ? "\n    " : ",\n    ")
      write(indented(item, by: "    "))
      isFirst = false
    }
    write(isFirst ? "]" : "\n  ]")
  }

  private func indented(_ value: some Encodable, by indent: String = "  ") -> String {
    JSONModel.encode(value, pretty: true).split(separator: "\n", omittingEmptySubsequences: false)
      .joined(separator: "\n\(indent)")
  }
}

/// One JSON object a line: a header, every finding, every incident, a summary.
public struct JSONLinesReporter: Reporter {
  /// Makes a reporter.
  public init() {}

  /// Writes the report.
  ///
  /// - Parameters:
  ///   - report: What to write.
  ///   - write: Gets the text in order.
  public func write(_ report: SweepReport, to write: (String) -> Void) {
    write(JSONModel.encode(JSONModel.Header(report), pretty: false) + "\n")
    for finding in report.findings {
      write(JSONModel.encode(JSONModel.FindingItem(finding, type: "finding"), pretty: false) + "\n")
    }
    for incident in report.summary.incidents {
      write(
        JSONModel.encode(JSONModel.IncidentItem(incident, type: "incident"), pretty: false) + "\n")
    }
    write(
      JSONModel.encode(
        JSONModel.SummaryLine(summary: JSONModel.Summary(report)), pretty: false) + "\n")
  }
}

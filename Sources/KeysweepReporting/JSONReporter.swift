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
    var text = JSONModel.encode(value, pretty: true)
    // By bytes: there may be a hundred thousand findings. Line feeds inside strings are escaped.
    return text.withUTF8 { utf8 in
      var result: [UInt8] = []
      result.reserveCapacity(utf8.count + utf8.count / 4)
      for byte in utf8 {
        result.append(byte)
        if byte == 0x0A { result += indent.utf8 }
      }
      return String(decoding: result, as: UTF8.self)
    }
  }
}

/// One JSON object a line: a header, every place as it is found, the findings, the incidents, a
/// summary.
///
/// Hits are streamed, so that all places are in the output however many there are; a finding itself
/// lists only as many locations as were kept.
public struct JSONLinesReporter: Reporter {
  private let hasHeader: Bool

  /// Makes a reporter.
  ///
  /// - Parameter hasHeader: Whether the report starts with the header; false when it and the hits
  ///   have been streamed already.
  public init(hasHeader: Bool = true) { self.hasHeader = hasHeader }

  /// The first line of a stream.
  ///
  /// - Parameter report: A report without findings: version, time and threshold count.
  /// - Returns: One line of JSON.
  public static func header(_ report: SweepReport) -> String {
    JSONModel.encode(JSONModel.Header(report), pretty: false) + "\n"
  }

  /// The line for a place at which something was found.
  ///
  /// - Parameters:
  ///   - hit: The place.
  ///   - credential: The fingerprint of the credential.
  ///   - location: The fingerprint of credential and path.
  ///   - digests: The digests of what is secret there.
  /// - Returns: One line of JSON.
  public static func line(
    for hit: Hit, credential: String, location: String, digests: HitDigests
  ) -> String {
    var json = JSONText()
    json.write(hit, credential: credential, location: location, digests: digests)
    return json.take() + "\n"
  }

  /// Writes the report.
  ///
  /// - Parameters:
  ///   - report: What to write.
  ///   - write: Gets the text in order.
  public func write(_ report: SweepReport, to write: (String) -> Void) {
    if hasHeader { write(Self.header(report)) }
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

public import KeysweepModel

/// SARIF 2.1.0, result by result, as code scanning and editors read it.
///
/// A result is a credential in a file: that is what a reviewer sees and mends. Every credential comes
/// once before any comes again, and the worst first, so that the limits of GitHub cut what matters
/// least; what they cut is said in a notification.
public struct SARIFReporter: Reporter {
  /// What GitHub takes (docs.github.com, "SARIF results exceed limits").
  enum Limit {
    /// Results of a run; of them the first 5 000 are shown.
    static let results = 25_000
    static let shownResults = 5_000
    /// Locations of a result.
    static let locations = 1_000
    /// Locations in all, so that the compressed file stays below 10 MB: a result takes about 300
    /// bytes of it, and a further location 25.
    static let allLocations = 100_000
  }

  /// Makes a reporter.
  public init() {}

  /// Writes the report.
  ///
  /// - Parameters:
  ///   - report: What to write.
  ///   - write: Gets the text in order.
  public func write(_ report: SweepReport, to write: (String) -> Void) {
    var json = JSONText()
    let rules = SARIFRules(report)
    var places = SARIFPlaces()
    let schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas"
    write("{\"$schema\":\"\(schema)/sarif-schema-2.1.0.json\",\"version\":\"2.1.0\",\"runs\":[{\n")
    rules.writeTool(report, &json)
    write("\"tool\":\(json.take()),\n\"columnKind\":\"utf16CodeUnits\",\n\"results\":[")
    var cut = Cut()
    var isFirst = true
    for isRest in [false, true] {
      for finding in report.findings {
        // Later files of a credential only after every credential had its turn.
        if isRest, finding.locations.count < 2 { continue }
        let groups = FileGroup.groups(of: finding)
        for (index, group) in groups.enumerated() where (index > 0) == isRest {
          guard cut.results < Limit.results else {
            cut.lostResults += 1
            continue
          }
          cut.results += 1
          let result = SARIFResult(
            finding, group, isOnly: groups.count == 1, ruleIndex: rules.index(of: finding))
          result.write(&json, &places, &cut)
          write((isFirst ? "\n" : ",\n") + json.take())
          isFirst = false
        }
      }
    }
    write("\n],\n")
    SARIFRun(report, cut).write(&places, &json, write)
    write("}]}\n")
  }

  /// What the limits have cut.
  struct Cut {
    var results = 0
    var lostResults = 0
    var locations = 0
    var lostLocations = 0
  }
}

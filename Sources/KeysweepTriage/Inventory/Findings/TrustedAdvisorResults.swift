internal import KeysweepModel

/// Reads what `describe-trusted-advisor-check-result` prints for "Exposed Access Keys".
///
/// Source of the order of the metadata: `describe-trusted-advisor-checks`, check `12Fnkpl8Y5`:
/// key ID, user name, fraud type, case, time updated, location, deadline, usage.
enum TrustedAdvisorResults {
  static let format = "trusted-advisor"
  static let exposedKeys = "12Fnkpl8Y5"

  private struct Document: Decodable {
    var result: Result
  }

  private struct Result: Decodable {
    var checkId: String
    var timestamp: AWSTime?
    var flaggedResources: [Resource]?
  }

  private struct Resource: Decodable {
    var metadata: [String?]?
  }

  /// Reads a result; one of another check says nothing.
  static func load(_ bytes: Bytes, line: Int, into sink: inout FactSink) throws(DocumentError) {
    let result = try AWSDocument.decode(Document.self, from: bytes).result
    sink.recognise(format)
    guard result.checkId == exposedKeys else {
      sink.notice(
        line: line,
        """
        not used: Trusted Advisor check \(result.checkId) names no key IDs; of use is \(exposedKeys), \
        Exposed Access Keys
        """)
      return
    }
    for resource in result.flaggedResources ?? [] {
      let metadata = (resource.metadata ?? []).map { $0 ?? "" }
      guard metadata.count >= 6, let id = AccessKeyID(metadata[0]) else {
        sink.malformed(
          line: line,
          """
          left out: metadata of \(metadata.count) fields that starts with \
          \u{201c}\(metadata.first ?? "")\u{201d}, expected a key ID and seven more
          """)
        continue
      }
      let isRoot = ["root", "<root_account>"].contains(metadata[1].lowercased())
      let group = sink.group(format, account: id.account, asOf: result.timestamp?.instant)
      let time = AWSTime(metadata[4]).instant
      sink.observe(time, in: group, line: line)
      let place = metadata[5].isEmpty ? "" : " at \(metadata[5])"
      let kind = metadata[2].isEmpty ? "" : " (\(metadata[2]))"
      sink.add(
        .exposure(
          KeyExposure(
            id: metadata[0],
            user: isRoot ? ReportRow.rootName : metadata[1].isEmpty ? nil : metadata[1],
            account: id.account, time: time,
            statement: "Trusted Advisor: exposed\(place)\(kind)")), to: group)
    }
  }
}

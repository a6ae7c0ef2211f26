internal import KeysweepModel

/// Reads findings of IAM Access Analyzer about unused access keys, as `get-finding-v2` prints them.
///
/// An active finding says that the key existed and was active when it was analysed. Source of the
/// format: Access Analyzer API reference, `UnusedIamUserAccessKeyDetails`.
enum AccessAnalyzerFindings {
  static let format = "access-analyzer"

  private struct Finding: Decodable {
    var FindingType: String
    var Resource: String?
    var ResourceOwnerAccount: String?
    var Status: String?
    var AnalyzedAt: AWSTime?
    var FindingDetails: [Details]?
  }

  private struct Details: Decodable {
    var UnusedIamUserAccessKeyDetails: Key?
  }

  private struct Key: Decodable {
    var AccessKeyId: String
    var LastAccessed: AWSTime?
  }

  /// Reads a finding; one that is about something else, or no longer active, says nothing.
  static func load(_ bytes: Bytes, line: Int, into sink: inout FactSink) throws(DocumentError) {
    let finding = try AWSDocument.decodeAnyCase(Finding.self, from: bytes)
    sink.recognise(format)
    guard finding.FindingType == "UnusedIAMUserAccessKey", finding.Status == "ACTIVE" else {
      return
    }
    let keys = (finding.FindingDetails ?? []).compactMap(\.UnusedIamUserAccessKeyDetails)
    if keys.isEmpty {
      sink.notice(
        line: line,
        """
        not used: a finding without findingDetails does not name its key; list-findings-v2 leaves \
        them out, get-finding-v2 prints them
        """)
      return
    }
    let arn = finding.Resource.flatMap { Arn($0) }
    for key in keys {
      var record = KeyTableRow(line: line)
      record.id = key.AccessKeyId
      record.status = "Active"
      record.user = arn?.user
      record.isUserUnknown = arn?.user == nil
      record.account = arn?.account ?? finding.ResourceOwnerAccount.flatMap { AccountID($0) }
      record.asOf = finding.AnalyzedAt?.instant
      record.lastUsed = key.LastAccessed?.text
      record.knowsLastUse = key.LastAccessed != nil
      record.emit(format, into: &sink)
    }
  }
}

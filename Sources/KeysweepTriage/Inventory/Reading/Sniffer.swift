internal import KeysweepModel

/// Tells what an input is by how it begins; names say nothing.
enum Sniffer {
  /// What a parser has to be started for.
  enum Form: Equatable {
    /// JSON documents of any kind, mixed.
    case json
    /// A credential report, or an export of a table of them.
    case report(delimiter: UInt8)
    /// Access keys with a header.
    case keyTable(delimiter: UInt8)
    /// Access keys without one.
    case keyRows(delimiter: UInt8)
    /// What `--output table` draws.
    case drawnTable
    /// Credential reports in base64.
    case base64Report
  }

  /// How many bytes are looked at.
  static let reach = 1 << 16

  private static let delimiters = [UInt8(ascii: ","), UInt8(ascii: ";"), 0x09]

  /// Recognises the beginning of an input.
  ///
  /// - Parameter bytes: Its first bytes.
  /// - Returns: What it is; nil when it is no inventory.
  static func recognise(_ bytes: Bytes) -> Form? {
    let head = Bytes(rebasing: bytes.withoutMark.prefix(reach))
    let first = head.first { $0 > 0x20 }
    if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") { return .json }
    var lines = 0
    var isCandidateForRows = true
    for line in head.split(separator: 0x0A, maxSplits: 64) {
      let line = Bytes(rebasing: line)
      if line.trimmed.isEmpty { continue }
      lines += 1
      if lines == 1 {
        if Base64ReportLoader.recognises(line) { return .base64Report }
        if TextTableLoader.recognises(line) { return .drawnTable }
        if let form = header(line) { return form }
        // Remarks that the text output puts before the first row.
        isCandidateForRows = line.count < 512 && !line.contains(0)
      }
      if isCandidateForRows, lines <= 8, let delimiter = KeyRowsLoader.delimiter(of: line) {
        return .keyRows(delimiter: delimiter)
      }
    }
    return nil
  }

  /// Whether JSON that begins so is meant to be an inventory, whatever becomes of it.
  ///
  /// Any JSON may lie in a folder; what is damaged there matters only if it speaks of keys.
  static func looksFamiliar(_ bytes: Bytes) -> Bool {
    let head = Bytes(rebasing: bytes.prefix(reach))
    let words: [StaticString] = [
      "AKIA", "ASIA", "AccessKey", "accessKey", "access_key", "\"Content\"", "UserDetailList",
      "keysweepCollect", "eventVersion",
    ]
    return words.contains { head.firstRange(of: $0) != nil }
  }

  private static func header(_ line: Bytes) -> Form? {
    for delimiter in delimiters where line.contains(delimiter) {
      var reader = RecordReader(ByteWindow(copying: line), delimiter: delimiter)
      guard reader.next() else { continue }
      let names = TableHeader.names(reader)
      if ReportColumns(names) != nil { return .report(delimiter: delimiter) }
      if KeyTableLoader.recognises(names) { return .keyTable(delimiter: delimiter) }
    }
    return nil
  }

  /// What keysweep reads, for messages.
  static let expectation = """
    expected a credential report (CSV, get-credential-report JSON or base64), list-access-keys \
    (JSON, text or table), CloudTrail, or another inventory that the manual lists
    """

  /// Says what an input that is no inventory seems to be.
  ///
  /// - Parameter bytes: Its first bytes.
  /// - Returns: A clause with the remedy.
  static func describeForeign(_ bytes: Bytes) -> String {
    let head = bytes.prefix(512)
    let text = String(decoding: head, as: UTF8.self).lowercased()
    if text.contains("<html") || text.contains("<!doctype") {
      return "an HTML page, perhaps an error page saved by a browser; \(expectation)"
    }
    if head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF]) {
      return "UTF-16 text, as PowerShell's redirection writes it; save it as UTF-8"
    }
    if head.starts(with: [0x50, 0x4B, 3, 4]) { return "a zip archive; unpack it first" }
    if head.contains(0) { return "binary data; \(expectation)" }
    if text.contains("secret access key") {
      return "a download of credentials, which tells no states; \(expectation)"
    }
    if text.contains("an error occurred (") {
      return "an error message of the AWS CLI; run the command again"
    }
    return "not recognised; \(expectation)"
  }
}

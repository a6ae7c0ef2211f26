internal import KeysweepModel

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// Reads credential reports in base64: bare, or as `--output text` prints them with their time.
enum Base64ReportLoader {
  static let format = "get-credential-report"
  /// One report; an account has a few thousand users at most.
  private static let maxBytes = 64 << 20

  /// Whether a line is base64 of a report's header.
  static func recognises(_ line: Bytes) -> Bool { line.trimmed.starts(with: "dXNlcixhcm4s") }

  /// Reads all reports.
  ///
  /// - Parameters:
  ///   - reader: Splits at tabs.
  ///   - sink: Gets rows and remarks.
  static func load(_ reader: consuming RecordReader, into sink: inout FactSink) {
    var reader = reader
    var base64: [UInt8] = []
    var line = reader.line
    func end(_ generated: String?, _ sink: inout FactSink) {
      if !base64.isEmpty {
        decode(String(decoding: base64, as: UTF8.self), generated, line: line, into: &sink)
      }
      base64 = []
    }
    while reader.next() {
      if reader.with(0, { recognises($0) }) {
        end(nil, &sink)
        line = reader.line
      }
      guard base64.count + reader.text.count <= maxBytes else {
        sink.malformed(line: line, "left out: base64 of more than 64 MiB")
        return
      }
      reader.with(0) { base64 += $0.trimmed }
      if reader.count > 1 { end(reader.with(1) { $0.trimmed.text }, &sink) }
    }
    end(nil, &sink)
  }

  /// Reads the report in a base64 text.
  ///
  /// - Parameters:
  ///   - text: The base64.
  ///   - generated: When the report was made, if something beside it says so.
  ///   - line: Where the base64 stands.
  ///   - sink: Gets rows and remarks.
  static func decode(
    _ text: String, _ generated: String?, line: Int, into sink: inout FactSink
  ) {
    guard let data = Data(base64Encoded: text, options: .ignoreUnknownCharacters), !data.isEmpty
    else {
      sink.malformed(line: line, "left out: Content is no base64 of a credential report")
      return
    }
    let window = ByteWindow(copying: data)
    guard case .report(let delimiter) = Sniffer.recognise(window.unread) else {
      sink.malformed(line: line, "left out: Content is no base64 of a credential report")
      return
    }
    CredentialReportLoader.load(
      RecordReader(window, delimiter: delimiter), format: format, generated: generated, into: &sink)
  }
}

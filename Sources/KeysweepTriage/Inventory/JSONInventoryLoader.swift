internal import KeysweepModel

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// Reads the JSON that the AWS CLI prints: credential reports and access-key lists.
enum JSONInventoryLoader {
  static let listFormat = "list-access-keys"

  private struct ReportDocument: Decodable {
    var Content: String
    var GeneratedTime: String?
  }

  private struct KeyEntry: Decodable {
    var AccessKeyId: String
    var UserName: String?
    var Status: String?
    var CreateDate: String?
  }

  private struct KeyList: Decodable {
    var AccessKeyMetadata: [KeyEntry]
  }

  /// Whether the bytes begin like JSON.
  static func recognises(_ bytes: ArraySlice<UInt8>) -> Bool {
    let first = bytes.first { $0 > 0x20 && $0 != 0xEF && $0 != 0xBB && $0 != 0xBF }
    return first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
  }

  /// Reads all documents of a file.
  ///
  /// - Parameters:
  ///   - bytes: The file.
  ///   - path: The file's name, for messages.
  /// - Returns: One input a format; empty when no document was recognised.
  static func load(_ bytes: ArraySlice<UInt8>, path: SourcePath) -> [LoadedInput] {
    let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes
    let (documents, error) = JSONDocuments.split(text)
    var list = LoadedInput(path: path, format: listFormat)
    var reports: [LoadedInput] = []
    var sawList = false
    var strange: [Incident] = []
    let decoder = JSONDecoder()
    for document in documents {
      let data = Data(document.bytes)
      if let report = try? decoder.decode(ReportDocument.self, from: data) {
        if let loaded = self.report(report, path: path, line: document.line) {
          reports.append(loaded)
        } else {
          strange.append(
            malformed(path, document.line, "Content is no base64 of a credential report"))
        }
        continue
      }
      do {
        try add(document, data, decoder, to: &list)
        sawList = true
      } catch {
        strange.append(malformed(path, document.line, describe(error)))
      }
    }
    if let error { strange.append(malformed(path, error.line, error.reason)) }
    list.asOf = list.facts.compactMap { fact -> Instant? in
      if case .listedKey(let key) = fact { key.created } else { nil }
    }.max()
    list.asOfIsLowerBound = true
    var inputs = reports
    if sawList { inputs.append(list) }
    if !inputs.isEmpty { inputs[inputs.count - 1].incidents += strange }
    return inputs
  }

  private static func malformed(_ path: SourcePath, _ line: Int, _ reason: String) -> Incident {
    Incident(.malformedInventory, path: path, line: line, detail: "left out: \(reason)")
  }

  private static func add(
    _ document: JSONDocuments.Document, _ data: Data, _ decoder: JSONDecoder,
    to list: inout LoadedInput
  ) throws {
    let entries: [KeyEntry]
    // Only root's own list, as the CLI prints it, has keys without a user.
    var nameless: String? = ReportRow.rootName
    if document.bytes.first == UInt8(ascii: "[") {
      if let lists = try? decoder.decode([KeyList].self, from: data) {
        entries = lists.flatMap(\.AccessKeyMetadata)
      } else {
        entries = try decoder.decode([KeyEntry].self, from: data)
        nameless = nil
      }
    } else if let keys = try? decoder.decode(KeyList.self, from: data) {
      entries = keys.AccessKeyMetadata
    } else {
      entries = [try decoder.decode(KeyEntry.self, from: data)]
      nameless = nil
    }
    for entry in entries {
      let id = AccessKeyID(entry.AccessKeyId)
      var created: Instant?
      if let text = entry.CreateDate {
        created = Instant(iso8601: text)
        if created == nil {
          list.incidents.append(
            malformed(
              list.path, document.line,
              "CreateDate of \(entry.AccessKeyId) is \u{201c}\(text)\u{201d}, expected ISO 8601"))
        }
      }
      guard let status = entry.Status else {
        list.incidents.append(
          malformed(list.path, document.line, "\(entry.AccessKeyId) has no Status"))
        continue
      }
      list.facts.append(
        .listedKey(
          ListedKey(
            id: entry.AccessKeyId, user: entry.UserName ?? nameless, state: ListedKey.State(status),
            created: created, account: id?.account)))
    }
  }

  private static func report(
    _ document: ReportDocument, path: SourcePath, line: Int
  ) -> LoadedInput? {
    guard let csv = Data(base64Encoded: document.Content, options: .ignoreUnknownCharacters)
    else { return nil }
    let bytes = [UInt8](csv)[...]
    guard CredentialReportLoader.recognises(bytes) else { return nil }
    var input = CredentialReportLoader.load(bytes, path: path)
    input.format = "get-credential-report"
    if let text = document.GeneratedTime {
      ReportTime.apply(text, to: &input)
    }
    return input
  }

  private static func describe(_ error: any Error) -> String {
    switch error as? DecodingError {
    case .keyNotFound(let key, _):
      "not an AWS CLI document that keysweep knows: no \(key.stringValue)"
    case .dataCorrupted: "not valid JSON"
    default: "not an AWS CLI document that keysweep knows"
    }
  }
}

/// The time at which a report says it was made.
enum ReportTime {
  /// Applies `GeneratedTime`, unless the content is younger than it claims.
  static func apply(_ text: String, to input: inout LoadedInput) {
    guard let stated = Instant(iso8601: text) else {
      input.incidents.append(
        Incident(
          .notice, path: input.path,
          detail:
            "GeneratedTime \u{201c}\(text)\u{201d} is no ISO 8601 time; using the newest time inside"
        ))
      return
    }
    if let newest = input.asOf, newest > stated {
      input.incidents.append(
        Incident(
          .notice, path: input.path,
          detail: """
            GeneratedTime \(stated.iso8601) is older than times inside the report; using the newest \
            of them, \(newest.iso8601)
            """))
      return
    }
    input.asOf = stated
    input.asOfIsLowerBound = false
  }

  /// A time in a file name: `2026-11-24`, with an optional time behind it.
  static func inName(_ name: some Sequence<UInt8>) -> Instant? {
    let bytes = Array(name)
    guard bytes.count >= 10 else { return nil }
    for start in 0...(bytes.count - 10) where isDigit(bytes[start]) {
      if start > 0, isDigit(bytes[start - 1]) { continue }
      let date = String(decoding: bytes[start..<(start + 10)], as: UTF8.self)
      guard Instant(iso8601: date) != nil, date.utf8.dropFirst(4).first == UInt8(ascii: "-")
      else { continue }
      // `T10:00:00`, `T10-00-00`, `T100000`, with or without Z.
      var time = ""
      var at = start + 10
      if at < bytes.count, bytes[at] == UInt8(ascii: "T") || bytes[at] == UInt8(ascii: "_") {
        at += 1
        while at < bytes.count, time.utf8.count < 6 {
          if isDigit(bytes[at]) {
            time.append(Character(UnicodeScalar(bytes[at])))
          } else if bytes[at] != UInt8(ascii: ":"), bytes[at] != UInt8(ascii: "-") {
            break
          }
          at += 1
        }
      }
      let compact = date.filter { $0 != "-" }
      return time.utf8.count == 6
        ? Instant(iso8601: "\(compact)T\(time)Z") ?? Instant(iso8601: date)
        : Instant(iso8601: date)
    }
    return nil
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
}

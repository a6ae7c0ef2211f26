public import KeysweepModel

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// Why a recorded report cannot be used: the file, the reason and the remedy.
public struct ReportReadError: Error, Hashable, CustomStringConvertible {
  /// The file, as it was named.
  public var file: String
  /// The reason.
  public var reason: String
  /// What to do about it.
  public var remedy: String

  /// One line.
  public var description: String { "\u{201c}\(file)\u{201d}: \(reason); \(remedy)" }
}

/// Reads what ``JSONReporter`` has written.
///
/// Members that are not known are ignored, as the schema promises; another version of the schema, or
/// a word that is not known, is refused.
public enum ReportReader {
  private struct Document: Decodable {
    var tool: JSONModel.Tool
    var asOf: String
    var staleAfterDays: Int
    var summary: JSONModel.Summary
    var findings: [JSONModel.FindingItem]
    var incidents: [JSONModel.IncidentItem]
  }

  /// What is looked at first: a document of another version need not have anything else.
  private struct Version: Decodable {
    var schema: String?
    var type: String?
  }

  /// Reads a report.
  ///
  /// - Parameters:
  ///   - bytes: The document.
  ///   - file: Its name, for messages.
  /// - Returns: The report, with everything that the document holds.
  /// - Throws: ``ReportReadError``.
  public static func read(_ bytes: [UInt8], file: String) throws(ReportReadError) -> SweepReport {
    func refuse(_ reason: String, _ remedy: String = rewrite) -> ReportReadError {
      ReportReadError(file: file, reason: reason, remedy: remedy)
    }
    guard bytes.contains(where: { $0 > 0x20 }) else {
      throw refuse("it is empty", "was the sweep that writes it interrupted? " + rewrite)
    }
    let data = Data(bytes)
    let decoder = JSONDecoder()
    do {
      let version = try decoder.decode(Version.self, from: data)
      guard let schema = version.schema else {
        throw refuse("it names no schema, so it is no report of keysweep")
      }
      guard schema == JSONModel.schema else {
        throw refuse(
          "its schema is \(quoted(schema)), and this version reads \(JSONModel.schema)",
          schema.hasPrefix("keysweep-report/")
            ? "use the version of keysweep that wrote it, or sweep again"
            : "name what a sweep has written with --format json")
      }
      guard version.type == nil else { throw refuse("it is one line of a report in JSON lines") }
      let document = try decoder.decode(Document.self, from: data)
      return try report(document)
    } catch let error as ReportReadError {
      throw error
    } catch let error as Misfit {
      throw refuse("\(error.place) is \(quoted(error.text)), which is not known here", newer)
    } catch let error as DecodingError {
      throw refuse(reason(error, bytes), remedy(error))
    } catch {
      throw refuse("it cannot be read as JSON")
    }
  }

  // MARK: Mistakes

  private static let rewrite = "keysweep report reads what scan and git write with --format json"
  private static let newer = "was it written by a newer version, or changed since?"

  private static func quoted(_ text: String) -> String { "\u{201c}\(text.prefix(60))\u{201d}" }

  private static func reason(_ error: DecodingError, _ bytes: [UInt8]) -> String {
    switch error {
    case .keyNotFound(let key, let context):
      return "\(place(context.codingPath)) lacks \u{201c}\(key.stringValue)\u{201d}"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      return "\(place(context.codingPath)) is not of the type that the schema says"
    case .dataCorrupted(let context) where !context.codingPath.isEmpty:
      return "\(place(context.codingPath)) is not what the schema says"
    default:
      // One object a line is no document.
      let lines = bytes.split(separator: 0x0A, maxSplits: 2)
      let isLines = lines.count > 1 && lines[0].last == UInt8(ascii: "}") && lines[1].first == 0x7B
      if isLines { return "it is a report in JSON lines" }
      let isCut = bytes.last { $0 > 0x20 } != UInt8(ascii: "}")
      return isCut ? "it is no JSON, or cut off" : "it is no JSON"
    }
  }

  private static func remedy(_ error: DecodingError) -> String {
    if case .dataCorrupted(let context) = error, context.codingPath.isEmpty { return rewrite }
    return "it was changed or damaged since it was written; sweep again"
  }

  /// `findings[3].status`.
  private static func place(_ path: [any CodingKey]) -> String {
    guard !path.isEmpty else { return "the report" }
    return path.enumerated().map { index, key in
      key.intValue.map { "[\($0)]" } ?? (index > 0 ? "." : "") + key.stringValue
    }.joined()
  }

  // MARK: Values

  private static func report(_ document: Document) throws -> SweepReport {
    var report = SweepReport(
      findings: try JSONModel.each(document.findings, "findings") { try $0.finding() },
      summary: try document.summary.summary(),
      toolVersion: document.tool.version,
      asOf: try JSONModel.instant(document.asOf, "asOf"),
      staleAfterDays: document.staleAfterDays)
    report.summary.incidents = try JSONModel.each(document.incidents, "incidents") {
      try $0.incident()
    }
    return report
  }
}

/// A value that a newer version may know.
struct Misfit: Error {
  /// Where it stands: `findings[3].status`.
  var place: String
  var text: String
}

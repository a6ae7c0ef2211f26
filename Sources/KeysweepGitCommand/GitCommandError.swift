/// Why git could not be asked, or what it did not like.
public struct GitCommandError: Error, Hashable, CustomStringConvertible {
  /// The family of an error.
  public enum Code: String, Sendable {
    /// There is no git on this machine.
    case noGit = "no-git"
    /// The git of this machine does not know what is needed.
    case tooOld = "too-old"
    /// The folder belongs to no repository.
    case notARepository = "not-a-repository"
    /// A working tree is needed, and the repository has none.
    case noWorkingTree = "no-working-tree"
    /// A revision, branch or date does not exist.
    case unknownRevision = "unknown-revision"
    /// A name could mean several things.
    case ambiguousRevision = "ambiguous-revision"
    /// ``GitCommand/cancel()`` was called.
    case cancelled
    /// Anything else: git failed, or the operating system refused.
    case failed
  }

  /// The family of the error.
  public let code: Code
  /// What is wrong.
  public let reason: String
  /// What to do about it; empty where nothing can be advised.
  public let remedy: String
  /// What git said, in one line, cut when it is long; empty when git said nothing.
  public let complaint: String

  /// The most bytes that are kept of what git says.
  static let longestComplaint = 400

  /// Makes an error.
  ///
  /// - Parameters:
  ///   - code: The family.
  ///   - reason: What is wrong.
  ///   - remedy: What to do about it.
  ///   - complaint: What git wrote to standard error. It may hold anything, also control characters:
  ///     whoever prints it escapes them.
  init(_ code: Code, _ reason: String, remedy: String = "", complaint: [UInt8] = []) {
    self.code = code
    self.reason = reason
    self.remedy = remedy
    self.complaint = Self.line(complaint)
  }

  /// All in one line.
  public var description: String {
    reason + (complaint.isEmpty ? "" : " (git: \(complaint))")
      + (remedy.isEmpty ? "" : "; \(remedy)")
  }

  /// The lines of a complaint in one; what git puts in front of them, and its hints, are left out.
  private static func line(_ bytes: [UInt8]) -> String {
    let words = ["fatal: ", "error: ", "warning: "]
    var lines: [String] = []
    for raw in bytes.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
      var line = String(decoding: raw, as: UTF8.self)
      if line.hasPrefix("hint: ") || line.hasPrefix("usage: ") { continue }
      if let word = words.first(where: line.hasPrefix) { line.removeFirst(word.count) }
      if !line.allSatisfy({ $0 == " " || $0 == "\t" }) { lines.append(line) }
    }
    let text = lines.joined(separator: "; ")
    guard text.utf8.count > longestComplaint else { return text }
    return String(decoding: text.utf8.prefix(longestComplaint), as: UTF8.self) + "…"
  }
}

/// Where a stream of bytes came from, as the bytes of its path.
///
/// Paths are bytes, not text: file systems hold names that are not UTF-8. Members of containers
/// are joined by `!/` (`outer.tar.gz!/inner.zip!/etc/app.env`). Reporters escape on the way out.
public struct SourcePath: Sendable, Hashable, Comparable {
  /// The raw bytes of the path.
  public let bytes: [UInt8]

  /// Wraps raw path bytes.
  public init(bytes: [UInt8]) { self.bytes = bytes }
  /// Takes a path given as text.
  public init(_ text: String) { bytes = Array(text.utf8) }

  /// The name under which standard input is reported.
  public static let standardInput = SourcePath("<stdin>")

  /// The last path component.
  public var lastComponent: ArraySlice<UInt8> {
    let slash = bytes.lastIndex(of: UInt8(ascii: "/"))
    return slash.map { bytes[($0 + 1)...] } ?? bytes[...]
  }

  /// The path as text with invalid UTF-8 replaced: for matching and reading, not for printing.
  public var lossyText: String { String(decoding: bytes, as: UTF8.self) }

  /// Runs `body` with the path as C wants it.
  public func withCString<R>(_ body: (UnsafePointer<CChar>) -> R) -> R {
    (bytes.map { CChar(bitPattern: $0) } + [0]).withUnsafeBufferPointer { buffer in
      // The array holds at least its zero, so the address is there.
      buffer.baseAddress.map(body) ?? body("")
    }
  }

  /// Orders by bytes, so that reports do not depend on a locale.
  public static func < (a: Self, b: Self) -> Bool { a.bytes.lexicographicallyPrecedes(b.bytes) }
}

/// A time by which a credential is known to have existed, and how that is known.
public struct Observation: Sendable, Hashable {
  /// What vouches for the time, from strongest to weakest.
  public enum Basis: String, Sendable, CaseIterable {
    /// A request signed with the key (`X-Amz-Date`).
    case signedRequest = "signed-request"
    /// The creation time inside the session token.
    case sessionToken = "session-token"
    /// The time at which AWS recorded an event of the key.
    case cloudTrail = "cloudtrail"
    /// The time with which the line of a log starts.
    case logLine = "log-line"
    /// A list or report of an account names the key: it was there when it was made, or at that time.
    case inventory
    /// Git committer date of the first commit that holds it.
    case commit
    /// Modification time of an archive member.
    case archiveMember = "archive-member"
    /// The user says so.
    case stated
    /// Modification time of a plain file: a hint, never ground for an inference.
    case fileModification = "file-modification"
  }

  /// The time.
  public var instant: Instant
  /// What vouches for it.
  public var basis: Basis

  /// Makes an observation.
  public init(_ instant: Instant, basis: Basis) {
    self.instant = instant
    self.basis = basis
  }

  /// Whether a verdict may rest on it (`design.md` D4: a bare file mtime never triggers one).
  ///
  /// A time before there was AWS shows that its clock was wrong: commits and logs of 1970 or 1980.
  public var isTrusted: Bool { basis != .fileModification && instant >= Self.firstKeys }

  /// 2006-01-01: no access key is known from before that year.
  private static let firstKeys = Instant(secondsSinceEpoch: 1_136_073_600)
}

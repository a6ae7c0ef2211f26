/// Addresses at which a forge shows commits and files.
///
/// Known are github.com, gitlab.com and bitbucket.org. A forge on another host is left alone: its
/// name does not tell which software it runs. A user name or password in a remote's address is never
/// copied: an address is put together from the host and the checked path alone.
public struct WebLinks: Sendable, Hashable {
  /// Which software answers.
  public enum Forge: Sendable, Hashable {
    /// github.com
    case gitHub
    /// gitlab.com
    case gitLab
    /// bitbucket.org
    case bitbucket
  }

  /// Which software answers.
  public let forge: Forge
  /// Owner and name, such as `apple/swift`.
  public let repository: String

  /// Reads the address of a remote: `https://…`, `ssh://…`, `git://…` or `user@host:path`.
  ///
  /// Nil when the host is no known forge, or the path is none of a repository.
  public init?(remote: String) {
    guard let (host, rest) = Self.split(remote), let forge = Self.forge(host.lowercased()) else {
      return nil
    }
    var path = rest[...]
    while path.hasPrefix("/") { path = path.dropFirst() }
    while path.hasSuffix("/") { path = path.dropLast() }
    if path.hasSuffix(".git") { path = path.dropLast(4) }
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    // GitLab has groups within groups.
    guard parts.count == 2 || (forge == .gitLab && (2...21).contains(parts.count)),
      parts.allSatisfy(Self.isName)
    else { return nil }
    self.forge = forge
    repository = String(path)
  }

  /// Reads `remote.origin.url` from the text of a repository's configuration; nil when there is none
  /// or its host is no known forge.
  public init?(configuration: [UInt8], remote: String = "origin") {
    guard let url = GitConfiguration(configuration).value("remote", remote, "url") else {
      return nil
    }
    self.init(remote: url)
  }

  /// The address of a commit.
  public func commit(_ id: ObjectID) -> String {
    switch forge {
    case .gitHub: "https://github.com/\(repository)/commit/\(id)"
    case .gitLab: "https://gitlab.com/\(repository)/-/commit/\(id)"
    case .bitbucket: "https://bitbucket.org/\(repository)/commits/\(id)"
    }
  }

  /// The address of a file in a commit.
  ///
  /// - Parameters:
  ///   - path: The file's path as bytes.
  ///   - commit: The commit.
  ///   - line: The line to show, from 1.
  /// - Returns: The address.
  public func file(_ path: [UInt8], in commit: ObjectID, line: Int? = nil) -> String {
    let escaped = Self.escape(path)
    switch forge {
    case .gitHub:
      return "https://github.com/\(repository)/blob/\(commit)/\(escaped)"
        + (line.map { "#L\($0)" } ?? "")
    case .gitLab:
      return "https://gitlab.com/\(repository)/-/blob/\(commit)/\(escaped)"
        + (line.map { "#L\($0)" } ?? "")
    case .bitbucket:
      return "https://bitbucket.org/\(repository)/src/\(commit)/\(escaped)"
        + (line.map { "#lines-\($0)" } ?? "")
    }
  }

  private static func split(_ remote: String) -> (host: String, path: String)? {
    if let scheme = remote.range(of: "://") {
      guard ["https", "http", "ssh", "git", "git+ssh"].contains(remote[..<scheme.lowerBound])
      else { return nil }
      let rest = remote[scheme.upperBound...]
      guard let slash = rest.firstIndex(of: "/") else { return nil }
      // The last at sign: a password may hold one.
      let authority = rest[..<slash]
      let host = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] }
      let bare = (host ?? authority).prefix { $0 != ":" }
      return (String(bare), String(rest[slash...]))
    }
    guard let colon = remote.firstIndex(of: ":"), !remote[..<colon].contains("/") else {
      return nil
    }
    let authority = remote[..<colon]
    let host = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] }
    return (String(host ?? authority), String(remote[remote.index(after: colon)...]))
  }

  private static func forge(_ host: String) -> Forge? {
    switch host {
    // The second of each answers SSH on the port of HTTPS.
    case "github.com", "ssh.github.com", "www.github.com": .gitHub
    case "gitlab.com", "altssh.gitlab.com", "www.gitlab.com": .gitLab
    case "bitbucket.org", "altssh.bitbucket.org", "www.bitbucket.org": .bitbucket
    default: nil
    }
  }

  private static func isName(_ part: Substring) -> Bool {
    guard !part.isEmpty, part != ".", part != ".." else { return false }
    return part.utf8.allSatisfy(isPlain)
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: true
    default: false
    }
  }

  /// Percent-encodes everything that is not plain in every part of an address.
  private static func escape(_ path: [UInt8]) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var text: [UInt8] = []
    for byte in path {
      if isPlain(byte) || byte == 0x2F {
        text.append(byte)
      } else {
        text += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}

extension String {
  /// The first place of a text, without Foundation.
  fileprivate func range(of text: String) -> Range<String.Index>? {
    var at = startIndex
    while at < endIndex {
      if self[at...].hasPrefix(text) { return at..<index(at, offsetBy: text.count) }
      at = index(after: at)
    }
    return nil
  }
}

internal import Crypto

/// Names of objects and of streams, as git makes them.
enum ObjectNaming {
  /// The name of an object: the hash over its kind, its size and its content.
  ///
  /// - Parameters:
  ///   - kind: The kind of the object.
  ///   - content: Its bytes.
  ///   - hashBytes: 20 for SHA-1, 32 for SHA-256.
  /// - Returns: The name.
  static func id(
    _ kind: ObjectKind, _ content: UnsafeRawBufferPointer, hashBytes: Int
  ) -> ObjectID {
    withUnsafeTemporaryAllocation(byteCount: 32, alignment: 1) { head in
      let word: StaticString =
        switch kind {
        case .commit: "commit "
        case .tree: "tree "
        case .blob: "blob "
        case .tag: "tag "
        }
      // Written from behind: the digits of a number come last digit first.
      var at = 31
      head[at] = 0
      var rest = content.count
      repeat {
        at -= 1
        head[at] = UInt8(ascii: "0") + UInt8(rest % 10)
        rest /= 10
      } while rest > 0
      at -= word.utf8CodeUnitCount
      for index in 0..<word.utf8CodeUnitCount { head[at + index] = word.utf8Start[index] }
      let prefix = UnsafeRawBufferPointer(rebasing: head[at..<32])
      if hashBytes == 32 {
        var hash = SHA256()
        hash.update(bufferPointer: prefix)
        hash.update(bufferPointer: content)
        return ObjectID(hash.finalize())
      }
      var hash = Insecure.SHA1()
      hash.update(bufferPointer: prefix)
      hash.update(bufferPointer: content)
      return ObjectID(hash.finalize())
    }
  }

  /// What an object tells about the length of names in its repository.
  ///
  /// - Parameters:
  ///   - kind: The kind of the object.
  ///   - content: Its bytes.
  /// - Returns: 20 or 32; nil when it tells nothing, as blobs do.
  static func hashBytes(_ kind: ObjectKind, _ content: UnsafeRawBufferPointer) -> Int? {
    switch kind {
    case .blob: return nil
    case .commit: return digits(content, after: "tree ")
    case .tag: return digits(content, after: "object ")
    case .tree:
      guard !content.isEmpty else { return nil }
      switch (isTree(content, 20), isTree(content, 32)) {
      case (true, false): return 20
      case (false, true): return 32
      default: return nil
      }
    }
  }

  /// Half the number of hexadecimal digits behind a word, up to the end of the line.
  private static func digits(
    _ content: UnsafeRawBufferPointer, after word: StaticString
  ) -> Int? {
    let start = word.utf8CodeUnitCount
    for count in [40, 64] where content.count > start + count {
      guard content[start + count] == 10 else { continue }
      let hex = UnsafeRawBufferPointer(rebasing: content[start..<(start + count)])
      return ObjectID(hexBytes: hex)?.byteCount
    }
    return nil
  }

  /// Whether the bytes are a tree with names of this length.
  private static func isTree(_ content: UnsafeRawBufferPointer, _ hashBytes: Int) -> Bool {
    var at = 0
    while at < content.count {
      let mode = at
      while at < content.count, (0x30...0x37).contains(content[at]) { at += 1 }
      guard at > mode, at - mode <= 6, at < content.count, content[at] == 0x20 else {
        return false
      }
      let name = at + 1
      while at < content.count, content[at] != 0 { at += 1 }
      guard at > name, at + hashBytes < content.count else { return false }
      at += 1 + hashBytes
    }
    return true
  }
}

/// The check sum over a stream, of both kinds as long as it is not known which is right.
struct StreamSum {
  private var sha1: Insecure.SHA1? = Insecure.SHA1()
  private var sha256: SHA256? = SHA256()

  /// Leaves the other kind out from now on.
  mutating func decide(_ hashBytes: Int) {
    if hashBytes == 20 { sha256 = nil } else { sha1 = nil }
  }

  /// Adds the next bytes.
  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    sha1?.update(bufferPointer: bytes)
    sha256?.update(bufferPointer: bytes)
  }

  /// The sum so far; nil when this kind was left out.
  func value(_ hashBytes: Int) -> ObjectID? {
    hashBytes == 20
      ? sha1.map { ObjectID($0.finalize()) } : sha256.map { ObjectID($0.finalize()) }
  }
}

extension ObjectID {
  /// The name that a hash gives.
  fileprivate init(_ digest: Insecure.SHA1Digest) {
    self = digest.withUnsafeBytes { Self($0) }
  }

  fileprivate init(_ digest: SHA256Digest) {
    self = digest.withUnsafeBytes { Self($0) }
  }

  private init(_ digest: UnsafeRawBufferPointer) {
    guard let id = ObjectID(bytes: digest) else {
      preconditionFailure("a hash has 20 or 32 bytes")
    }
    self = id
  }
}

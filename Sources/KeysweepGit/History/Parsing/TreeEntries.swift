/// Goes through the entries of a tree without allocating.
///
/// Ends early at the first entry that is no entry; `isDamaged` tells.
public struct TreeEntries {
  /// One entry.
  public struct Entry {
    /// The mode, such as `0o100644`.
    public var mode: UInt32
    /// The name's bytes, valid as long as the tree's.
    public var name: UnsafeBufferPointer<UInt8>
    /// What it names.
    public var id: ObjectID

    /// Whether it is a folder.
    public var isFolder: Bool { mode & 0o170000 == 0o040000 }
    /// Whether it names a commit of another repository, a submodule.
    public var isSubmodule: Bool { mode & 0o170000 == 0o160000 }
    /// Whether it is a symbolic link.
    public var isLink: Bool { mode & 0o170000 == 0o120000 }
  }

  private let bytes: UnsafeBufferPointer<UInt8>
  private let idLength: Int
  private var at = 0
  /// Whether something was found that is no entry; it and what follows were left out.
  public private(set) var isDamaged = false

  /// Reads a tree of a repository whose ids have `idLength` bytes.
  public init(_ bytes: UnsafeBufferPointer<UInt8>, idLength: Int) {
    self.bytes = bytes
    self.idLength = idLength
  }

  /// The next entry, or nil at the end.
  public mutating func next() -> Entry? {
    guard at < bytes.count, !isDamaged else { return nil }
    var mode: UInt32 = 0
    var position = at
    while position < bytes.count, bytes[position] != 0x20 {
      let digit = bytes[position]
      guard digit >= 0x30, digit <= 0x37, position - at < 8 else { return fail() }
      mode = mode << 3 | UInt32(digit - 0x30)
      position += 1
    }
    guard position > at, position < bytes.count,
      let end = bytes.position(of: 0, in: (position + 1)..<bytes.count),
      end + 1 + idLength <= bytes.count,
      let id = ObjectID(raw: bytes.part((end + 1)..<(end + 1 + idLength)))
    else { return fail() }
    at = end + 1 + idLength
    return Entry(mode: mode, name: bytes.part((position + 1)..<end), id: id)
  }

  private mutating func fail() -> Entry? {
    isDamaged = true
    return nil
  }
}

internal import KeysweepModel

/// The blobs that an index names: content that is staged, whether it was ever committed or not.
///
/// Reads versions 2 to 4 (`gitformat-index`). What a split index shares with another file is left
/// out. A damaged index gives what comes before the damage.
public struct StagedBlobs: Sendable {
  /// Larger files are not read: the index of a million files takes 100 MB.
  static let largestFile = 1 << 28

  /// Where a blob is staged.
  public struct Place: Sendable, Hashable {
    /// The index, as git would name it: `index`, or `worktrees/x/index`.
    public var index: [UInt8]
    /// The path within the working tree.
    public var path: [UInt8]
  }

  private let wanted: Set<ObjectID>
  private let hashBytes: Int
  /// Where the wanted blobs are staged; of several places the first.
  public private(set) var places: [ObjectID: Place] = [:]

  /// Looks for blobs in the indexes of a repository and its linked worktrees.
  ///
  /// - Parameters:
  ///   - folders: The repository.
  ///   - wanted: The blobs to look for.
  ///   - hashBytes: Bytes of the name of an object.
  public init(in folders: RepositoryFolders, wanted: Set<ObjectID>, hashBytes: Int) {
    self.wanted = wanted
    self.hashBytes = hashBytes
    if wanted.isEmpty { return }
    let common = folders.common.bytes
    read(common, Array("index".utf8))
    let worktrees = Array("worktrees".utf8)
    for name in (try? RepositoryFiles.list(common + [0x2F] + worktrees)) ?? [] where name.isFolder {
      read(common, worktrees + [0x2F] + name.bytes + Array("/index".utf8))
    }
  }

  /// Reads an index from its bytes.
  init(_ bytes: [UInt8], named name: [UInt8], wanted: Set<ObjectID>, hashBytes: Int) {
    self.wanted = wanted
    self.hashBytes = hashBytes
    bytes.withUnsafeBytes { read($0, name) }
  }

  private mutating func read(_ folder: [UInt8], _ name: [UInt8]) {
    guard
      let bytes = try? RepositoryFiles.read(folder + [0x2F] + name, limit: Self.largestFile)
    else { return }
    bytes.withUnsafeBytes { read($0, name) }
  }

  private mutating func read(_ bytes: UnsafeRawBufferPointer, _ name: [UInt8]) {
    guard bytes.count >= 12, bytes.be32(0) == 0x4449_5243 else { return }
    let version = bytes.be32(4)
    guard (2...4).contains(version) else { return }
    var at = 12
    var path: [UInt8] = []
    for _ in 0..<bytes.be32(8) {
      let start = at
      // Ten words of what the file system knows, then the name of the object and flags.
      let flagsAt = at + 40 + hashBytes
      guard flagsAt + 4 <= bytes.count,
        let id = ObjectID(
          bytes: UnsafeRawBufferPointer(rebasing: bytes[(at + 40)..<flagsAt]))
      else { return }
      let isExtended = bytes[flagsAt] & 0x40 != 0
      guard version > 2 || !isExtended else { return }
      at = flagsAt + (isExtended ? 4 : 2)
      if version == 4 {
        guard let cut = Self.number(bytes, &at), cut <= path.count else { return }
        path.removeLast(cut)
      } else {
        path.removeAll(keepingCapacity: true)
      }
      guard let end = bytes[min(at, bytes.count)...].firstIndex(of: 0) else { return }
      path += bytes[at..<end]
      // Padded with one to eight zeros, but for the version that saves bytes.
      at = version == 4 ? end + 1 : start + (end - start + 8) / 8 * 8
      if wanted.contains(id), places[id] == nil { places[id] = Place(index: name, path: path) }
    }
  }

  /// A number as packs write the distance of a base.
  private static func number(_ bytes: UnsafeRawBufferPointer, _ at: inout Int) -> Int? {
    var value = 0
    while at < bytes.count {
      let byte = bytes[at]
      at += 1
      value |= Int(byte & 0x7F)
      if byte & 0x80 == 0 { return value }
      guard value < 1 << 40 else { return nil }
      value = (value + 1) << 7
    }
    return nil
  }
}

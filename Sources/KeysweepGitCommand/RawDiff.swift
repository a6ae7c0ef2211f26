/// Reads what `git diff-index --raw -z` and `git diff-files --raw -z` print.
struct RawDiff {
  /// One difference: `:100644 100644 <id> <id> M`, and the path.
  struct Entry {
    var oldMode: UInt32
    var newMode: UInt32
    var oldID: String
    var newID: String
    /// A letter for what happened, such as `A` for an added file and `R` for a renamed one.
    var status: UInt8
    /// Its path now.
    var path: [UInt8]

    /// The ID of the old content, where there was any that is a blob.
    var oldBlob: String? { GitMode.isContent(oldMode) && !Self.isNull(oldID) ? oldID : nil }
    /// The ID of the new content, where there is any that is a blob.
    var newBlob: String? { GitMode.isContent(newMode) && !Self.isNull(newID) ? newID : nil }

    private static func isNull(_ id: String) -> Bool { id.utf8.allSatisfy { $0 == 0x30 } }
  }

  private var header: (UInt32, UInt32, String, String, UInt8)?
  /// Of what was renamed, the path before comes first.
  private var isPathBeforeNext = false

  /// Takes one record; gives a difference when it is the path of one.
  mutating func feed(_ record: UnsafeRawBufferPointer) -> Entry? {
    guard let (oldMode, newMode, oldID, newID, status) = header else {
      let words = record.dropFirst().split(separator: 0x20).map {
        String(decoding: $0, as: UTF8.self)
      }
      guard record.first == UInt8(ascii: ":"), words.count == 5,
        let oldMode = UInt32(words[0], radix: 8), let newMode = UInt32(words[1], radix: 8),
        let status = words[4].utf8.first
      else { return nil }
      header = (oldMode, newMode, words[2], words[3], status)
      isPathBeforeNext = status == UInt8(ascii: "R") || status == UInt8(ascii: "C")
      return nil
    }
    if isPathBeforeNext {
      isPathBeforeNext = false
      return nil
    }
    header = nil
    return Entry(
      oldMode: oldMode, newMode: newMode, oldID: oldID, newID: newID, status: status,
      path: Array(record))
  }
}

/// Modes as git writes them.
enum GitMode {
  /// A link.
  static let link: UInt32 = 0o120000
  /// A commit of another repository.
  static let submodule: UInt32 = 0o160000

  /// Whether what has this mode is a blob.
  static func isContent(_ mode: UInt32) -> Bool {
    mode & 0o170000 == 0o100000 || mode & 0o170000 == link
  }
}

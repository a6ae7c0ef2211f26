internal import KeysweepModel

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// The few system calls that reading references takes, with names as bytes.
///
/// Symbolic links are not followed and only regular files are opened: a hostile repository must not
/// make a sweep read elsewhere, or wait for a pipe.
enum RepositoryFiles {
  /// Why nothing was read.
  enum Failure: Error {
    case absent
    case unreadable
  }

  /// A name in a folder.
  struct Name {
    var bytes: [UInt8]
    var isFolder: Bool
  }

  /// Reads a regular file of at most `limit` bytes.
  static func read(_ path: [UInt8], limit: Int) throws(Failure) -> [UInt8] {
    do throws(SystemError) {
      let (descriptor, size) = try SystemFile.open(SourcePath(bytes: path), followsLink: false)
      defer { close(descriptor) }
      if size <= limit { return try SystemFile.read(descriptor, count: size) }
    } catch {
      throw error.isAbsent ? .absent : .unreadable
    }
    throw .unreadable
  }

  /// The names in a folder, sorted, without links and special files.
  static func list(_ path: [UInt8]) throws(Failure) -> [Name] {
    let flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_DIRECTORY
    let descriptor = SystemFile.withCString(path) { open($0, flags) }
    guard descriptor >= 0 else {
      throw errno == ENOENT || errno == ENOTDIR ? .absent : .unreadable
    }
    guard let folder = fdopendir(descriptor) else {
      close(descriptor)
      throw .unreadable
    }
    defer { closedir(folder) }
    var names: [Name] = []
    while let entry = readdir(folder) {
      let bytes = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      if bytes == [0x2E] || bytes == [0x2E, 0x2E] { continue }
      // The entry's own type is not known on every file system.
      var status = stat()
      let found = SystemFile.withCString(bytes) {
        fstatat(descriptor, $0, &status, AT_SYMLINK_NOFOLLOW)
      }
      guard found == 0 else { continue }
      let type = status.st_mode & S_IFMT
      guard type == S_IFREG || type == S_IFDIR else { continue }
      names.append(Name(bytes: bytes, isFolder: type == S_IFDIR))
    }
    return names.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
  }
}

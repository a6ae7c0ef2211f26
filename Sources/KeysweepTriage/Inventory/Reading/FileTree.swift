internal import KeysweepModel

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Finds the files below a folder.
enum FileTree {
  /// What a path leads to.
  enum Kind {
    case folder
    /// Named, or unnamed by its path below `/dev/fd`.
    case pipe
    case other
  }

  /// Looks a path up, following links.
  ///
  /// - Parameter path: The path as the user gave it.
  /// - Returns: What it is.
  /// - Throws: ``ReadFailure`` when there is nothing.
  static func kind(of path: SourcePath) throws(ReadFailure) -> Kind {
    if path == SourcePath("-") {
      throw ReadFailure(
        path: path, kind: .unreadable,
        reason: "an inventory is not read from standard input by this name; save it to a file, or "
          + "give a pipe: <(COMMAND), or /dev/stdin (a file of this name is ./-)")
    }
    var status = stat()
    guard stat(name(path.bytes), &status) == 0 else {
      var failure = ReadFailure(path: path, code: errno)
      failure.reason += "; check the path"
      throw failure
    }
    return switch status.st_mode & S_IFMT {
    case S_IFDIR: .folder
    case S_IFIFO: .pipe
    default: .other
    }
  }

  /// All regular files below a folder, in order; links are not followed.
  ///
  /// - Parameters:
  ///   - folder: The folder.
  ///   - failures: Gets what could not be listed or looked at.
  /// - Returns: The files.
  static func files(
    below folder: SourcePath, failures: inout [ReadFailure]
  ) -> [SourcePath] {
    var files: [SourcePath] = []
    var folders = [folder.bytes]
    while let current = folders.popLast() {
      guard let stream = opendir(name(current)) else {
        failures.append(ReadFailure(path: SourcePath(bytes: current), code: errno))
        continue
      }
      defer { closedir(stream) }
      while let entry = readdir(stream) {
        let last = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
          let start = UnsafeRawPointer(pointer).assumingMemoryBound(to: UInt8.self)
          return Array(
            Bytes(
              start: start,
              count: strlen(UnsafeRawPointer(start).assumingMemoryBound(to: CChar.self))))
        }
        if last == Array(".".utf8) || last == Array("..".utf8) { continue }
        let slash = current.last == UInt8(ascii: "/") ? [] : [UInt8(ascii: "/")]
        let path = current + slash + last
        var status = stat()
        guard lstat(name(path), &status) == 0 else {
          failures.append(ReadFailure(path: SourcePath(bytes: path), code: errno))
          continue
        }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: folders.append(path)
        case S_IFREG: files.append(SourcePath(bytes: path))
        default: continue
        }
      }
    }
    return files.sorted()
  }

  /// As the C library wants it.
  private static func name(_ bytes: [UInt8]) -> [CChar] {
    bytes.map { CChar(bitPattern: $0) } + [0]
  }
}

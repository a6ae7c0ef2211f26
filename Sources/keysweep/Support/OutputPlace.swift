internal import KeysweepInputs

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// What an output path leads to, found out before anything is opened.
struct OutputPlace {
  /// What two outputs must not share.
  enum Identity: Hashable {
    case standardOutput
    case file(FileIdentity)
    /// A file that does not exist yet: its folder and its name there.
    case newFile(FileIdentity, String)
    /// Devices take any number of outputs; and what cannot be told apart is left to `open`.
    case device
  }

  /// The path as the user named it.
  let path: String
  /// The path behind symbolic links: what is replaced is the file, not a link to it.
  let target: String
  /// What is there now.
  let status: stat?
  /// What it is, for telling two outputs apart.
  let identity: Identity

  /// Looks at a path.
  ///
  /// - Parameter path: The path as the user named it; nil for standard output.
  init(_ path: String?) {
    guard let path else {
      self.init(path: "-", target: "-", status: nil, identity: .standardOutput)
      return
    }
    let target = Self.resolve(path)
    var status = stat()
    guard stat(target, &status) == 0, let file = FileIdentity(path: target) else {
      let (folder, name) = Self.split(target)
      let identity = FileIdentity(path: folder).map { Identity.newFile($0, name) } ?? .device
      self.init(path: path, target: target, status: nil, identity: identity)
      return
    }
    let isDevice = status.st_mode & S_IFMT == S_IFCHR
    // `/dev/stdout`, and a file that the shell has opened for us already, are standard output: a
    // second descriptor would write over the first, and a rename would take the file from it.
    let isOutput = !isDevice && FileIdentity(descriptor: 1) == file
    self.init(
      path: path, target: target, status: status,
      identity: isOutput ? .standardOutput : isDevice ? .device : .file(file))
  }

  private init(path: String, target: String, status: stat?, identity: Identity) {
    self.path = path
    self.target = target
    self.status = status
    self.identity = identity
  }

  /// Whether the file appears under its name only when it is whole: a regular one, or none yet.
  var isReplaced: Bool { status.map { $0.st_mode & S_IFMT == S_IFREG } ?? true }

  /// The folder in which the file stands.
  var folder: String { Self.split(target).folder }

  /// Whether anything has this name, be it a link to nothing.
  static func exists(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
  }

  /// Follows symbolic links at the end of a path, also to where nothing is yet.
  private static func resolve(_ path: String) -> String {
    var path = path
    // As many as the kernel follows; beyond that `open` gives the error.
    for _ in 0..<40 {
      var status = stat()
      guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK else { break }
      // What procfs calls a link to a pipe leads nowhere by name.
      var end = stat()
      if stat(path, &end) == 0, end.st_mode & S_IFMT != S_IFREG { break }
      var buffer = [CChar](repeating: 0, count: 4096)
      let count = readlink(path, &buffer, buffer.count)
      guard count > 0, count < buffer.count,
        let link = String(
          validating: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
      else { break }
      path = link.hasPrefix("/") ? link : split(path).folder + "/" + link
    }
    return path
  }

  private static func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path) }
    let folder = path[..<slash]
    return (folder.isEmpty ? "/" : String(folder), String(path[path.index(after: slash)...]))
  }
}

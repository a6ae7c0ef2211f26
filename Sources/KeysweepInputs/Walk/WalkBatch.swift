public import KeysweepModel

/// What a walk leaves out and how it hands out what it finds.
public struct WalkOptions: Sendable {
  /// Patterns in gitignore syntax, relative to each root; what matches is not swept.
  public var excludes: [String] = []
  /// Whether `.keysweepignore` files are obeyed.
  public var readsIgnoreFiles = true
  /// Files that whoever walks writes to, or is about to replace: not swept, and named.
  public var ownOutputs: Set<FileIdentity> = []
  /// Files that whoever walks has made for the time being: not swept, and not named, because their
  /// names mean nothing to anybody.
  public var ownTemporaries: Set<FileIdentity> = []
  /// Files that come and go while whoever walks is at work: not swept, and not named.
  public var ownEntries: Set<FolderEntry> = []
  /// Whether git repositories are handed out; otherwise their objects are left out, and named.
  public var findsRepositories = false
  /// A batch holds at most so many files.
  public var batchFiles = 64
  /// A batch closes when its files come to so many bytes.
  public var batchBytes = 2 << 20
  /// A batch closes when its files lie in so many folders: each stays open until the last of its
  /// files is read.
  public var batchFolders = 64
  /// A file larger than this is the only one of its batch, so that it can be read differently.
  public var aloneBytes = Int.max
  /// Whether standard input is swept beside the walk, so that a root that is the same pipe is not.
  public var sweepsStandardInput = false

  /// Nothing is left out.
  public init() {}
}

/// A name in a folder, whether there is a file now or not.
public struct FolderEntry: Sendable, Hashable {
  /// The folder.
  public var folder: FileIdentity
  /// The name.
  public var name: [UInt8]

  /// Names an entry.
  public init(folder: FileIdentity, name: [UInt8]) {
    self.folder = folder
    self.name = name
  }
}

/// A regular file that the walk has found, or a pipe that was named.
///
/// Its path is built on demand only.
public struct FileEntry: Sendable {
  let directory: DirectoryHandle?
  /// Where its name starts in the batch's buffer.
  let name: Int
  /// Whether a symbolic link is followed: only for what was named on the command line.
  let followsLink: Bool
  /// Whether it is a pipe or a terminal, which has no size and gives its bytes once.
  ///
  /// Such a file is the only one of its batch.
  public let isStream: Bool
  /// Size in bytes when it was found; 0 may be a lie of a virtual file system.
  public let size: Int
  /// Modification time.
  public let modified: Instant
  /// What tells, later, whether it has changed.
  public let stamp: FileStamp
}

/// Files to sweep together, and what was left out on the way to them.
public struct WalkBatch: Sendable {
  /// The files, in the order of the walk.
  public var files: [FileEntry] = []
  /// What was left out or could not be read.
  public var incidents: [Incident] = []
  /// Git directories that were met; their objects are not among the files.
  public var repositories: [SourcePath] = []
  /// Names, each ended by NUL, one after the other: one buffer for the whole batch.
  var names: [CChar] = []
  var bytes = 0
  /// How often the folder changed from one file to the next: no fewer than the folders it keeps open.
  var folders = 0
  /// Whether no file may join.
  var isClosed = false

  /// Whether there is nothing in it.
  var isEmpty: Bool { files.isEmpty && incidents.isEmpty && repositories.isEmpty }

  /// The display path of a file of this batch.
  public func path(of file: FileEntry) -> SourcePath {
    var bytes = file.directory?.prefix ?? []
    for byte in names[file.name...] {
      if byte == 0 { break }
      bytes.append(UInt8(bitPattern: byte))
    }
    return SourcePath(bytes: bytes)
  }

  /// Opens a file of this batch.
  ///
  /// - Parameter file: The file.
  /// - Returns: A descriptor, or what to report instead.
  public func open(_ file: FileEntry) -> Result<OpenFile, Refusal> {
    let result = names.withUnsafeBufferPointer { buffer -> Result<Int32, FileError>? in
      buffer.baseAddress.map {
        FileSystem.openFile(
          $0 + file.name, in: file.directory?.descriptor.rawValue, followsLink: file.followsLink)
      }
    }
    switch result {
    case .success(let descriptor): return .success(OpenFile(descriptor))
    case .failure(let error):
      return .failure(Refusal(error.incident(path(of: file), wasListed: true)))
    case nil:
      return .failure(Refusal(Incident(.unreadable, path: path(of: file), detail: "no name")))
    }
  }
}

/// An incident as an error.
public struct Refusal: Error {
  /// What to report.
  public let incident: Incident

  init(_ incident: Incident) { self.incident = incident }
}

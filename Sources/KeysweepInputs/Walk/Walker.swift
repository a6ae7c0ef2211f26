public import KeysweepModel

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Walks files and folders in a fixed order and hands them out in batches.
///
/// One thread walks: listing is a small part of the work, and one thread makes the order, and with
/// it every choice between two paths to the same file, the same on every run. Folders are walked
/// depth first with names in byte order. Files are opened later, by the workers, relative to their
/// open folder, so that no path is built or resolved for a file in which nothing is found.
///
/// Hidden and git-ignored files are walked. Symbolic links are followed only when they were named
/// as roots: what a link inside a root leads to is either swept where it stands, or outside.
///
/// Roots are walked in byte order too, and what is named itself is left to its own root by every
/// other one, so that neither the order of arguments nor the way they nest changes anything.
public final class Walker {
  /// How many folders of the current branch stay open; outer ones are opened again through `..`.
  let maxOpen: Int

  /// A folder that is being walked.
  struct Frame {
    var handle: DirectoryHandle?
    let identity: FileIdentity
    let prefix: [UInt8]
    let names: [CChar]
    /// Starts of names in byte order.
    let order: [Int]
    var next = 0
    /// Patterns of the command line, which outweigh those of files.
    let commandRules: IgnoreRules?
    /// Patterns of `.keysweepignore` files.
    let fileRules: IgnoreRules?
    let isGitDirectory: Bool
  }

  let options: WalkOptions
  let roots: RootTable
  private var nextRoot = 0
  var stack: [Frame] = []
  var batch = WalkBatch()
  /// A batch that was closed before its time, to be handed out before ``batch``.
  private var closed: WalkBatch?
  /// Folders, and files with several names, that were met before, with the path then.
  var seen: [FileIdentity: SourcePath] = [:]
  private lazy var canonicalRoots: [[UInt8]] = roots.paths.compactMap(\.resolved)

  /// Folders listed so far.
  public internal(set) var directoriesListed = 0

  /// Starts a walk.
  ///
  /// - Parameters:
  ///   - roots: Files and folders, as the user named them.
  ///   - options: What to leave out.
  public init(roots: [SourcePath], options: WalkOptions) {
    self.options = options
    self.roots = RootTable(roots, options)
    maxOpen = max(2, min(64, DescriptorLimit.raise() / 16))
  }

  /// The next batch; nil when everything has been handed out.
  public func next() -> WalkBatch? {
    while true {
      if let batch = closed {
        closed = nil
        return batch
      }
      if isFull { return take() }
      if let frame = stack.indices.last {
        if stack[frame].next < stack[frame].order.count {
          let position = stack[frame].next
          stack[frame].next += 1
          visit(stack[frame].order[position], in: frame)
        } else {
          leave()
        }
      } else if nextRoot < roots.paths.count {
        nextRoot += 1
        enter(root: nextRoot - 1)
      } else {
        return batch.isEmpty ? nil : take()
      }
    }
  }

  private var isFull: Bool {
    batch.files.count >= options.batchFiles || batch.bytes >= options.batchBytes
      || batch.folders >= options.batchFolders || batch.isClosed || batch.incidents.count >= 1024
  }

  private func take() -> WalkBatch {
    defer { batch = WalkBatch() }
    return batch
  }

  func note(_ kind: Incident.Kind, _ path: SourcePath, _ detail: String) {
    batch.incidents.append(Incident(kind, path: path, detail: detail))
  }

  func noteDuplicate(_ path: SourcePath, of first: SourcePath) {
    // The very path that was named as a root: nothing is left out.
    if path == first { return }
    note(.duplicate, path, "the same file as \(first.lossyText), which is swept")
  }

  // MARK: Entries

  private func visit(_ offset: Int, in frame: Int) {
    guard let handle = stack[frame].handle else { return }
    stack[frame].names.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      let name = base + offset
      let parent = handle.descriptor.rawValue
      if isOwnEntry(name, of: stack[frame].identity) { return }
      let status: stat
      switch FileSystem.status(name, in: parent, followsLink: false) {
      case .success(let value): status = value
      case .failure(let error):
        batch.incidents.append(error.incident(path(handle, name), wasListed: true))
        return
      }
      let kind = FileKind(status)
      if stack[frame].commandRules != nil || stack[frame].fileRules != nil {
        let full = path(handle, name)
        let isExcluded = full.bytes.withUnsafeBytes { bytes in
          [stack[frame].commandRules, stack[frame].fileRules].lazy.compactMap {
            $0?.excludes(
              bytes, nameStart: handle.prefix.count, isDirectory: kind == .directory)
          }.first
        }
        if isExcluded ?? false { return note(.excluded, full, "matches an exclusion pattern") }
      }
      switch kind {
      case .regular:
        if isOwn(status, path: { path(handle, name) }) { return }
        if roots.namesFiles, let home = roots.home(of: FileIdentity(status)) {
          return noteDuplicate(path(handle, name), of: roots.paths[home])
        }
        if status.st_nlink > 1 {
          if let first = seen[FileIdentity(status)] {
            return noteDuplicate(path(handle, name), of: first)
          }
          seen[FileIdentity(status)] = path(handle, name)
        }
        if options.findsRepositories, strcmp(name, ".git") == 0 {
          // A linked worktree or a submodule, whose objects lie elsewhere.
          batch.repositories.append(path(handle, name))
        }
        addFile(name, status, in: handle, followsLink: false)
      case .directory:
        let full = path(handle, name)
        if let home = roots.home(of: FileIdentity(status)) {
          return noteDuplicate(full, of: roots.paths[home])
        }
        if stack[frame].isGitDirectory, strcmp(name, "objects") == 0 {
          return meet(repository: handle, objects: full)
        }
        descend(
          name, status, parent: handle, prefix: full.bytes + [UInt8(ascii: "/")], path: full,
          followsLink: false, commandRules: stack[frame].commandRules,
          fileRules: stack[frame].fileRules)
      case .symlink: visitLink(name, handle)
      case .pipe, .special:
        note(
          .specialFile, path(handle, name),
          "a FIFO, socket or device; only regular files are swept")
      }
    }
  }

  /// Hands a repository on: its objects are no files to be read one by one.
  private func meet(repository handle: DirectoryHandle, objects: SourcePath) {
    guard options.findsRepositories else {
      return note(.gitObjects, objects, "the history was left out, as asked for")
    }
    var bytes = handle.prefix
    while bytes.count > 1, bytes.last == UInt8(ascii: "/") { bytes.removeLast() }
    batch.repositories.append(SourcePath(bytes: bytes))
  }

  /// Whether the file is one of the output of this very run, which is passed over.
  func isOwn(_ status: stat, path: () -> SourcePath) -> Bool {
    if options.ownOutputs.isEmpty, options.ownTemporaries.isEmpty { return false }
    let identity = FileIdentity(status)
    if options.ownTemporaries.contains(identity) { return true }
    guard options.ownOutputs.contains(identity) else { return false }
    note(.ownOutput, path(), "this run writes to it or replaces it")
    return true
  }

  /// Whether the file may be gone by the time that it is looked at, because this run removes it.
  private func isOwnEntry(_ name: UnsafePointer<CChar>, of folder: FileIdentity) -> Bool {
    if options.ownEntries.isEmpty { return false }
    let bytes = UnsafeRawBufferPointer(start: name, count: strlen(name))
    return options.ownEntries.contains(FolderEntry(folder: folder, name: Array(bytes)))
  }

  private func path(_ handle: DirectoryHandle, _ name: UnsafePointer<CChar>) -> SourcePath {
    let bytes = UnsafeRawBufferPointer(start: name, count: strlen(name))
    return SourcePath(bytes: handle.prefix + bytes)
  }

  func addFile(
    _ name: UnsafePointer<CChar>, _ status: stat, in directory: DirectoryHandle?,
    followsLink: Bool, isStream: Bool = false
  ) {
    let size = max(0, Int(status.st_size))
    let standsAlone = isStream || size > options.aloneBytes
    if standsAlone, !batch.files.isEmpty { closed = take() }
    if batch.files.isEmpty || batch.files.last?.directory !== directory { batch.folders += 1 }
    batch.files.append(
      FileEntry(
        directory: directory, name: batch.names.count, followsLink: followsLink,
        isStream: isStream, size: size,
        modified: Instant(secondsSinceEpoch: FileSystem.modified(status)),
        stamp: FileStamp(status)))
    batch.names.append(contentsOf: UnsafeBufferPointer(start: name, count: strlen(name) + 1))
    batch.bytes += size
    batch.isClosed = standsAlone
  }

  private func visitLink(_ name: UnsafePointer<CChar>, _ handle: DirectoryHandle) {
    let full = path(handle, name)
    let target = String(
      decoding: FileSystem.linkTarget(name, in: handle.descriptor.rawValue), as: UTF8.self)
    switch FileSystem.status(name, in: handle.descriptor.rawValue, followsLink: true) {
    case .failure(let error):
      if error.code == ELOOP {
        note(.symlinkSkipped, full, "a symbolic link that leads in a circle, to \(target)")
      } else {
        note(.brokenSymlink, full, "a symbolic link to \(target), which does not exist")
      }
    case .success:
      let isInside = full.resolved.map { path in
        canonicalRoots.contains { root in
          path == root || path.starts(with: root.last == 0x2F ? root : root + [0x2F])
        }
      }
      if isInside ?? false {
        note(
          .duplicate, full,
          "a symbolic link to \(target), inside the given roots: swept there unless it is left out")
      } else {
        note(
          .symlinkSkipped, full,
          "a symbolic link out of the given roots, to \(target); name the target to sweep it")
      }
    }
  }
}

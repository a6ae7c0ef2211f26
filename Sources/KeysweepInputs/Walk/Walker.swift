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
public final class Walker {
  /// How many folders of the current branch stay open; outer ones are opened again through `..`.
  private static let maxOpen = 64

  /// A folder that is being walked.
  private struct Frame {
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

  private let options: WalkOptions
  private let excludes: [GlobPattern]
  private var roots: ArraySlice<SourcePath>
  private let allRoots: [SourcePath]
  private var stack: [Frame] = []
  private var batch = WalkBatch()
  /// Folders, roots, and files with several names that were met before, with the path then.
  private var seen: [FileIdentity: SourcePath] = [:]
  private lazy var canonicalRoots: [[UInt8]] = allRoots.compactMap { root in
    (root.bytes + [0]).withUnsafeBytes {
      $0.baseAddress.flatMap {
        FileSystem.canonicalPath(of: $0.assumingMemoryBound(to: CChar.self))
      }
    }
  }

  /// Folders listed so far.
  public private(set) var directoriesListed = 0

  /// Starts a walk.
  ///
  /// - Parameters:
  ///   - roots: Files and folders, as the user named them.
  ///   - options: What to leave out.
  public init(roots: [SourcePath], options: WalkOptions) {
    self.options = options
    self.roots = roots[...]
    allRoots = roots
    excludes = options.excludes.compactMap { GlobPattern(line: $0.utf8) }
    FileSystem.raiseDescriptorLimit()
  }

  /// The next batch; nil when everything has been handed out.
  public func next() -> WalkBatch? {
    while true {
      if isFull { return take() }
      if let frame = stack.indices.last {
        if stack[frame].next < stack[frame].order.count {
          let position = stack[frame].next
          stack[frame].next += 1
          visit(stack[frame].order[position], in: frame)
        } else {
          leave()
        }
      } else if let root = roots.popFirst() {
        enter(root: root)
      } else {
        return batch.files.isEmpty && batch.incidents.isEmpty ? nil : take()
      }
    }
  }

  private var isFull: Bool {
    batch.files.count >= options.batchFiles || batch.bytes >= options.batchBytes
      || batch.incidents.count >= 1024
  }

  private func take() -> WalkBatch {
    defer { batch = WalkBatch() }
    return batch
  }

  private func note(_ kind: Incident.Kind, _ path: SourcePath, _ detail: String) {
    batch.incidents.append(Incident(kind, path: path, detail: detail))
  }

  // MARK: Roots

  private func enter(root: SourcePath) {
    var name = root.bytes.map { CChar(bitPattern: $0) }
    guard !name.isEmpty, !name.contains(0) else {
      return note(.missing, root, "an empty path; name a file or a folder")
    }
    name.append(0)
    name.withUnsafeBufferPointer { buffer in
      guard let pointer = buffer.baseAddress else { return }
      switch FileSystem.status(pointer, in: nil, followsLink: true) {
      case .failure(let error):
        batch.incidents.append(error.incident(root, wasListed: false))
      case .success(let status):
        switch FileKind(status) {
        case .regular:
          let isExcluded =
            !excludes.isEmpty
            && root.bytes.withUnsafeBytes {
              commandRules(baseLength: 0)?.excludes(
                $0, nameStart: root.bytes.count - root.lastComponent.count, isDirectory: false)
                ?? false
            }
          if isExcluded { return note(.excluded, root, "matches --exclude") }
          if isOwn(status, path: { root }) { return }
          if let first = seen[FileIdentity(status)] { return noteDuplicate(root, of: first) }
          seen[FileIdentity(status)] = root
          addFile(pointer, status, in: nil, followsLink: true)
        case .directory:
          var prefix = root.bytes
          if prefix.last != UInt8(ascii: "/") { prefix.append(UInt8(ascii: "/")) }
          descend(
            pointer, status, parent: nil, prefix: prefix, path: root, followsLink: true,
            commandRules: commandRules(baseLength: prefix.count), fileRules: nil)
        case .symlink, .special:
          note(.specialFile, root, "a FIFO, socket or device; only regular files are swept")
        }
      }
    }
  }

  private func commandRules(baseLength: Int) -> IgnoreRules? {
    excludes.isEmpty ? nil : IgnoreRules(patterns: excludes, baseLength: baseLength, outer: nil)
  }

  private func noteDuplicate(_ path: SourcePath, of first: SourcePath) {
    note(.duplicate, path, "the same file as \(first.lossyText), which is swept")
  }

  // MARK: Entries

  private func visit(_ offset: Int, in frame: Int) {
    guard let handle = stack[frame].handle else { return }
    stack[frame].names.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      let name = base + offset
      let parent = handle.descriptor.rawValue
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
        if status.st_nlink > 1 {
          if let first = seen[FileIdentity(status)] {
            return noteDuplicate(path(handle, name), of: first)
          }
          seen[FileIdentity(status)] = path(handle, name)
        } else if !seen.isEmpty, stack[frame].handle != nil, let first = seen[FileIdentity(status)]
        {
          return noteDuplicate(path(handle, name), of: first)
        }
        addFile(name, status, in: handle, followsLink: false)
      case .directory:
        let full = path(handle, name)
        if stack[frame].isGitDirectory, strcmp(name, "objects") == 0 {
          return note(
            .gitObjects, full,
            "git history is not swept by this version; files of the repository are")
        }
        descend(
          name, status, parent: handle, prefix: full.bytes + [UInt8(ascii: "/")], path: full,
          followsLink: false, commandRules: stack[frame].commandRules,
          fileRules: stack[frame].fileRules)
      case .symlink: visitLink(name, handle)
      case .special:
        note(
          .specialFile, path(handle, name),
          "a FIFO, socket or device; only regular files are swept")
      }
    }
  }

  /// Whether the file is one of the output of this very run, which is passed over.
  private func isOwn(_ status: stat, path: () -> SourcePath) -> Bool {
    if options.ownOutputs.isEmpty, options.ownTemporaries.isEmpty { return false }
    let identity = FileIdentity(status)
    if options.ownTemporaries.contains(identity) { return true }
    guard options.ownOutputs.contains(identity) else { return false }
    note(.ownOutput, path(), "this run writes to it or replaces it")
    return true
  }

  private func path(_ handle: DirectoryHandle, _ name: UnsafePointer<CChar>) -> SourcePath {
    let bytes = UnsafeRawBufferPointer(start: name, count: strlen(name))
    return SourcePath(bytes: handle.prefix + bytes)
  }

  private func addFile(
    _ name: UnsafePointer<CChar>, _ status: stat, in directory: DirectoryHandle?, followsLink: Bool
  ) {
    batch.files.append(
      FileEntry(
        directory: directory, name: batch.names.count, followsLink: followsLink,
        size: max(0, Int(status.st_size)),
        modified: Instant(secondsSinceEpoch: FileSystem.modified(status))))
    batch.names.append(contentsOf: UnsafeBufferPointer(start: name, count: strlen(name) + 1))
    batch.bytes += max(0, Int(status.st_size))
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
      let canonical = (full.bytes + [0]).withUnsafeBytes {
        $0.baseAddress.flatMap {
          FileSystem.canonicalPath(of: $0.assumingMemoryBound(to: CChar.self))
        }
      }
      let isInside = canonical.map { path in
        canonicalRoots.contains { root in
          path == root || path.starts(with: root.last == 0x2F ? root : root + [0x2F])
        }
      }
      if isInside ?? false {
        note(.duplicate, full, "a symbolic link to \(target), which is swept where it stands")
      } else {
        note(
          .symlinkSkipped, full,
          "a symbolic link out of the given roots, to \(target); name the target to sweep it")
      }
    }
  }

  // MARK: Folders

  private func descend(
    _ name: UnsafePointer<CChar>, _ status: stat, parent: DirectoryHandle?, prefix: [UInt8],
    path: SourcePath, followsLink: Bool, commandRules: IgnoreRules?, fileRules: IgnoreRules?
  ) {
    let identity = FileIdentity(status)
    if let first = seen[identity] { return noteDuplicate(path, of: first) }
    let descriptor: OwnedDescriptor
    switch FileSystem.openDirectory(
      name, in: parent?.descriptor.rawValue, followsLink: followsLink)
    {
    case .success(let value): descriptor = value
    case .failure(let error):
      batch.incidents.append(error.incident(path, wasListed: true))
      return
    }
    seen[identity] = path
    var names: [CChar] = []
    var order: [Int] = []
    if let error = FileSystem.list(descriptor, names: &names, offsets: &order) {
      batch.incidents.append(error.incident(path, wasListed: true))
    }
    directoriesListed += 1
    names.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      order.sort { strcmp(base + $0, base + $1) < 0 }
    }
    let handle = DirectoryHandle(descriptor, prefix: prefix)
    stack.append(
      Frame(
        handle: handle, identity: identity, prefix: prefix, names: names, order: order,
        commandRules: commandRules,
        fileRules: ignoreRules(in: handle, names, order, outer: fileRules),
        isGitDirectory: Self.isGitDirectory(names, order)))
    // Files of outer folders that are still in flight keep their handle; the walk itself need not.
    if stack.count > Self.maxOpen { stack[stack.count - 1 - Self.maxOpen].handle = nil }
  }

  /// Leaves the innermost folder, and opens the outer one again if it had to be closed.
  private func leave() {
    guard let done = stack.popLast(), let outer = stack.indices.last, stack[outer].handle == nil,
      let inner = done.handle
    else { return }
    let path = SourcePath(bytes: stack[outer].prefix)
    guard
      case .success(let descriptor) = FileSystem.openDirectory(
        "..", in: inner.descriptor.rawValue, followsLink: false),
      case .success(let status) = FileSystem.status(
        ".", in: descriptor.rawValue, followsLink: false),
      FileIdentity(status) == stack[outer].identity
    else {
      note(.changedWhileRead, path, "was moved during the sweep; the rest of it was not swept")
      stack[outer].next = stack[outer].order.count
      // Keep the way up: outer folders are reached from here.
      stack[outer].handle = inner
      return
    }
    stack[outer].handle = DirectoryHandle(descriptor, prefix: stack[outer].prefix)
  }

  private static func contains(_ name: String, _ names: [CChar], _ order: [Int]) -> Bool {
    names.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return false }
      var low = 0
      var high = order.count
      while low < high {
        let middle = (low + high) / 2
        let comparison = strcmp(base + order[middle], name)
        if comparison == 0 { return true }
        if comparison < 0 { low = middle + 1 } else { high = middle }
      }
      return false
    }
  }

  private static func isGitDirectory(_ names: [CChar], _ order: [Int]) -> Bool {
    contains("objects", names, order) && contains("HEAD", names, order)
      && contains("refs", names, order)
  }

  private func ignoreRules(
    in handle: DirectoryHandle, _ names: [CChar], _ order: [Int], outer: IgnoreRules?
  ) -> IgnoreRules? {
    guard options.readsIgnoreFiles, Self.contains(".keysweepignore", names, order) else {
      return outer
    }
    let path = SourcePath(bytes: handle.prefix + Array(".keysweepignore".utf8))
    switch FileSystem.openFile(
      ".keysweepignore", in: handle.descriptor.rawValue, followsLink: false)
    {
    case .failure(let error):
      batch.incidents.append(error.incident(path, wasListed: true))
      return outer
    case .success(let descriptor):
      let open = OpenFile(descriptor)
      var buffer = [UInt8](repeating: 0, count: 1 << 20)
      let count = buffer.withUnsafeMutableBytes {
        (try? ByteReader.file(open.rawValue).read(into: $0, at: 0)) ?? -1
      }
      guard count >= 0, count < buffer.count else {
        note(.unreadable, path, "unreadable or larger than 1 MiB; nothing is excluded by it")
        return outer
      }
      return IgnoreRules(
        patterns: IgnoreRules.parse(buffer[..<count]), baseLength: handle.prefix.count,
        outer: outer)
    }
  }
}

internal import KeysweepModel

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Going down into folders and up again.
extension Walker {
  func descend(
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
    if stack.count > maxOpen { stack[stack.count - 1 - maxOpen].handle = nil }
  }

  /// Leaves the innermost folder, and opens the outer one again if it had to be closed.
  func leave() {
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
    case .failure(let error) where error.code == ELOOP:
      // Following it could take the patterns from outside the roots, as git does not do either.
      note(.notice, path, "a symbolic link, which is not followed; nothing is excluded by it")
      return outer
    case .failure(let error):
      batch.incidents.append(error.incident(path, wasListed: true))
      return outer
    case .success(let descriptor):
      let open = OpenFile(descriptor)
      var buffer = [UInt8](repeating: 0, count: 1 << 20)
      var count = 0
      let isRead = buffer.withUnsafeMutableBytes { bytes -> Bool in
        let reader = ByteReader.file(open.rawValue)
        do throws(ReadError) {
          try reader.read(into: bytes, at: 0, count: &count, isCancelled: { false })
          return true
        } catch {
          return false
        }
      }
      guard isRead, count < buffer.count else {
        note(.unreadable, path, "unreadable or larger than 1 MiB; nothing is excluded by it")
        return outer
      }
      return IgnoreRules(
        patterns: IgnoreRules.parse(buffer[..<count]), baseLength: handle.prefix.count,
        outer: outer)
    }
  }
}

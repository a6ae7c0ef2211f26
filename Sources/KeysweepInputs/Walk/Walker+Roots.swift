internal import KeysweepModel

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// What was named by the user.
extension Walker {
  func enter(root index: Int) {
    let root = roots.paths[index]
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
      case .success(let status): enter(root, index, pointer, status)
      }
    }
  }

  private func enter(
    _ root: SourcePath, _ index: Int, _ name: UnsafePointer<CChar>, _ status: stat
  ) {
    let kind = FileKind(status)
    if kind != .directory, roots.excludes(root) {
      return note(.excluded, root, "matches --exclude")
    }
    let identity = FileIdentity(status)
    if identity == roots.standardInput { return noteDuplicate(root, of: .standardInput) }
    if let home = roots.home(of: identity), home != index {
      return noteDuplicate(root, of: roots.paths[home])
    }
    switch kind {
    case .regular:
      if isOwn(status, path: { root }) { return }
      addFile(name, status, in: nil, followsLink: true)
    case .pipe: addFile(name, status, in: nil, followsLink: true, isStream: true)
    case .directory:
      var prefix = root.bytes
      if prefix.last != UInt8(ascii: "/") { prefix.append(UInt8(ascii: "/")) }
      descend(
        name, status, parent: nil, prefix: prefix, path: root, followsLink: true,
        commandRules: roots.rules(baseLength: prefix.count), fileRules: nil)
    case .symlink, .special:
      if RootTable.isTerminalOfStandardInput(status) {
        return addFile(name, status, in: nil, followsLink: true, isStream: true)
      }
      // Never opened: some devices act on that alone, others have no end.
      note(
        .unreadable, root,
        "a socket or device; only files, folders, pipes and \u{201c}-\u{201d} are swept")
    }
  }
}

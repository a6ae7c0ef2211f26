internal import KeysweepArchive
internal import KeysweepInputs

/// What is not swept as plain bytes.
enum SpecialFile {
  /// An archive, or a compressed stream.
  case container(ContainerKind)
  /// Objects of git.
  case git(GitMember)
}

/// Says by the first bytes what is to be done with a file.
struct Recognition: Sendable {
  private let isWanted: Bool

  init(_ limits: ArchiveLimits) { isWanted = limits.maxDepth > 0 }

  /// What begins with these bytes.
  ///
  /// - Parameters:
  ///   - head: The first bytes.
  ///   - size: How many bytes the file has in all, when it can be read anywhere.
  ///   - source: Where its bytes are.
  /// - Returns: What it is; nil for a plain file, and for a pack in a file, which is swept with its
  ///   history.
  func special(
    _ head: UnsafeRawBufferPointer, size: Int?, _ source: ByteReader
  ) -> SpecialFile? {
    if let kind = container(head, size: size, source) { return .container(kind) }
    guard let form = GitMember(head), size == nil || form == .loose else { return nil }
    return .git(form)
  }

  private func container(
    _ head: UnsafeRawBufferPointer, size: Int?, _ source: ByteReader
  ) -> ContainerKind? {
    guard isWanted else { return nil }
    if let kind = ContainerKind.recognise(head) { return kind }
    // Only windows much smaller than usual do not show where an ISO image names itself.
    guard let size, head.count < ContainerKind.headBytes, size >= ContainerKind.headBytes else {
      return nil
    }
    return container(at: source)
  }

  /// The container that an open file is.
  func container(in descriptor: Int32) -> ContainerKind? {
    isWanted ? container(at: .file(descriptor)) : nil
  }

  /// The container at the beginning of what can be read anywhere.
  private func container(at source: ByteReader) -> ContainerKind? {
    withUnsafeTemporaryAllocation(byteCount: ContainerKind.headBytes, alignment: 16) { buffer in
      var count = 0
      try? source.read(into: buffer, at: 0, count: &count, isCancelled: { false })
      return ContainerKind.recognise(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    }
  }
}

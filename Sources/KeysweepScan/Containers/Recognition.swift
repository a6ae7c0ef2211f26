internal import KeysweepArchive
internal import KeysweepInputs

/// Says by the first bytes what is to be done with a file.
struct Recognition: Sendable {
  private let isWanted: Bool

  init(_ limits: ArchiveLimits) { isWanted = limits.maxDepth > 0 }

  /// The container that begins with these bytes.
  ///
  /// - Parameters:
  ///   - head: The first bytes.
  ///   - size: How many bytes the file has in all, when it can be read anywhere.
  ///   - source: Where its bytes are.
  /// - Returns: The kind; nil for a plain file.
  func container(
    _ head: UnsafeRawBufferPointer, size: Int?, _ source: ByteReader
  ) -> ContainerKind? {
    guard isWanted else { return nil }
    if let kind = ContainerKind.recognise(head) { return kind }
    // Only windows much smaller than usual do not show where an ISO image names itself.
    guard let size, head.count < ContainerKind.headBytes, size >= ContainerKind.headBytes else {
      return nil
    }
    return withUnsafeTemporaryAllocation(byteCount: ContainerKind.headBytes, alignment: 16) {
      buffer in
      var count = 0
      try? source.read(into: buffer, at: 0, count: &count, isCancelled: { false })
      return ContainerKind.recognise(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    }
  }

  /// The container that an open file is.
  func container(in descriptor: Int32) -> ContainerKind? {
    guard isWanted else { return nil }
    return withUnsafeTemporaryAllocation(byteCount: ContainerKind.headBytes, alignment: 16) {
      buffer in
      var count = 0
      try? ByteReader.file(descriptor).read(
        into: buffer, at: 0, count: &count, isCancelled: { false })
      return ContainerKind.recognise(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    }
  }
}

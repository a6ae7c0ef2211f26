internal import KeysweepArchive
internal import KeysweepModel
internal import Synchronization

extension Descent {
  /// A value that one thread gives to another, and gets back when that one has ended.
  private struct Handed<Value>: @unchecked Sendable {
    // Sendable: only the other thread touches it, until it has been joined.
    let value: Value
  }

  /// As ``run(_:as:at:_:)``, with a thread of its own that unpacks ahead of `body`.
  ///
  /// Scanning is several times as fast as any decompressor, so that one thread beside it is enough
  /// for an archive to be swept as fast as it can be unpacked.
  func runAhead(
    _ source: any ByteSource, as kind: ContainerKind, at path: SourcePath,
    _ body: (ArchiveEvent) -> Void
  ) {
    let ring = ParcelRing()
    let hasNoThread = Atomic(false)
    let handed = Handed(value: (descent: self, source: source))
    Threads.run(
      1,
      body: { _ in
        // Without a thread this comes after all, and nobody would empty the ring.
        if hasNoThread.load(ordering: .relaxed) { return }
        var writer = ParcelWriter(ring)
        handed.value.descent.run(handed.value.source, as: kind, at: path) { writer.add($0) }
        writer.finish()
      },
      main: { started in
        guard started > 0 else { return hasNoThread.store(true, ordering: .relaxed) }
        ParcelReader(ring).run(body)
      })
    if hasNoThread.load(ordering: .relaxed) { run(source, as: kind, at: path, body) }
  }
}

/// Secret bytes that cannot be printed by accident.
///
/// Every textual rendering (`description`, `debugDescription`, `dump`, string interpolation) shows
/// the length only. The bytes leave through one named door, ``withUnsafeSecretBytes(_:)``, so that
/// a search for that name finds every use.
public struct Secret: Sendable, Hashable {
  private let bytes: [UInt8]

  /// Wraps a copy of the given bytes.
  public init(_ bytes: some Sequence<UInt8>) {
    self.bytes = Array(bytes)
  }

  /// Number of bytes.
  public var count: Int { bytes.count }

  /// Calls `body` with the plain bytes; the caller answers for not letting them out.
  public func withUnsafeSecretBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    try bytes.withUnsafeBytes(body)
  }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// `<secret, 40 bytes>`: never the bytes.
  public var description: String { "<secret, \(bytes.count) bytes>" }
  /// The same as ``description``.
  public var debugDescription: String { description }
  /// An empty mirror, so that `dump` and reflection show nothing.
  public var customMirror: Mirror { Mirror(self, children: []) }
}

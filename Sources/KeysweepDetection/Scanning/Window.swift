/// A stretch of a source item, with enough around it to judge everything that starts in it.
///
/// The result of a scan must not depend on how an item was cut. Therefore everything that is
/// decided about a position looks at no more than ``margin`` bytes on either side, and the bytes of
/// a window reach that far beyond its core, or to the end of the item.
public struct Window {
  /// How far a decision may look, in bytes, on either side.
  ///
  /// It covers the pairing distance (4 KiB), the longest session token accepted, the context of
  /// both, and what is decoded around encoded material (``Scanner/encodedBlock`` and
  /// ``Scanner/encodedReach``).
  public static let margin = 32 << 10

  /// The core and what surrounds it.
  public let bytes: UnsafeRawBufferPointer
  /// Offset of `bytes[0]` in the item.
  public let base: Int
  /// The part of `bytes` that this window answers for; windows of an item have adjacent cores.
  public let core: Range<Int>

  /// Makes a window.
  public init(bytes: UnsafeRawBufferPointer, base: Int, core: Range<Int>) {
    self.bytes = bytes
    self.base = base
    self.core = core
  }

  /// A window over a whole item.
  public init(whole bytes: UnsafeRawBufferPointer) {
    self.init(bytes: bytes, base: 0, core: 0..<bytes.count)
  }
}

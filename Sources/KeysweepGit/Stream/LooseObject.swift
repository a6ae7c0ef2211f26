/// An object that is the only one of its file, without the repository that the file is from.
public enum LooseObject {
  /// Bytes of a compressed object, beyond which it is not read.
  public static let largest = 64 << 20

  /// Whether bytes are the beginning of a loose object: a zlib stream that begins with its kind.
  ///
  /// - Parameter head: The first bytes; some dozens are enough.
  /// - Returns: Whether it may be one.
  public static func isLoose(_ head: UnsafeRawBufferPointer) -> Bool {
    // RFC 1950: the method is deflate, and the first two bytes are a multiple of 31.
    guard head.count > 8, head[0] & 0x8F == 0x08, (Int(head[0]) << 8 | Int(head[1])) % 31 == 0
    else {
      return false
    }
    var scratch = ObjectScratch(cacheBytes: 0)
    return (try? LooseObjects.header(head, &scratch)) != nil
  }

  /// Unpacks a loose object.
  ///
  /// - Parameters:
  ///   - packed: All bytes of its file.
  ///   - body: Gets its kind and content.
  /// - Returns: What is wrong, in a few words; nil when nothing is.
  public static func read(
    _ packed: UnsafeRawBufferPointer, _ body: (ObjectKind, UnsafeRawBufferPointer) -> Void
  ) -> String? {
    var scratch = ObjectScratch(cacheBytes: 0)
    do throws(ObjectFault) {
      let (kind, block) = try LooseObjects.unpack(packed, &scratch)
      body(kind, block.bytes)
      scratch.pool.give(block)
      return nil
    } catch {
      return error.detail
    }
  }
}

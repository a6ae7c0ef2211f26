/// The objects that were swept before under the same rules: sorted, and never changed.
///
/// It takes about as many bytes as the names have, and a lookup touches a handful of cache lines: a
/// table over the first bits of a name leads to a few names that are then bisected.
public struct KnownObjects: Sendable {
  /// Bytes in the name of an object: 20 or 32.
  public let hashBytes: Int
  /// The objects in which something was found, in the order of their names.
  public let holding: [HeldObject]
  private let ids: [UInt8]
  /// Where the names begin that start with so many bits.
  private let starts: [UInt32]
  private let shift: UInt64

  /// No objects at all.
  ///
  /// - Parameter hashBytes: Bytes in the name of an object.
  public init(hashBytes: Int) { self.init(ids: [], holding: [], hashBytes: hashBytes) }

  /// Takes names that are in order and differ.
  init(ids: [UInt8], holding: [HeldObject], hashBytes: Int) {
    precondition(hashBytes == 20 || hashBytes == 32, "git names objects by SHA-1 or SHA-256")
    self.ids = ids
    self.holding = holding
    self.hashBytes = hashBytes
    let count = ids.count / hashBytes
    // About sixteen names for each entry.
    let bits = max(1, Int.bitWidth - count.leadingZeroBitCount - 4)
    let shift = UInt64(64 - bits)
    self.shift = shift
    var starts = [UInt32](repeating: 0, count: 1 << bits + 1)
    ids.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return }
      starts.withUnsafeMutableBufferPointer { starts in
        for index in 0..<count {
          starts[Int(IDOrder.head(base + index * hashBytes) >> shift) + 1] += 1
        }
        for index in 1..<starts.count { starts[index] += starts[index - 1] }
      }
    }
    self.starts = starts
  }

  /// How many objects are known, those that hold something included.
  public var count: Int { ids.count / hashBytes }
  /// Whether no object is known.
  public var isEmpty: Bool { ids.isEmpty }

  /// Whether an object was swept before.
  ///
  /// - Parameter id: Its name; one of another length is not known.
  /// - Returns: Whether it was, also when it holds something.
  public func contains(_ id: UnsafeRawBufferPointer) -> Bool {
    guard id.count == hashBytes, let wanted = id.baseAddress, !ids.isEmpty else { return false }
    let bucket = Int(IDOrder.head(wanted) >> shift)
    var low = Int(starts[bucket])
    var high = Int(starts[bucket + 1])
    return ids.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return false }
      while low < high {
        let middle = (low + high) / 2
        let order = IDOrder.compare(base + middle * hashBytes, wanted, hashBytes)
        if order == 0 { return true }
        if order < 0 { low = middle + 1 } else { high = middle }
      }
      return false
    }
  }
}

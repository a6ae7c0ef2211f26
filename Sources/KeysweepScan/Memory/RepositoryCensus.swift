public import KeysweepGit

/// What a repository was found to hold, and to lack.
///
/// An object that is known was swept somewhere; that what it names is here as well, it does not say.
/// A census does, for as long as everything that was there is there: names of objects do not change
/// what they name.
public struct RepositoryCensus: Sendable, Hashable {
  /// The first eight bytes of the names of all objects that were there, ascending.
  public var present: [UInt64]
  /// Those of them that could not be read, and what they name was not looked up, ascending.
  public var damaged: [UInt64]
  /// Objects that others name and nobody has, ascending.
  public var absent: [ObjectID]
  /// The boundaries of a shallow clone, whose parents may be absent, ascending.
  public var shallow: [ObjectID]

  /// Describes a repository.
  public init(
    present: [UInt64], damaged: [UInt64], absent: [ObjectID], shallow: [ObjectID]
  ) {
    self.present = present
    self.damaged = damaged
    self.absent = absent
    self.shallow = shallow
  }

  /// More absent objects than this are looked for again instead of being kept.
  static let mostAbsent = 1 << 18

  /// The name of an object as a census has it.
  static func prefix(_ id: ObjectID) -> UInt64 {
    id.withUnsafeRawBytes { UInt64(bigEndian: $0.loadUnaligned(as: UInt64.self)) }
  }

  /// Whether what an object names was looked up, and what was there then is there still.
  func hasChecked(_ id: ObjectID) -> Bool {
    let prefix = Self.prefix(id)
    return Self.contains(present, prefix) && !Self.contains(damaged, prefix)
  }

  /// Whether it still holds.
  ///
  /// - Parameters:
  ///   - now: What is there now, ascending.
  ///   - shallow: The boundaries of a shallow clone.
  /// - Returns: Whether all that was there is there.
  func holds(_ now: [UInt64], shallow: Set<ObjectID>) -> Bool {
    guard self.shallow == shallow.sorted() else { return false }
    var index = 0
    for prefix in present {
      while index < now.count, now[index] < prefix { index += 1 }
      guard index < now.count, now[index] == prefix else { return false }
    }
    return true
  }

  private static func contains(_ sorted: [UInt64], _ wanted: UInt64) -> Bool {
    var low = 0
    var high = sorted.count
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle] < wanted { low = middle + 1 } else { high = middle }
    }
    return low < sorted.count && sorted[low] == wanted
  }
}

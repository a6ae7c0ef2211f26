/// Where objects are read one at a time.
///
/// Attribution reads few: the commits it names.
public protocol ObjectSource {
  /// Reads one object; nil when it is absent or damaged.
  mutating func read(_ id: ObjectID) -> (kind: ObjectKind, bytes: [UInt8])?
}

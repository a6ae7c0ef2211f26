public import KeysweepModel

/// Goes over the objects of a repository, as one worker.
public protocol ObjectVisitor: ~Copyable {
  /// Whether objects of a kind are visited; others are unpacked only where they are bases.
  func wants(_ kind: ObjectKind) -> Bool

  /// Gets an object, whole.
  ///
  /// - Parameters:
  ///   - id: Its name.
  ///   - kind: Its kind.
  ///   - bytes: Its content, valid until the call returns.
  /// - Returns: Whether nothing at all was found, so that of objects which are made from this one
  ///   only the changes need be looked at.
  mutating func visit(
    _ id: ObjectID, _ kind: ObjectKind, _ bytes: UnsafeRawBufferPointer
  ) -> Bool

  /// How many bytes around a change ``isQuiet(_:in:beginsItem:endsItem:)`` needs; nil when every
  /// object of a kind is to be visited whole.
  func changeReach(_ kind: ObjectKind) -> Int?

  /// Whether a change of an object in which nothing was found certainly brings nothing.
  ///
  /// - Parameters:
  ///   - change: The changed bytes, as offsets into `bytes`; empty where something was removed.
  ///   - bytes: The change and what surrounds it.
  ///   - beginsItem: Whether the object begins with `bytes`.
  ///   - endsItem: Whether the object ends with `bytes`.
  /// - Returns: False when the whole object must be visited.
  mutating func isQuiet(
    _ change: Range<Int>, in bytes: UnsafeRawBufferPointer, beginsItem: Bool, endsItem: Bool
  ) -> Bool

  /// Gets an object all changes of which were found quiet, instead of ``visit(_:_:_:)``.
  mutating func pass(_ id: ObjectID, _ kind: ObjectKind, size: Int)

  /// Whether an object that is not visited is known from elsewhere to hold nothing.
  func isKnownQuiet(_ id: ObjectID) -> Bool

  /// Gets an object that cannot be had, or a whole file, with the reason.
  mutating func problem(_ id: ObjectID?, _ path: SourcePath, _ detail: String)
}

extension ObjectVisitor where Self: ~Copyable {
  /// Every object is visited whole.
  public func changeReach(_ kind: ObjectKind) -> Int? { nil }

  /// Never asked without a reach.
  public mutating func isQuiet(
    _ change: Range<Int>, in bytes: UnsafeRawBufferPointer, beginsItem: Bool, endsItem: Bool
  ) -> Bool { false }

  /// Never called without a reach.
  public mutating func pass(_ id: ObjectID, _ kind: ObjectKind, size: Int) {}

  /// Nothing is known.
  public func isKnownQuiet(_ id: ObjectID) -> Bool { false }
}

/// A visitor made of closures, for those who need every object whole.
struct ClosureVisitor: ObjectVisitor {
  let wanted: (ObjectKind) -> Bool
  let report: (ObjectID?, SourcePath, String) -> Void
  let body: (ObjectID, ObjectKind, UnsafeRawBufferPointer) -> Void

  func wants(_ kind: ObjectKind) -> Bool { wanted(kind) }

  func visit(_ id: ObjectID, _ kind: ObjectKind, _ bytes: UnsafeRawBufferPointer) -> Bool {
    body(id, kind, bytes)
    return false
  }

  func problem(_ id: ObjectID?, _ path: SourcePath, _ detail: String) { report(id, path, detail) }
}

extension ObjectDatabase {
  /// Visits all objects of a unit, whole.
  ///
  /// - Parameters:
  ///   - unit: A piece of the sweep, from ``units(where:)`` of this database.
  ///   - scratch: The worker's memory.
  ///   - wants: Which kinds are visited; others are unpacked only where they are bases.
  ///   - problem: Gets objects that cannot be had, with their file and the reason.
  ///   - body: Gets each object; the bytes are valid until it returns.
  public func visit(
    _ unit: SweepUnit, _ scratch: inout ObjectScratch, wants: (ObjectKind) -> Bool,
    problem: (ObjectID?, SourcePath, String) -> Void,
    body: (ObjectID, ObjectKind, UnsafeRawBufferPointer) -> Void
  ) {
    withoutActuallyEscaping(wants) { wants in
      withoutActuallyEscaping(problem) { problem in
        withoutActuallyEscaping(body) { body in
          var visitor = ClosureVisitor(wanted: wants, report: problem, body: body)
          visit(unit, &scratch, &visitor)
        }
      }
    }
  }
}

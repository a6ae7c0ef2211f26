/// An object in which something was found.
public struct HeldObject: Sendable, Hashable {
  /// The name of the object: 20 bytes of SHA-1 or 32 of SHA-256.
  public var id: [UInt8]
  /// What kind of object it is; the number is the caller's.
  public var kind: UInt8
  /// What it holds: hashes that the caller made with ``SweepState/hashKey``.
  public var materials: [UInt64]

  /// Makes a record.
  public init(id: [UInt8], kind: UInt8, materials: [UInt64]) {
    self.id = id
    self.kind = kind
    self.materials = materials
  }
}

/// What a sweep has learned about objects since it last saved.
public struct ObjectUpdate: Sendable {
  /// Bytes in the name of an object: 20 or 32.
  public let hashBytes: Int
  /// Names of objects without anything, one behind the other.
  var ids: [UInt8] = []
  /// Objects that hold something.
  var held: [HeldObject] = []

  /// Starts an empty update.
  ///
  /// - Parameter hashBytes: Bytes in the name of an object: 20 for SHA-1, 32 for SHA-256.
  public init(hashBytes: Int) {
    precondition(hashBytes == 20 || hashBytes == 32, "git names objects by SHA-1 or SHA-256")
    self.hashBytes = hashBytes
  }

  /// How many objects were added.
  public var count: Int { ids.count / hashBytes + held.count }
  /// Whether there is nothing to save.
  public var isEmpty: Bool { ids.isEmpty && held.isEmpty }

  /// Adds an object that was swept and holds nothing.
  ///
  /// - Parameter id: Its name. A name of another length is passed over: its object is swept again.
  public mutating func add(id: UnsafeRawBufferPointer) {
    guard id.count == hashBytes else { return }
    ids.append(contentsOf: id)
  }

  /// Adds an object that was swept and holds something.
  ///
  /// - Parameters:
  ///   - id: Its name. A name of another length is passed over: its object is swept again.
  ///   - kind: What kind of object it is.
  ///   - materials: What it holds, hashed with ``SweepState/hashKey``.
  public mutating func add(id: UnsafeRawBufferPointer, kind: UInt8, materials: [UInt64]) {
    guard id.count == hashBytes else { return }
    held.append(HeldObject(id: Array(id), kind: kind, materials: materials))
  }

  /// Adds what another worker has learned.
  ///
  /// - Parameter other: An update for names of the same length; another one is passed over.
  public mutating func add(_ other: ObjectUpdate) {
    guard other.hashBytes == hashBytes else { return }
    ids += other.ids
    held += other.held
  }
}

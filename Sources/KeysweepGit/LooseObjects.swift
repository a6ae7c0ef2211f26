internal import KeysweepModel

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// The loose objects of one folder: one compressed file each.
struct LooseObjects: Sendable {
  let folder: SourcePath
  /// Their names, in order.
  private(set) var ids: [ObjectID] = []

  /// Lists the folder.
  ///
  /// - Parameters:
  ///   - folder: A folder of objects.
  ///   - hashBytes: Bytes of a name.
  ///   - problem: Gets folders that cannot be read.
  init(_ folder: SourcePath, hashBytes: Int, problem: (SourcePath, String) -> Void) {
    self.folder = folder
    do {
      // One look at the folder spares 256 at folders that are not there.
      for name in try SystemFile.names(folder) ?? [] where name.count == 2 {
        let bucket = folder.appending(name)
        do {
          for rest in try SystemFile.names(bucket) ?? []
          where rest.count == 2 * hashBytes - 2 {
            if let id = (name + rest).withUnsafeBytes({ ObjectID(hexBytes: $0) }) { ids.append(id) }
          }
        } catch {
          problem(bucket, "the folder cannot be read (\(error.message))")
        }
      }
    } catch {
      problem(folder, "the folder cannot be read (\(error.message))")
    }
    ids.sort()
  }

  /// The file of an object.
  func path(_ id: ObjectID) -> SourcePath {
    let hex = id.hexBytes
    return folder.appending(hex[..<2]).appending(hex[2...])
  }

  /// The position of a name.
  func find(_ id: ObjectID) -> Int? { search(0..<ids.count, id) { ids[$0] } }

  /// The positions of names that begin with a byte.
  func bucket(_ byte: Int) -> Range<Int> {
    func start(_ byte: Int) -> Int {
      var (low, high) = (0, ids.count)
      while low < high {
        let middle = low + (high - low) / 2
        if Int(ids[middle].firstByte) < byte { low = middle + 1 } else { high = middle }
      }
      return low
    }
    return start(byte)..<start(byte + 1)
  }

  /// Unpacks an object.
  ///
  /// - Parameters:
  ///   - id: Its name.
  ///   - scratch: The worker's memory.
  /// - Returns: Kind and content; the block is the caller's.
  /// - Throws: ``ObjectFault``.
  func load(
    _ id: ObjectID, _ scratch: inout ObjectScratch
  ) throws(ObjectFault) -> (kind: ObjectKind, block: Block) {
    let packed = try file(id, &scratch)
    defer { scratch.pool.give(packed) }
    return try Self.unpack(packed.bytes, &scratch)
  }

  /// Unpacks the bytes of a file.
  static func unpack(
    _ packed: UnsafeRawBufferPointer, _ scratch: inout ObjectScratch
  ) throws(ObjectFault) -> (kind: ObjectKind, block: Block) {
    let header = try header(packed, &scratch)
    guard header.size <= ObjectScratch.largest else { throw .tooLarge(header.size) }
    let whole = try scratch.inflate(packed, count: header.length + header.size)
    return (header.kind, whole.dropping(header.length))
  }

  /// Only the kind of an object.
  func kind(_ id: ObjectID, _ scratch: inout ObjectScratch) throws(ObjectFault) -> ObjectKind {
    let packed = try file(id, &scratch)
    defer { scratch.pool.give(packed) }
    return try Self.header(packed.bytes, &scratch).kind
  }

  /// The compressed file.
  private func file(
    _ id: ObjectID, _ scratch: inout ObjectScratch
  ) throws(ObjectFault) -> Block {
    do {
      let (descriptor, size) = try SystemFile.open(path(id))
      defer { close(descriptor) }
      let block: Block
      do {
        guard size <= ObjectScratch.largest + 1 << 20 else { throw ObjectFault.tooLarge(size) }
        block = try scratch.pool.take(size)
      }
      do {
        let count = try SystemFile.fill(
          descriptor, UnsafeMutableRawBufferPointer(start: block.start, count: size))
        guard count == size else { throw ObjectFault.shrunk }
      } catch {
        scratch.pool.give(block)
        throw error
      }
      return block
    } catch let error as ObjectFault {
      throw error
    } catch {
      throw .unreadable((error as? SystemError)?.code ?? EIO)
    }
  }

  /// What stands before the content: `blob 123` and a zero.
  static func header(
    _ packed: UnsafeRawBufferPointer, _ scratch: inout ObjectScratch
  ) throws(ObjectFault) -> (kind: ObjectKind, size: Int, length: Int) {
    var room = (UInt64(0), UInt64(0), UInt64(0), UInt64(0))
    let found = withUnsafeMutableBytes(of: &room) { buffer -> (ObjectKind, Int, Int)? in
      guard let count = scratch.peek(packed, buffer),
        let end = buffer[..<count].firstIndex(of: 0),
        let space = buffer[..<end].firstIndex(of: UInt8(ascii: " "))
      else { return nil }
      var size = 0
      guard space + 1 < end else { return nil }
      for byte in buffer[(space + 1)..<end] {
        guard (48...57).contains(byte), size < 1 << 56 else { return nil }
        size = size * 10 + Int(byte - 48)
      }
      let kind: ObjectKind
      if buffer[..<space].elementsEqual("blob".utf8) {
        kind = .blob
      } else if buffer[..<space].elementsEqual("tree".utf8) {
        kind = .tree
      } else if buffer[..<space].elementsEqual("commit".utf8) {
        kind = .commit
      } else if buffer[..<space].elementsEqual("tag".utf8) {
        kind = .tag
      } else {
        return nil
      }
      return (kind, size, end + 1)
    }
    guard let found else { throw .looseHeader }
    return found
  }
}

internal import KeysweepModel

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// A file mapped read-only for as long as somebody holds it, or bytes that stand for one.
///
/// `@unchecked Sendable` is sound: the pointer never changes after `init`, nobody writes through
/// it, and it is unmapped only when the last owner is gone.
final class MappedFile: @unchecked Sendable {
  /// The whole file as it was when it was opened.
  let bytes: UnsafeRawBufferPointer
  private let path: SourcePath
  private let identity: SystemFile.Identity?
  /// Whether the bytes are memory of our own, or else a part of another file, which it keeps.
  private let isMemory: Bool
  private let whole: MappedFile?

  /// Maps a regular file; the descriptor is not kept, a repository may have thousands of packs.
  init(_ path: SourcePath) throws(SystemError) {
    let (descriptor, size) = try SystemFile.open(path)
    defer { close(descriptor) }
    self.path = path
    isMemory = false
    whole = nil
    identity = SystemFile.identity(path)
    guard size > 0 else {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    let address = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0)
    guard let address, address != MAP_FAILED else { throw SystemError(code: errno) }
    bytes = UnsafeRawBufferPointer(start: address, count: size)
  }

  /// Keeps bytes as if they were the file at a path.
  init(_ content: [UInt8], as path: SourcePath) {
    self.path = path
    identity = nil
    isMemory = true
    whole = nil
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: content.count, alignment: 16)
    memory.copyBytes(from: content)
    bytes = UnsafeRawBufferPointer(memory)
  }

  /// The end of a file, from an offset within it.
  init(_ file: MappedFile, from offset: Int) {
    path = file.path
    identity = file.identity
    isMemory = false
    whole = file
    bytes = UnsafeRawBufferPointer(rebasing: file.bytes[offset...])
  }

  deinit {
    if whole != nil { return }
    if isMemory {
      bytes.deallocate()
    } else if let address = bytes.baseAddress {
      munmap(UnsafeMutableRawPointer(mutating: address), bytes.count)
    }
  }

  /// Whether every mapped byte still lies in the file: touching a page behind its end is fatal.
  ///
  /// Git never shortens a pack in place, it writes another one; but a broken copy job may. A file
  /// that was removed or replaced lives on as long as it is mapped.
  var isWhole: Bool {
    if let whole { return whole.isWhole }
    guard let now = SystemFile.identity(path), let identity else { return true }
    return now.number != identity.number || now.device != identity.device
      || now.size >= bytes.count
  }
}

extension UnsafeRawBufferPointer {
  /// A big-endian number; the caller has checked that it lies inside.
  @inline(__always)
  func be32(_ offset: Int) -> Int {
    Int(UInt32(bigEndian: loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
  }

  /// A big-endian number; the caller has checked that it lies inside.
  @inline(__always)
  func be64(_ offset: Int) -> UInt64 {
    UInt64(bigEndian: loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }
}

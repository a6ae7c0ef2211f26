internal import KeysweepModel

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// A file mapped read-only for as long as somebody holds it.
///
/// `@unchecked Sendable` is sound: the pointer never changes after `init`, nobody writes through
/// it, and it is unmapped only when the last owner is gone.
final class MappedFile: @unchecked Sendable {
  /// The whole file as it was when it was opened.
  let bytes: UnsafeRawBufferPointer
  private let path: SourcePath
  private let identity: SystemFile.Identity?

  /// Maps a regular file; the descriptor is not kept, a repository may have thousands of packs.
  init(_ path: SourcePath) throws(SystemError) {
    let (descriptor, size) = try SystemFile.open(path)
    defer { close(descriptor) }
    self.path = path
    identity = SystemFile.identity(path)
    guard size > 0 else {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    let address = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0)
    guard let address, address != MAP_FAILED else { throw SystemError(code: errno) }
    bytes = UnsafeRawBufferPointer(start: address, count: size)
  }

  deinit {
    if let address = bytes.baseAddress {
      munmap(UnsafeMutableRawPointer(mutating: address), bytes.count)
    }
  }

  /// Whether every mapped byte still lies in the file: touching a page behind its end is fatal.
  ///
  /// Git never shortens a pack in place, it writes another one; but a broken copy job may. A file
  /// that was removed or replaced lives on as long as it is mapped.
  var isWhole: Bool {
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

internal import Crypto
internal import KeysweepModel

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Blocks that had to leave memory, in a file without a name.
///
/// Every block is encrypted (AES-256-GCM) under a random key that only this process knows, and never
/// writes: what lies in a backup must not lie about on this machine afterwards. Blocks come one after
/// the other; when the file is full, the oldest is overwritten.
final class SpillFile {
  /// Bytes that authenticate a block.
  private static let tagBytes = 16

  private let blockBytes: Int
  private let folder: SourcePath?
  /// How many blocks fit.
  private let slots: Int
  private let key = SymmetricKey(size: .bits256)
  private var descriptor: Int32 = -1
  private var sealed: [UInt8]
  /// Why nothing more is written.
  private(set) var fault: String?
  /// The number of the oldest block that is there.
  var first: Int { max(0, next - slots) }
  /// The number of the next block.
  private(set) var next = 0
  /// Bytes that were written.
  private(set) var writtenBytes = 0

  /// Makes a file when the first block comes.
  ///
  /// - Parameters:
  ///   - blockBytes: Bytes of a block.
  ///   - limit: Bytes that the file may have.
  ///   - folder: Where it lies; without, where the system wants large temporary files.
  init(blockBytes: Int, limit: Int, folder: SourcePath?) {
    self.blockBytes = blockBytes
    self.folder = folder
    slots = max(0, limit) / (blockBytes + Self.tagBytes)
    sealed = Array(repeating: 0, count: blockBytes + Self.tagBytes)
    if slots == 0 { fault = "there is no room for it" }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Why a block is not there.
  var reason: String { fault ?? "the limit of the temporary file was reached" }

  /// Adds a block.
  func append(_ block: UnsafeRawBufferPointer) {
    guard fault == nil else { return }
    if descriptor < 0 { make() }
    guard fault == nil else { return }
    do {
      // Each number is used once, so no two blocks share a nonce, overwritten or not.
      let box = try AES.GCM.seal(block, using: key, nonce: Self.nonce(next))
      sealed.withUnsafeMutableBytes { buffer in
        _ = box.ciphertext.copyBytes(to: buffer)
        _ = box.tag.copyBytes(to: UnsafeMutableRawBufferPointer(rebasing: buffer[blockBytes...]))
      }
    } catch {
      fault = "it cannot be encrypted"
      return
    }
    let code = sealed.withUnsafeBytes { buffer in
      Self.whole(buffer.count, at: place(next)) { done, offset in
        pwrite(descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done, offset)
      }
    }
    guard code == 0 else {
      fault = "the temporary file cannot be written: \(SystemFile.message(code))"
      return
    }
    writtenBytes += sealed.count
    next += 1
  }

  /// Fetches a block.
  ///
  /// - Parameters:
  ///   - number: Its number.
  ///   - target: Room for it.
  /// - Returns: Whether it was there and whole.
  func read(_ number: Int, into target: UnsafeMutableRawBufferPointer) -> Bool {
    guard number >= first, number < next else { return false }
    let code = sealed.withUnsafeMutableBytes { buffer in
      Self.whole(buffer.count, at: place(number)) { done, offset in
        pread(descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done, offset)
      }
    }
    guard code == 0 else { return false }
    return sealed.withUnsafeBytes { buffer in
      let text = UnsafeRawBufferPointer(rebasing: buffer[..<blockBytes])
      let tag = UnsafeRawBufferPointer(rebasing: buffer[blockBytes...])
      guard
        let nonce = try? Self.nonce(number),
        let box = try? AES.GCM.SealedBox(nonce: nonce, ciphertext: text, tag: tag),
        let plain = try? AES.GCM.open(box, using: key)
      else { return false }
      return plain.copyBytes(to: target) == blockBytes
    }
  }
  /// Where a block lies in the file.
  private func place(_ number: Int) -> Int { number % slots * (blockBytes + Self.tagBytes) }

  /// Makes the file, which has lost its name before anything is written.
  private func make() {
    let folder = folder ?? Self.systemFolder
    for _ in 0..<8 {
      let number = UInt64.random(in: .min ... .max)
      let path = folder.appending("keysweep-\(String(number, radix: 36))")
      descriptor = SystemFile.withCString(path.bytes) { name in
        let descriptor = Self.create(name)
        if descriptor >= 0 { unlink(name) }
        return descriptor
      }
      if descriptor >= 0 || errno != EEXIST { break }
    }
    if descriptor < 0 {
      fault = "no temporary file can be made in \(folder.lossyText): \(SystemFile.message(errno))"
    }
  }

  private static func create(_ name: UnsafePointer<CChar>) -> Int32 {
    let flags = O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW
    #if canImport(Glibc)
      return Glibc.open(name, flags, 0o600)
    #elseif canImport(Musl)
      return Musl.open(name, flags, 0o600)
    #else
      return Darwin.open(name, flags, 0o600)
    #endif
  }

  /// The folder for temporary files that may be large; `/tmp` is often memory.
  private static var systemFolder: SourcePath {
    if let value = getenv("TMPDIR"), value.pointee != 0 {
      return SourcePath(String(cString: value))
    }
    return SourcePath(access("/var/tmp", W_OK) == 0 ? "/var/tmp" : "/tmp")
  }

  private static func nonce(_ number: Int) throws -> AES.GCM.Nonce {
    // Twelve bytes, without padding.
    let low = UInt32(truncatingIfNeeded: number)
    let high = UInt32(truncatingIfNeeded: number >> 32)
    return try withUnsafeBytes(of: (low, high, UInt32(0))) { try AES.GCM.Nonce(data: $0) }
  }

  /// Repeats a call until all bytes are through.
  ///
  /// - Parameters:
  ///   - count: All bytes.
  ///   - place: Where they lie in the file.
  ///   - call: Gets the bytes that are done, and where the others lie.
  /// - Returns: Zero, or the `errno` value.
  private static func whole(
    _ count: Int, at place: Int, _ call: (Int, off_t) -> Int
  ) -> Int32 {
    var done = 0
    while done < count {
      let step = call(done, off_t(place + done))
      if step > 0 {
        done += step
      } else if step == 0 {
        return EIO
      } else if errno != EINTR {
        return errno
      }
    }
    return 0
  }
}

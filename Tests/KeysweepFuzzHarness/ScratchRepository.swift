import Foundation
import KeysweepModel

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A repository that is written anew for every input, in memory where the system has such a folder.
///
/// `@unchecked Sendable` is sound: a fuzzer runs one input after the other.
final class ScratchRepository: @unchecked Sendable {
  let path: String
  let hashBytes: Int
  private var written: [String] = []

  /// One for each format.
  private static let both = [ScratchRepository(isSHA256: false), ScratchRepository(isSHA256: true)]

  /// The repository of a format, empty.
  static func shared(isSHA256: Bool) -> ScratchRepository {
    let repository = both[isSHA256 ? 1 : 0]
    repository.clear()
    return repository
  }

  private init(isSHA256: Bool) {
    let memory = "/dev/shm"
    let isThere = FileManager.default.isWritableFile(atPath: memory)
    let usual = isThere ? memory : FileManager.default.temporaryDirectory.path()
    // Whoever started this clears up after a crash.
    let root = ProcessInfo.processInfo.environment["KEYSWEEP_FUZZ_SCRATCH"] ?? usual
    path =
      "\(root)/keysweep-fuzz-\(ProcessInfo.processInfo.processIdentifier)-\(isSHA256 ? 256 : 1)"
    hashBytes = isSHA256 ? 32 : 20
    for folder in ["objects/pack", "objects/info", "refs/heads", "refs/tags", "logs/refs"] {
      // What fails here fails again, and is said, when files are written.
      _ = try? FileManager.default.createDirectory(
        atPath: "\(path)/\(folder)", withIntermediateDirectories: true)
    }
    put("config", Array((isSHA256 ? "[extensions]\n\tobjectFormat = sha256\n" : "").utf8))
    atexit { ScratchRepository.remove() }
  }

  private static func remove() {
    for repository in both { _ = try? FileManager.default.removeItem(atPath: repository.path) }
  }

  var gitDirectory: SourcePath { SourcePath(path) }

  /// Removes what the last input wrote.
  private func clear() {
    for name in written { unlink("\(path)/\(name)") }
    written = []
  }

  /// Writes a file in a folder that exists.
  func write(_ name: String, _ bytes: [UInt8]) {
    put(name, bytes)
    written.append(name)
  }

  /// Writes a loose object.
  func write(looseObject id: [UInt8], _ bytes: [UInt8]) {
    let hex = id.map { String(UInt16($0) | 0x100, radix: 16).dropFirst() }.joined()
    mkdir("\(path)/objects/\(hex.prefix(2))", 0o700)
    write("objects/\(hex.prefix(2))/\(hex.dropFirst(2))", bytes)
  }

  private func put(_ name: String, _ bytes: [UInt8]) {
    guard let file = fopen("\(path)/\(name)", "wb") else {
      FuzzHarness.fail("cannot write \(path)/\(name)")
    }
    fwrite(bytes, 1, bytes.count, file)
    fclose(file)
  }
}

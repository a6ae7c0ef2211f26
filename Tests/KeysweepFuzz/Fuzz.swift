import Foundation
import KeysweepFuzzHarness

#if FUZZING
  /// Writes the seeds into the folder that `KEYSWEEP_FUZZ_SEEDS` names, before libFuzzer looks there.
  @_cdecl("LLVMFuzzerInitialize")
  public func initialize(
    _ count: UnsafeMutablePointer<CInt>?, _ arguments: UnsafeMutableRawPointer?
  ) -> CInt {
    guard let folder = ProcessInfo.processInfo.environment["KEYSWEEP_FUZZ_SEEDS"] else { return 0 }
    do {
      for (number, seed) in try FuzzSeeds.make().enumerated() {
        try Data(seed).write(to: URL(filePath: "\(folder)/seed-\(number)"))
      }
    } catch {
      fatalError("no seeds: \(error)")
    }
    return 0
  }

  /// Runs one input of libFuzzer.
  @_cdecl("LLVMFuzzerTestOneInput")
  public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    // -1 keeps an input out of the corpus.
    FuzzHarness.run(Array(UnsafeBufferPointer(start: start, count: count))) ? 0 : -1
  }
#else
  /// Replays inputs, such as a crash that a fuzzer left.
  @main
  enum Fuzz {
    static func main() throws {
      let files = CommandLine.arguments.dropFirst()
      guard !files.isEmpty else {
        print("usage: KeysweepFuzz FILE…")
        return
      }
      for file in files {
        print(file)
        _ = FuzzHarness.run(try [UInt8](Data(contentsOf: URL(filePath: file))))
      }
    }
  }
#endif

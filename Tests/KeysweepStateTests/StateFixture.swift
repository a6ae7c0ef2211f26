import Foundation
import KeysweepState
import KeysweepTestSupport
import Testing

/// A state in a folder of its own.
struct StateFixture {
  let tree: TempTree
  let path: String

  init() throws {
    tree = try TempTree()
    path = tree("sweep.state")
  }

  func open(
    _ ruleSet: String = "test", patience: Duration = .seconds(30)
  ) throws(StateError) -> SweepState {
    try SweepState(path: path, ruleSet: ruleSet, patience: patience)
  }

  var bytes: [UInt8] {
    get throws { Array(try Data(contentsOf: URL(filePath: path))) }
  }

  /// The error with which the state does not open.
  func refusal() -> StateError? {
    do throws(StateError) {
      _ = try open()
      return nil
    } catch {
      return error
    }
  }

  /// The program that writes to a state.
  static var writer: String {
    URL(filePath: Tool.keysweep).deletingLastPathComponent()
      .appending(path: "keysweep-state-writer").path()
  }

  /// Starts a writer.
  ///
  /// - Returns: Its process, and the file that gets its output.
  func startWriter(
    _ batches: Range<Int>, size: Int, _ name: String = "out"
  ) throws -> (process: Process, output: String) {
    let output = try tree.write(name, "")
    let process = Process()
    process.executableURL = URL(filePath: Self.writer)
    process.arguments = [
      "write", path, "\(batches.lowerBound)", "\(batches.upperBound)", "\(size)",
    ]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: URL(filePath: output))
    try process.run()
    return (process, output)
  }

  /// Checks that exactly the objects of these batches are known, as the writer makes them.
  func expectBatches(_ batches: Range<Int>, size: Int, _ known: KnownObjects) {
    #expect(known.count == batches.count * size)
    #expect(known.holding.count == batches.count * 3)
    let all = batches.lowerBound * size..<batches.upperBound * size
    #expect(all.allSatisfy { known.contains($0) })
    #expect(!known.contains(all.upperBound))
    for object in known.holding {
      guard let number = object.materials.first, object.materials.count == 1 else {
        Issue.record("an object lost what it holds")
        continue
      }
      #expect(object.kind == 3 && object.id == TestObjects.id(Int(number)))
    }
  }
}

extension KnownObjects {
  /// Whether the object with a number is known.
  func contains(_ number: Int) -> Bool {
    TestObjects.id(number, bytes: hashBytes).withUnsafeBytes { contains($0) }
  }
}

extension ObjectUpdate {
  /// Adds objects by number.
  mutating func add(_ numbers: some Sequence<Int>) {
    for number in numbers {
      TestObjects.id(number, bytes: hashBytes).withUnsafeBytes { add(id: $0) }
    }
  }

  /// Adds an object that holds something.
  mutating func add(_ number: Int, kind: UInt8 = 3, holding materials: [UInt64]) {
    TestObjects.id(number, bytes: hashBytes).withUnsafeBytes {
      add(id: $0, kind: kind, materials: materials)
    }
  }
}

extension FileUpdate {
  /// Adds files by number.
  mutating func add(_ numbers: some Sequence<Int>) {
    for number in numbers { TestObjects.id(number).withUnsafeBytes { add($0) } }
  }
}

extension KnownFiles {
  /// What is known of the file with a number.
  func answer(_ number: Int) -> Answer { TestObjects.id(number).withUnsafeBytes { answer($0) } }
}

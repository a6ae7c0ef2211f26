import Foundation
import KeysweepState
import KeysweepTestSupport

/// Writes to a state until it is done, fails or is killed; or measures.
///
/// `write FILE FROM TO SIZE` saves batches of so many objects and prints the number of each that was
/// saved; the last three objects of a batch hold something. `measure FILE COUNT` prints times.
@main
enum Writer {
  static func main() {
    let arguments = CommandLine.arguments.dropFirst()
    let numbers = arguments.dropFirst(2).compactMap { Int($0) }
    guard let verb = arguments.first, let path = arguments.dropFirst().first else { exit(64) }
    do throws(StateError) {
      switch (verb, numbers.count) {
      case ("write", 3): try write(path, numbers[0]..<numbers[1], size: numbers[2])
      case ("measure", 1): try Measurement(path: path, count: numbers[0]).run()
      default: exit(64)
      }
    } catch {
      say("\(error.code.rawValue): \(error)")
      exit(3)
    }
  }

  private static func write(
    _ path: String, _ batches: Range<Int>, size: Int
  ) throws(StateError) {
    let state = try SweepState(path: path, ruleSet: "test", patience: .seconds(60))
    for batch in batches {
      var update = ObjectUpdate(hashBytes: 20)
      for number in batch * size..<(batch + 1) * size - 3 {
        TestObjects.id(number).withUnsafeBytes { update.add(id: $0) }
      }
      for number in (batch + 1) * size - 3..<(batch + 1) * size {
        TestObjects.id(number).withUnsafeBytes {
          update.add(id: $0, kind: 3, materials: [UInt64(number)])
        }
      }
      try state.save(update)
      say("\(batch)")
    }
  }

  static func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }
}

import Benchmark
import KeysweepKit

/// Micro-benchmarks of the hot stages; one iteration works on a window of 256 KiB.
let rules = try RuleSet.bundled()
let windowBytes = 256 << 10

/// Text like that of a log, without anything to find.
func plainText() -> [UInt8] {
  let words = [
    "request", "status=200", "path=/api/v1/items", "user", "took 12ms", "INFO", "[worker-3]",
  ]
  var text: [UInt8] = []
  var number = 1
  while text.count < windowBytes {
    number = (number &* 1_103_515_245 &+ 12345) & 0x7FFF_FFFF
    text += Array(words[number % words.count].utf8)
    text.append(number.isMultiple(of: 9) ? 0x0A : 0x20)
  }
  return Array(text.prefix(windowBytes))
}

/// The same with a pair every 2 KiB.
func leakyText() -> [UInt8] {
  var text = plainText()
  let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567abcdefghijklmnopqrstuvwxyz".utf8)
  for start in stride(from: 1000, to: windowBytes - 200, by: 2048) {
    var line = Array("\nkey=AKIAR".utf8)
    for _ in 0..<15 { line.append(letters[Int.random(in: 0..<26)]) }
    line += Array("\nsecret=".utf8)
    for _ in 0..<40 { line.append(letters[Int.random(in: 0..<letters.count)]) }
    line.append(0x0A)
    text.replaceSubrange(start..<(start + line.count), with: line)
  }
  return text
}

func scan(_ text: [UInt8]) -> Int {
  guard var scanner = Scanner(rules: rules) else { return 0 }
  var hits = 0
  var result = SegmentResult()
  text.withUnsafeBytes { scanner.scan(Window(whole: $0), into: &result) }
  var assembler = ItemAssembler(path: .standardInput)
  assembler.add(result) { _ in hits += 1 }
  assembler.finish { _ in hits += 1 }
  return hits
}

let plain = plainText()
let leaky = leakyText()
let path = SourcePath("some/folder/with/a/file.txt")

benchmark("scan 256 KiB without anything") { precondition(scan(plain) == 0) }
benchmark("scan 256 KiB with 128 pairs") { precondition(scan(leaky) > 0) }
benchmark("compile the bundled rules") { precondition((try? RuleSet.bundled()) != nil) }
benchmark("decode the account of a key ID") {
  precondition(AccessKeyID("AKIAIOSFODNN7EXAMPLE")?.account == nil)
}
benchmark("escape a plain path") { precondition(!Escaping.printable(path.bytes).isEmpty) }

Benchmark.main()

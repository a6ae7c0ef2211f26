import Foundation
import KeysweepState
import KeysweepTestSupport

/// How long the usual operations take on a large state.
struct Measurement {
  let path: String
  let count: Int

  func run() throws(StateError) {
    let state = try SweepState(path: path, ruleSet: "test")
    try time("save \(count) objects") { () throws(StateError) in
      try state.save(update(0..<count))
    }
    for round in 0..<5 {
      let start = count + round * 1000
      let more = update(start..<start + 1000)
      try time("save 1000 more") { () throws(StateError) in try state.save(more) }
    }
    var known = KnownObjects(hashBytes: 20)
    let reopened = try SweepState(path: path, ruleSet: "test")
    let before = residentKiB()
    try time("load") { () throws(StateError) in known = try reopened.objects(hashBytes: 20) }
    Writer.say("\(known.count) objects in \((residentKiB() - before) / 1024) MiB")
    let ids = (0..<1_000_000).map { TestObjects.id($0 % 2 == 0 ? $0 * 3 % count : -1 - $0) }
    var hits = 0
    try time("1000000 lookups") { () throws(StateError) in
      for id in ids where id.withUnsafeBytes({ known.contains($0) }) { hits += 1 }
    }
    Writer.say("\(hits) of them known")
    let large = update(count + 5000..<count + 5000 + count / 4)
    try time("save \(count / 4) more, merging all") { () throws(StateError) in
      try state.save(large)
    }
    let size = (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
    let all = count + 5000 + count / 4
    Writer.say("\(size) bytes on disk, \(Double(size) / Double(all)) an object")
  }

  private func update(_ numbers: Range<Int>) -> ObjectUpdate {
    var update = ObjectUpdate(hashBytes: 20)
    for number in numbers { TestObjects.id(number).withUnsafeBytes { update.add(id: $0) } }
    return update
  }

  private func time(_ name: String, _ body: () throws(StateError) -> Void) throws(StateError) {
    let start = ContinuousClock.now
    try body()
    let duration = ContinuousClock.now - start
    Writer.say("\(name): \(duration / .milliseconds(1)) ms")
  }

  private func residentKiB() -> Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
    return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
  }
}

import KeysweepScan
import Synchronization
import Testing

@Suite("Parallel work")
struct ParallelTests {
  @Test("Every number once", arguments: [0, 1, 2, 1000])
  func once(count: Int) {
    let seen = Mutex<[Int]>([])
    Parallel.forEach(count) { index in seen.withLock { $0.append(index) } }
    #expect(seen.withLock { $0.sorted() } == Array(0..<count))
  }
}

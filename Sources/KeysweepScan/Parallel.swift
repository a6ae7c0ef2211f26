internal import Synchronization

/// Work that falls into pieces of which each takes a while.
public enum Parallel {
  /// Calls a body for every number below a count, on one thread a core.
  ///
  /// - Parameters:
  ///   - count: How many pieces there are.
  ///   - body: Gets each number once, in no order.
  public static func forEach(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    let counter = Counter()
    Threads.run(
      min(Platform.availableCores, max(1, count)),
      body: { _ in
        while let index = counter.take(below: count) { body(index) }
      }, main: { _ in })
  }

  /// Numbers handed out once each.
  private final class Counter: Sendable {
    private let next = Atomic(0)

    func take(below count: Int) -> Int? {
      let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
      return index < count ? index : nil
    }
  }
}

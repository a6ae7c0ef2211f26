internal import KeysweepGit
internal import Synchronization

/// Hands out the units of a pass over a repository to workers.
final class UnitQueue: Sendable {
  private let units: [SweepUnit]
  private let isCancelled: @Sendable () -> Bool
  private let taken = Atomic(0)

  private init(_ units: [SweepUnit], _ isCancelled: @escaping @Sendable () -> Bool) {
    self.units = units
    self.isCancelled = isCancelled
  }

  /// The next unit; nil when there is none, or the sweep is to stop.
  func next() -> SweepUnit? {
    if isCancelled() { return nil }
    let index = taken.wrappingAdd(1, ordering: .relaxed).oldValue
    return index < units.count ? units[index] : nil
  }

  /// Runs workers until all units are done.
  ///
  /// - Parameters:
  ///   - units: The units.
  ///   - jobs: How many workers.
  ///   - isCancelled: Whether to stop.
  ///   - worker: Takes units and works them off, until there are no more.
  /// - Returns: Whether every unit was taken.
  static func run(
    _ units: [SweepUnit], jobs: Int, isCancelled: @escaping @Sendable () -> Bool,
    worker: @escaping @Sendable (UnitQueue) -> Void
  ) -> Bool {
    let queue = UnitQueue(units, isCancelled)
    Threads.run(
      max(1, min(jobs, units.count)), body: { _ in worker(queue) }, main: { _ in })
    return queue.taken.load(ordering: .relaxed) >= units.count
  }
}

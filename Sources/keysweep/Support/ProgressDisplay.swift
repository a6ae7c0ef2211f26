internal import KeysweepReporting
internal import KeysweepScan
internal import Synchronization

/// The progress line on standard error.
struct ProgressDisplay: Sendable {
  private let progress: SweepProgress
  private let isWanted: Bool

  /// Prepares the display.
  ///
  /// - Parameters:
  ///   - progress: What to show.
  ///   - isWanted: Whether to show it; nil for "on a terminal".
  init(_ progress: SweepProgress, isWanted: Bool?) {
    self.progress = progress
    self.isWanted = isWanted ?? Console.isTerminal(2)
  }

  /// Draws while `work` runs, and cleans up behind it.
  func run<R>(while work: () -> R) -> R {
    guard isWanted else { return work() }
    let isTerminal = Console.isTerminal(2)
    // The first moments stay silent, so that short sweeps leave the terminal alone.
    let hasDrawn = Drawn()
    let result = Ticker().run(
      every: 50_000,
      { tick in
        guard tick >= 6, tick.isMultiple(of: isTerminal ? 3 : 60) else { return }
        let line = ProgressLine(
          files: progress.files, bytes: progress.bytes, totalBytes: progress.totalBytes,
          seconds: Double(tick) * 0.05, hits: progress.hits)
        let text = line.text(width: Console.width(2) - 1)
        Console.draw(isTerminal ? "\r\u{1B}[K\(text)" : "\(text)\n")
        hasDrawn.flag.store(true, ordering: .relaxed)
      }, while: work)
    if isTerminal, hasDrawn.flag.load(ordering: .relaxed) { Console.draw("\r\u{1B}[K") }
    return result
  }

  /// Whether there is anything to clean up; a class because the drawing thread shares it.
  private final class Drawn: Sendable {
    let flag = Atomic<Bool>(false)
  }
}

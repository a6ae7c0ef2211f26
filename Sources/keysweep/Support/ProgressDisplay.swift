internal import KeysweepReporting
internal import KeysweepScan

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
    let result = Ticker().run(
      every: 50_000,
      { tick in
        guard tick >= 6, tick.isMultiple(of: isTerminal ? 3 : 60) else { return }
        let line = ProgressLine(
          files: progress.files, bytes: progress.bytes, totalBytes: progress.totalBytes,
          seconds: Double(tick) * 0.05, hits: progress.hits)
        let text = line.text(width: Console.width(2) - 1)
        Console.error(isTerminal ? "\r\u{1B}[K\(text)" : "\(text)\n")
      }, while: work)
    if isTerminal { Console.error("\r\u{1B}[K") }
    return result
  }
}

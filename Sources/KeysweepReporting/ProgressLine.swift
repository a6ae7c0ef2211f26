/// One line that says how far a sweep is.
public struct ProgressLine: Sendable, Hashable {
  /// Files read.
  public var files: Int
  /// Bytes read.
  public var bytes: Int
  /// Bytes in all, when the walk is done.
  public var totalBytes: Int?
  /// Seconds since the start.
  public var seconds: Double
  /// Places at which something was found.
  public var hits: Int

  /// Makes a snapshot.
  public init(files: Int, bytes: Int, totalBytes: Int?, seconds: Double, hits: Int) {
    self.files = files
    self.bytes = bytes
    self.totalBytes = totalBytes
    self.seconds = seconds
    self.hits = hits
  }

  /// The line, at most `width` characters.
  public func text(width: Int) -> String {
    let rate = seconds > 0 ? Double(bytes) / seconds : 0
    var parts = [
      Amounts.count(files, "file"), Amounts.bytes(bytes), "\(Amounts.bytes(Int(rate)))/s",
      "\(Amounts.count(hits, "place")) found",
    ]
    var bar = ""
    if let totalBytes, totalBytes > 0 {
      let share = min(1, Double(bytes) / Double(totalBytes))
      let filled = Int(share * 20)
      bar =
        "[" + String(repeating: "#", count: filled) + String(repeating: ".", count: 20 - filled)
        + "] \(Int(share * 100))% "
      if rate > 0, share < 1 {
        parts.append("\(Amounts.duration(Double(totalBytes - bytes) / rate)) left")
      }
    }
    let line = bar + parts.joined(separator: ", ")
    return line.count <= width ? line : String(line.prefix(max(0, width)))
  }
}

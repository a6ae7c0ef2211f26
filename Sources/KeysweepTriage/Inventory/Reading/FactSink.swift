internal import KeysweepModel

/// Collects what a loader finds in one file, sorted by format, account and time.
///
/// Facts of one input share their as-of time. A file that holds the reports of two accounts, or
/// lists taken at different times, therefore becomes several inputs.
struct FactSink {
  /// A clock that runs ahead, or a zone that was lost, is no reason to complain.
  private static let skew: Int64 = 86_400
  /// Remarks of one kind that are spelled out; the rest is counted.
  private static let cap = 100

  /// One of the inputs.
  struct Group: Hashable, Sendable {
    fileprivate var index: Int
  }

  private struct Key: Hashable {
    var format: String
    var account: AccountID?
    var asOf: Instant?
    var section: Int
  }

  let path: SourcePath
  private let now: Instant
  private(set) var inputs: [LoadedInput] = []
  private var groups: [Key: Int] = [:]
  private var recognised: Set<String> = []
  private var incidents: [Incident] = []
  private var malformedCount = 0
  /// Whether anything was malformed beyond doubt, and not perhaps of no concern.
  private(set) var isDamaged = false
  private var noticeCount = 0
  private var future: (count: Int, time: Instant, line: Int)?

  init(path: SourcePath, now: Instant) {
    self.path = path
    self.now = now
  }

  /// The first row or document that could not be used.
  var firstProblem: Incident? { incidents.first }

  /// Finds or makes the input for facts of a kind.
  ///
  /// - Parameters:
  ///   - format: What the facts were read from.
  ///   - account: Whose facts they are, where known.
  ///   - asOf: When they were true, where the content says so. Without, the input is as young as
  ///     the newest time that ``observe(_:in:line:)`` is told.
  ///   - section: Tells several reports of one account in one file apart.
  /// - Returns: The input.
  mutating func group(
    _ format: String, account: AccountID?, asOf: Instant? = nil, section: Int = 0
  ) -> Group {
    var asOf = asOf
    if let stated = asOf, stated > now + Self.skew {
      future = (1 + (future?.count ?? 0), future?.time ?? stated, future?.line ?? 1)
      asOf = nil
    }
    let key = Key(format: format, account: account, asOf: asOf, section: section)
    if let index = groups[key] { return Group(index: index) }
    var input = LoadedInput(path: path, format: format)
    input.asOf = asOf
    input.asOfIsLowerBound = asOf == nil
    inputs.append(input)
    groups[key] = inputs.count - 1
    return Group(index: inputs.count - 1)
  }

  /// Has the file count as recognised, even if it holds nothing.
  mutating func recognise(_ format: String) { recognised.insert(format) }

  mutating func add(_ fact: InventoryFact, to group: Group) {
    inputs[group.index].facts.append(fact)
  }

  /// Takes note of a time in the past of an input: it is at least that young.
  mutating func observe(_ time: Instant?, in group: Group, line: Int) {
    guard let time else { return }
    if time > now + Self.skew {
      future = (1 + (future?.count ?? 0), future?.time ?? time, future?.line ?? line)
      return
    }
    guard inputs[group.index].asOfIsLowerBound else { return }
    if let known = inputs[group.index].asOf, known >= time { return }
    inputs[group.index].asOf = time
  }

  /// Applies the time at which a report says it was made.
  mutating func apply(generatedTime text: String, to group: Group) {
    if let stated = Instant(iso8601: text), stated > now + Self.skew {
      future = (1 + (future?.count ?? 0), future?.time ?? stated, future?.line ?? 1)
      return
    }
    ReportTime.apply(text, to: &inputs[group.index])
  }

  /// A row or document that could not be understood.
  mutating func malformed(line: Int?, _ detail: String) {
    malformedCount += 1
    isDamaged = true
    guard malformedCount <= Self.cap else { return }
    incidents.append(Incident(.malformedInventory, path: path, line: line, detail: detail))
  }

  /// A document that may be none of an inventory's.
  mutating func foreign(line: Int, _ detail: String) {
    let wasDamaged = isDamaged
    malformed(line: line, detail)
    isDamaged = wasDamaged
  }

  /// Something worth saying that hides nothing.
  mutating func notice(line: Int?, _ detail: String) {
    noticeCount += 1
    guard noticeCount <= Self.cap else { return }
    incidents.append(Incident(.notice, path: path, line: line, detail: detail))
  }

  /// Ends a file.
  ///
  /// - Returns: Its inputs, with all remarks at the first, and the remarks if there is no input.
  consuming func finish() -> (inputs: [LoadedInput], incidents: [Incident]) {
    if malformedCount > Self.cap {
      incidents.append(
        Incident(
          .malformedInventory, path: path,
          detail: "\(malformedCount - Self.cap) more rows or documents left out for such reasons"))
    }
    if noticeCount > Self.cap {
      incidents.append(
        Incident(
          .notice, path: path, detail: "\(noticeCount - Self.cap) more remarks of such kinds")
      )
    }
    if let future {
      let times = future.count == 1 ? "one time lies" : "\(future.count) times lie"
      incidents.append(
        Incident(
          .notice, path: path, line: future.line,
          detail: """
            \(times) in the future, the first is \(future.time.iso8601); not taken for the age of \
            the input. Is this machine's clock right, or was the file edited?
            """))
    }
    for format in recognised.sorted() where !inputs.contains(where: { $0.format == format }) {
      _ = group(format, account: nil)
    }
    if inputs.isEmpty { return ([], incidents) }
    inputs[0].incidents += incidents
    return (inputs, [])
  }
}

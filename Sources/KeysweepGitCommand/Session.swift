/// Calls of git in one folder.
struct Session {
  let folder: [UInt8]
  let environment: [[UInt8]]
  let runner: Runner

  /// A call that has ended, whatever it came to.
  struct Ending {
    /// Its exit status; negative for a signal.
    var status: Int32
    /// The beginning of its standard error.
    var complaint: [UInt8]
    /// Its standard output, without the line end.
    var answer: [UInt8] = []
  }

  /// The longest answer that is held.
  private static let longestAnswer = 1 << 16

  /// Calls git.
  ///
  /// - Parameters:
  ///   - arguments: The command and its arguments.
  ///   - more: Variables beyond the usual ones.
  ///   - input: What git reads from.
  ///   - output: Gets what git prints, in pieces.
  /// - Returns: How it ended.
  /// - Throws: ``GitCommandError`` when git cannot be started, or was cancelled.
  func run(
    _ arguments: [[UInt8]], more: [[UInt8]] = [], input: Int32? = nil,
    output: (UnsafeRawBufferPointer) -> Void
  ) throws(GitCommandError) -> Ending {
    // Of two variables with one name the first would count.
    let names = more.map { $0.prefix { $0 != UInt8(ascii: "=") } + [UInt8(ascii: "=")] }
    let usual = environment.filter { old in !names.contains { old.starts(with: $0) } }
    let ending = try runner.run(
      Invocation.arguments(in: folder) + arguments, environment: usual + more, input: input,
      output: output)
    return Ending(status: ending.status, complaint: ending.complaint)
  }

  /// Calls git, and hands out what it prints record by record.
  ///
  /// - Parameters:
  ///   - arguments: The command and its arguments.
  ///   - separator: What ends a record.
  ///   - more: Variables beyond the usual ones.
  ///   - input: What git reads from.
  ///   - body: Gets every record that is not empty, without its separator.
  /// - Returns: What git wrote to standard error.
  /// - Throws: ``GitCommandError`` also when git fails.
  @discardableResult
  func records(
    _ arguments: [[UInt8]], separator: UInt8, more: [[UInt8]] = [], input: Int32? = nil,
    _ body: (UnsafeRawBufferPointer) -> Void
  ) throws(GitCommandError) -> [UInt8] {
    var splitter = RecordSplitter(separator)
    let ending = try run(arguments, more: more, input: input) { splitter.feed($0, body) }
    splitter.finish(body)
    guard ending.status == 0 else { throw failure(arguments, ending) }
    return ending.complaint
  }

  /// Calls git for a short answer.
  func ending(
    _ arguments: String..., also last: [[UInt8]] = [], input: Int32? = nil
  ) throws(GitCommandError) -> Ending {
    var answer: [UInt8] = []
    var result = try run(arguments.map { Array($0.utf8) } + last, input: input) {
      answer += $0.prefix(Self.longestAnswer - answer.count)
    }
    if answer.last == 0x0A { answer.removeLast() }
    result.answer = answer
    return result
  }

  /// Calls git for a short answer that there must be.
  func answer(
    _ arguments: String..., also last: [[UInt8]] = []
  ) throws(GitCommandError) -> [UInt8] {
    let all = arguments.map { Array($0.utf8) } + last
    let result = try ending(also: all)
    guard result.status == 0 else { throw failure(all, result) }
    return result.answer
  }

  /// What went wrong with a call.
  func failure(_ arguments: [[UInt8]], _ ending: Ending) -> GitCommandError {
    let command = arguments.first.map { String(decoding: $0, as: UTF8.self) } ?? ""
    // 129 is how git says that it does not know an option.
    if ending.status == 129 {
      return GitCommandError(
        .tooOld, "this git does not know what git \(command) was asked",
        remedy: "install git 2.37 or later", complaint: ending.complaint)
    }
    let how =
      ending.status < 0 ? "was ended by signal \(-ending.status)" : "failed (\(ending.status))"
    return GitCommandError(.failed, "git \(command) \(how)", complaint: ending.complaint)
  }
}

/// Cuts a stream that comes in pieces into records.
struct RecordSplitter {
  private let separator: UInt8
  private var begun: [UInt8] = []

  /// Makes a splitter for records that end in `separator`.
  init(_ separator: UInt8) { self.separator = separator }

  /// Takes a piece, and hands out the records that end in it; empty ones are skipped.
  mutating func feed(_ piece: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Void) {
    var rest = piece[...]
    while let end = rest.firstIndex(of: separator) {
      if begun.isEmpty {
        if end > rest.startIndex { body(UnsafeRawBufferPointer(rebasing: rest[..<end])) }
      } else {
        begun += rest[..<end]
        begun.withUnsafeBytes(body)
        begun.removeAll(keepingCapacity: true)
      }
      rest = rest[(end + 1)...]
    }
    begun += rest
  }

  /// Hands out what had no separator at its end.
  mutating func finish(_ body: (UnsafeRawBufferPointer) -> Void) {
    if !begun.isEmpty { begun.withUnsafeBytes(body) }
    begun = []
  }
}

internal import Crypto
internal import KeysweepModel

/// Where the names of a sealed input come from.
struct SealOrigin: Sendable {
  let names: SealNames
  /// The numbers that stand for accounts in the input.
  var accounts: Set<AccountID> = []
}

/// Reads a sealed inventory line by line.
///
/// All or nothing: what absence shows would be wrong if lines could be missing, so a file that is
/// cut or edited is of no use.
struct SealedReader {
  /// The number of the current line, from 1.
  private(set) var line = 0
  private let path: SourcePath
  private var names: SealNames?
  private var inputs: [LoadedInput] = []
  private var hash = SHA256()
  private var hasEnded = false

  init(path: SourcePath) { self.path = path }

  /// Takes the next line.
  ///
  /// - Parameter text: The line without its end; a carriage return at its end does not count.
  /// - Throws: ``SealedError``.
  mutating func take(_ text: UnsafeBufferPointer<UInt8>) throws(SealedError) {
    line += 1
    let text = UnsafeBufferPointer(rebasing: text.last == 0x0D ? text.dropLast() : text[...])
    guard let names else {
      let parameters = try SealedFormat.parameters(text)
      self.names = SealNames(parameters)
      add(text)
      return
    }
    if text.isEmpty, hasEnded { return }
    guard !hasEnded else { throw SealedError(reason: "something follows the last line") }
    var fields = try SealedFields(try SealedValue.read(text))
    let kind = try fields.text()
    switch kind {
    case "end":
      try end(&fields)
      hasEnded = true
      return
    case "input":
      try begin(try SealedFormat.input(&fields), names)
    case "accounts":
      let index = try current()
      while !fields.isAtEnd { inputs[index].seal?.accounts.insert(try fields.account()) }
    default:
      let index = try current()
      let fact = try SealedFormat.fact(kind, &fields, line: line)
      if let account = fact.subjects.account { inputs[index].seal?.accounts.insert(account) }
      inputs[index].facts.append(fact)
    }
    try fields.end()
    add(text)
  }

  /// Ends the file.
  ///
  /// - Returns: Its inputs.
  /// - Throws: ``SealedError`` when the last line is missing.
  consuming func finish() throws(SealedError) -> [LoadedInput] {
    guard hasEnded else {
      throw SealedError(reason: "the file is cut off behind this line: the last one is missing")
    }
    return inputs
  }

  private mutating func add(_ text: UnsafeBufferPointer<UInt8>) {
    hash.update(bufferPointer: UnsafeRawBufferPointer(text))
    hash.update(data: [0x0A])
  }

  private func current() throws(SealedError) -> Int {
    guard !inputs.isEmpty else { throw SealedError(reason: "a fact before any input") }
    return inputs.count - 1
  }

  private mutating func begin(_ input: SealedFormat.Input, _ names: SealNames) throws(SealedError) {
    let number = String(input.file)
    let padded = String(repeating: "0", count: 6 - number.utf8.count) + number
    // The number alone is the file that was sealed: inputs of one file are told by their format.
    var loaded = LoadedInput(
      path: SourcePath(bytes: path.bytes + Array("!/\(padded)".utf8)), format: input.format,
      asOf: input.asOf, asOfIsLowerBound: input.asOfIsLowerBound)
    loaded.seal = SealOrigin(names: names)
    let incident = Incident(
      .malformedInventory, path: path, line: line,
      detail: "a row that could not be understood when the inventory was sealed")
    loaded.incidents = Array(repeating: incident, count: input.leftOut)
    inputs.append(loaded)
  }

  private mutating func end(_ fields: inout SealedFields) throws(SealedError) {
    let count = try fields.number()
    let digest = try fields.text()
    try fields.end()
    guard count == Int64(line - 1) else {
      throw SealedError(
        reason: "\(line - 1) lines stand before this one, and \(count) were written: lines are "
          + "missing or were added; seal the inventory again")
    }
    guard digest == Fingerprint.hex(hash.finalize()) else {
      throw SealedError(
        reason: "the checksum is wrong: the file was edited or damaged; seal the inventory again")
    }
  }

  /// Reads a whole file, line by line.
  ///
  /// - Parameters:
  ///   - window: Stands at the first byte.
  ///   - path: The file, for messages.
  /// - Returns: What was sealed.
  /// - Throws: ``InventoryError`` with the line.
  static func load(
    _ window: ByteWindow, path: SourcePath
  ) throws(InventoryError) -> [LoadedInput] {
    var reader = SealedReader(path: path)
    do throws(SealedError) {
      while let line = try nextLine(window) {
        try reader.take(line)
        window.consume(line.count + 1)
      }
      if let failure = window.failure { throw SealedError(reason: failure) }
      return try reader.finish()
    } catch {
      throw InventoryError(path: path, reason: "line \(reader.line): \(error.reason)")
    }
  }

  /// The next line without its end; nil at the end of the file.
  private static func nextLine(_ window: ByteWindow) throws(SealedError) -> Bytes? {
    var searched = 0
    while true {
      let unread = window.unread
      if let end = unread[searched...].firstIndex(of: 0x0A) {
        return Bytes(rebasing: unread[..<end])
      }
      searched = unread.count
      guard searched <= maxLine else { throw SealedError(reason: "a line longer than 64 MiB") }
      if !window.refill() { return unread.isEmpty ? nil : unread }
    }
  }

  private static let maxLine = 64 << 20
}

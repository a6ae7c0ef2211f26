/// Cuts a stream of JSON into the pieces that loaders read.
///
/// Documents may be concatenated, one a line, or in arrays; the arrays under `Records`, `rows`,
/// `Findings` and `Events` are cut into their elements, so that a log of any size takes the memory
/// of its largest record. Works on bytes and without recursion. Does not check what a decoder will
/// check anyway.
struct JSONStream: ~Copyable {
  /// Deeper nesting is refused, because decoders recurse.
  static let maxDepth = 512
  /// A larger piece is left out.
  static let maxPiece = 64 << 20

  /// The array in which an element stands.
  enum Container: CaseIterable {
    case records
    case rows
    case findings
    case events

    /// Recognises the name of an array.
    init?(_ name: Bytes) {
      if name.equals("Records") {
        self = .records
      } else if name.equals("rows") {
        self = .rows
      } else if name.equals("Findings") || name.equals("findings") {
        self = .findings
      } else if name.equals("Events") {
        self = .events
      } else {
        return nil
      }
    }
  }

  /// What one step finds.
  enum Piece {
    /// An object with everything in it; the bytes are valid until the next step.
    case document(Bytes, line: Int)
    /// An object in an array that a document consists of.
    case element(Bytes, of: Container, line: Int)
    /// Such an array begins.
    case container(Container, line: Int)
    /// Something that cannot be used.
    case problem(line: Int, String)
  }

  /// Where the machine stands.
  private enum State {
    /// Between documents, at top level or in arrays of documents.
    case outside
    /// In a document, which began at the start of the window.
    case document
    /// In a document whose array has been cut; the rest of it is of no interest.
    case tail
    /// Between the elements of an array.
    case container(Container)
    /// In an element, which began at the start of the window.
    case element(Container)
  }

  private let window: ByteWindow
  private var state = State.outside
  /// Where the machine stands, from the start of the window.
  private var at = 0
  private var line: Int
  private var depth = 0
  /// The depth in the current document, and in its array.
  private var documentDepth = 0
  private var containerDepth = 0
  /// Where the current piece starts.
  private var pieceLine = 0
  private var isTooLarge = false
  private var isInString = false
  /// The last string directly in the document, and whether it is a name.
  private var stringStart = 0
  private var name: Range<Int>?
  private var isAtName = false
  private var saidScalars = false
  private var isDone = false

  /// Reads from where the window stands.
  init(_ window: ByteWindow, line: Int = 1) {
    self.window = window
    self.line = line
    let mark = window.unread
    if mark.starts(with: "\u{FEFF}") { window.consume(3) }
  }

  /// Finds the next piece.
  ///
  /// - Returns: nil at the end.
  mutating func next() -> Piece? {
    while !isDone {
      let bytes = window.unread
      if at >= bytes.count {
        if !more() { return end() }
        continue
      }
      if isInString {
        skipString(bytes)
        continue
      }
      let byte = bytes[at]
      at += 1
      switch byte {
      case UInt8(ascii: "\""):
        if depth == 0 { return stop("text outside of any JSON document") }
        isInString = true
        stringStart = at
        if let piece = scalar() { return piece }
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        if let piece = open(byte, bytes) { return piece }
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        if let piece = close(bytes) { return piece }
      case 0x0A: line += 1
      case UInt8(ascii: ","):
        if depth == documentDepth { isAtName = true }
      case 0x20, 0x09, 0x0D, 0x1E, UInt8(ascii: ":"): break
      default:
        if depth == 0 { return stop("text outside of any JSON document") }
        if let piece = scalar() { return piece }
      }
    }
    return nil
  }

  /// Complains, once, of a value where a document should be.
  private mutating func scalar() -> Piece? {
    guard case .outside = state, !saidScalars else { return nil }
    saidScalars = true
    return .problem(line: line, "an array of plain values, which do not say what they are")
  }

  /// Moves to the end of the string, or as far as there are bytes.
  private mutating func skipString(_ bytes: Bytes) {
    let count = bytes.count
    var place = at
    while place < count {
      let byte = bytes[place]
      if byte == UInt8(ascii: "\"") {
        isInString = false
        if depth == documentDepth, isAtName {
          name = stringStart..<place
          isAtName = false
        }
        at = place + 1
        return
      }
      if byte == UInt8(ascii: "\\") {
        // The escaped byte may not be there yet.
        guard place + 1 < count || window.isAtEnd else {
          at = place
          _ = more()
          return
        }
        place += 1
      } else if byte == 0x0A {
        line += 1
      }
      place += 1
    }
    at = place
  }

  private mutating func open(_ byte: UInt8, _ bytes: Bytes) -> Piece? {
    depth += 1
    if depth > Self.maxDepth { return stop("nested deeper than \(Self.maxDepth)") }
    switch state {
    case .outside where byte == UInt8(ascii: "{"):
      begin(.document)
      documentDepth = depth
      isAtName = true
      name = nil
    case .container(let container) where byte == UInt8(ascii: "{") && depth == containerDepth + 1:
      begin(.element(container))
    case .document, .tail:
      guard byte == UInt8(ascii: "["), depth == documentDepth + 1, !isTooLarge, let name,
        name.upperBound <= bytes.count,
        let container = Container(Bytes(rebasing: bytes[name]))
      else { return nil }
      self.name = nil
      containerDepth = depth
      forget(at)
      state = .container(container)
      return .container(container, line: line)
    default: break
    }
    return nil
  }

  private mutating func close(_ bytes: Bytes) -> Piece? {
    depth -= 1
    if depth < 0 { return stop("a bracket closes what is not open") }
    switch state {
    case .document where depth == documentDepth - 1:
      return finish(bytes) { .document($0, line: $1) }
    case .tail where depth == documentDepth - 1:
      state = .outside
      documentDepth = 0
      forget(at)
    case .container where depth == containerDepth - 1:
      state = .tail
      forget(at)
    case .element(let container) where depth == containerDepth:
      return finish(bytes) { .element($0, of: container, line: $1) }
    default: break
    }
    return nil
  }

  /// Starts a piece at the bracket that was just read.
  private mutating func begin(_ state: State) {
    forget(at - 1)
    self.state = state
    pieceLine = line
    isTooLarge = false
  }

  /// Ends a piece at the bracket that was just read.
  private mutating func finish(_ bytes: Bytes, _ make: (Bytes, Int) -> Piece) -> Piece {
    if case .element(let container) = state {
      state = .container(container)
    } else {
      state = .outside
      documentDepth = 0
    }
    let end = at
    // The bytes stay where they are until the window is filled again.
    window.consume(end)
    at = 0
    if isTooLarge {
      return .problem(
        line: pieceLine, "a piece of more than \(Self.maxPiece >> 20) MiB starts here")
    }
    return make(Bytes(rebasing: bytes[..<end]), pieceLine)
  }

  /// Is done with the bytes up to a place.
  private mutating func forget(_ count: Int) {
    window.consume(count)
    at -= count
    stringStart -= count
    name = nil
  }

  /// Gets more bytes, after being done with those that no piece needs.
  private mutating func more() -> Bool {
    switch state {
    case .outside, .container: forget(at)
    case .tail where !isInString && name == nil: forget(at)
    case .document where at > Self.maxPiece, .element where at > Self.maxPiece,
      .tail where at > Self.maxPiece:
      isTooLarge = true
      forget(at)
    default: break
    }
    return window.refill()
  }

  private mutating func end() -> Piece? {
    isDone = true
    guard depth > 0 else { return nil }
    switch state {
    case .document, .element:
      return .problem(line: pieceLine, "the document that starts here is cut off")
    default:
      return .problem(line: line, "the document that ends here is cut off")
    }
  }

  private mutating func stop(_ reason: String) -> Piece {
    isDone = true
    return .problem(line: line, reason)
  }
}

internal import KeysweepModel

/// Arguments as bytes, through a parser that knows text only.
///
/// Paths need not be UTF-8, and Swift repairs arguments that are not, after which their file cannot
/// be found any more. So every byte that is no part of valid UTF-8 goes through the parser as a
/// character of its own from the end of plane 16, which is for private use, and comes back as that
/// byte. Those characters themselves are taken apart the same way, so that nothing is ambiguous.
enum RawArguments {
  /// The private-use character of byte 0; only those of bytes from 0x80 on are used.
  private static let first: UInt32 = 0x10FF00

  /// The arguments of this process without its name.
  static var current: [String] {
    let count = Int(CommandLine.argc)
    return (0..<count).dropFirst().compactMap { index in
      CommandLine.unsafeArgv[index].map { pointer in
        let characters = UnsafeBufferPointer(start: pointer, count: length(of: pointer))
        return text(of: characters.map { UInt8(bitPattern: $0) })
      }
    }
  }

  /// The form of an argument that the parser gets.
  static func text(of bytes: some Collection<UInt8>) -> String {
    var text = String.UnicodeScalarView()
    var rest = Array(bytes)[...]
    while let byte = rest.first {
      var iterator = rest.makeIterator()
      var decoder = UTF8()
      if case .scalarValue(let scalar) = decoder.decode(&iterator), scalar.value < first + 0x80 {
        text.append(scalar)
        rest = rest.dropFirst(UTF8.width(scalar))
      } else {
        // Never nil: no surrogate has such a value.
        if let scalar = Unicode.Scalar(first + UInt32(byte)) { text.append(scalar) }
        rest = rest.dropFirst()
      }
    }
    return String(text)
  }

  /// The bytes of an argument, from the form that the parser got.
  static func bytes(of text: String) -> [UInt8] {
    text.unicodeScalars.flatMap { scalar in
      scalar.value >= first + 0x80
        ? [UInt8(truncatingIfNeeded: scalar.value - first)] : Array(UTF8.encode(scalar) ?? .init())
    }
  }

  private static func length(of pointer: UnsafePointer<CChar>) -> Int {
    var length = 0
    while pointer[length] != 0 { length += 1 }
    return length
  }
}

extension SourcePath {
  /// The path that an argument names, whatever its bytes.
  init(argument: String) { self.init(bytes: RawArguments.bytes(of: argument)) }
}

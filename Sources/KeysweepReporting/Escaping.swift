/// Makes text from untrusted sources safe for a terminal.
public enum Escaping {
  /// Renders bytes as printable text.
  ///
  /// Control characters, line ends, invalid UTF-8, and characters that change the direction or
  /// are invisible become visible escapes, so that a name can neither move the cursor nor forge a
  /// line.
  public static func printable(_ bytes: some Collection<UInt8>) -> String {
    // Nearly all names are plain ASCII.
    if bytes.allSatisfy({ $0 >= 0x20 && $0 < 0x7F && $0 != 0x5C }) {
      return String(decoding: bytes, as: UTF8.self)
    }
    var result = ""
    var decoder = UTF8()
    var iterator = Array(bytes).makeIterator()
    var position = bytes.startIndex
    decoding: while true {
      switch decoder.decode(&iterator) {
      case .scalarValue(let scalar):
        result += printable(scalar)
        position = bytes.index(position, offsetBy: UTF8.width(scalar))
      case .emptyInput: break decoding
      case .error:
        // The standard decoder swallows a maximal invalid part; show the bytes of it one by one.
        result += hex(bytes[position])
        position = bytes.index(after: position)
        decoder = UTF8()
        iterator = Array(bytes[position...]).makeIterator()
      }
    }
    return result
  }

  /// Renders text as printable text.
  public static func printable(_ text: String) -> String { printable(Array(text.utf8)) }

  /// Renders a message of our own, into which names and values of others have been put.
  ///
  /// The same as ``printable(_:)-(String)``, but backslashes stay, because patterns and reasons are
  /// full of them.
  ///
  /// - Parameters:
  ///   - text: The message.
  ///   - keepsLines: Whether line ends stay too: only where every part from outside has been
  ///     rendered already.
  /// - Returns: The text for the terminal.
  public static func message(_ text: String, keepsLines: Bool = false) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": result += "\\"
      case "\n" where keepsLines: result += "\n"
      default: result += printable(scalar)
      }
    }
    return result
  }

  private static func printable(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\n": "\\n"
    case "\r": "\\r"
    case "\t": "\\t"
    case "\\": "\\\\"
    case "\u{0}"..."\u{1F}", "\u{7F}": hex(UInt8(truncatingIfNeeded: scalar.value))
    // C1 controls, and characters that reorder or hide text (Unicode TR 36).
    case "\u{80}"..."\u{9F}", "\u{AD}", "\u{61C}", "\u{180E}", "\u{200B}"..."\u{200F}",
      "\u{2028}"..."\u{202E}", "\u{2060}"..."\u{206F}", "\u{FEFF}", "\u{FFF9}"..."\u{FFFB}",
      "\u{E0000}"..."\u{E007F}":
      "\\u{\(String(scalar.value, radix: 16))}"
    default: String(Character(scalar))
    }
  }

  private static func hex(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16)
    return digits.utf8.count == 1 ? "\\x0\(digits)" : "\\x\(digits)"
  }
}

extension UTF8 {
  /// The number of bytes a scalar takes.
  fileprivate static func width(_ scalar: Unicode.Scalar) -> Int {
    switch scalar.value {
    case ..<0x80: 1
    case ..<0x800: 2
    case ..<0x10000: 3
    default: 4
    }
  }
}

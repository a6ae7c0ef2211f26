#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// Looks into a JSON value without decoding the rest of it.
///
/// For what comes by the million, log records and rows of tables; everything else goes through
/// `JSONDecoder`. Brackets are known to be balanced, because ``JSONStream`` counted them. Ends
/// quietly where the bytes are no JSON.
enum JSONFields {
  /// Visits the members of an object.
  ///
  /// - Parameters:
  ///   - object: From bracket to bracket.
  ///   - visit: Gets the name, as it stands between its quotes, and the value.
  /// - Returns: Whether the bytes have the form of an object.
  @discardableResult
  static func forEachMember(of object: Bytes, _ visit: (Bytes, Bytes) -> Void) -> Bool {
    guard object.first == UInt8(ascii: "{") else { return false }
    var at = 1
    while true {
      at = skipBlanks(object, at)
      guard at < object.count else { return false }
      if object[at] == UInt8(ascii: "}") { return true }
      guard object[at] == UInt8(ascii: "\"") else { return false }
      let nameEnd = skipValue(object, at)
      let name = at + 1..<max(at + 1, nameEnd - 1)
      at = skipBlanks(object, nameEnd)
      guard at < object.count, object[at] == UInt8(ascii: ":") else { return false }
      at = skipBlanks(object, at + 1)
      let end = skipValue(object, at)
      guard end > at else { return false }
      visit(Bytes(rebasing: object[name]), Bytes(rebasing: object[at..<end]))
      at = skipBlanks(object, end)
      guard at < object.count else { return false }
      if object[at] == UInt8(ascii: ",") { at += 1 }
    }
  }

  /// Visits the elements of an array.
  ///
  /// - Parameters:
  ///   - array: From bracket to bracket.
  ///   - visit: Gets each value.
  static func forEachElement(of array: Bytes, _ visit: (Bytes) -> Void) {
    guard array.first == UInt8(ascii: "[") else { return }
    var at = 1
    while true {
      at = skipBlanks(array, at)
      guard at < array.count, array[at] != UInt8(ascii: "]") else { return }
      let end = skipValue(array, at)
      guard end > at else { return }
      visit(Bytes(rebasing: array[at..<end]))
      at = skipBlanks(array, end)
      if at < array.count, array[at] == UInt8(ascii: ",") { at += 1 }
    }
  }

  /// The value of a member; the first, if there are several.
  static func value(_ name: StaticString, of object: Bytes) -> Bytes? {
    var found: Bytes?
    forEachMember(of: object) { key, value in
      if found == nil, key.equals(name) { found = value }
    }
    return found
  }

  /// The names of an object's members.
  static func names(of object: Bytes) -> Set<String> {
    var names: Set<String> = []
    forEachMember(of: object) { name, _ in names.insert(name.text) }
    return names
  }

  /// A string, number or truth value as text; nil for null and for everything with brackets.
  static func text(_ value: Bytes) -> String? {
    guard let first = value.first else { return nil }
    switch first {
    case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "n"): return nil
    case UInt8(ascii: "\""):
      guard value.count >= 2 else { return nil }
      if value.contains(UInt8(ascii: "\\")) {
        return try? JSONDecoder().decode(String.self, from: Data(value))
      }
      return Bytes(rebasing: value[1..<(value.count - 1)]).text
    default: return value.text
    }
  }

  /// A string's bytes, if it has no escapes.
  @inline(__always)
  static func plain(_ value: Bytes) -> Bytes? {
    guard value.count >= 2, value[0] == UInt8(ascii: "\"") else { return nil }
    return Bytes(rebasing: value[1..<(value.count - 1)])
  }

  private static func skipBlanks(_ bytes: Bytes, _ start: Int) -> Int {
    var at = start
    while at < bytes.count, bytes[at] <= 0x20 { at += 1 }
    return at
  }

  /// The place behind a value.
  private static func skipValue(_ bytes: Bytes, _ start: Int) -> Int {
    var at = start
    let count = bytes.count
    var depth = 0
    while at < count {
      switch bytes[at] {
      case UInt8(ascii: "\""):
        at += 1
        while at < count, bytes[at] != UInt8(ascii: "\"") {
          at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1
        }
        at = min(at + 1, count)
        if depth == 0 { return at }
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        at += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        if depth == 0 { return at }
        depth -= 1
        at += 1
        if depth == 0 { return at }
      case UInt8(ascii: ","), UInt8(ascii: ":"):
        if depth == 0 { return at }
        at += 1
      case 0...0x20:
        if depth == 0 { return at }
        at += 1
      default: at += 1
      }
    }
    return count
  }
}

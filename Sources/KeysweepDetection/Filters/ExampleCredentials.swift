internal import KeysweepModel
internal import TOMLKit

/// The example credentials that AWS publishes.
struct ExampleCredentials: Sendable {
  private let keyIDs: Set<String>
  private let secrets: Set<[UInt8]>

  /// Reads a data file with the arrays `key_ids` and `secrets`.
  ///
  /// - Parameters:
  ///   - bytes: The file's content.
  ///   - name: Its name for messages.
  /// - Throws: ``RuleFileError`` when it is not such a file.
  init(_ bytes: [UInt8], name: String) throws(RuleFileError) {
    do {
      let table = try TOMLTable(string: String(decoding: bytes, as: UTF8.self))
      keyIDs = Set(table["key_ids"]?.array?.compactMap { $0.string } ?? [])
      secrets = Set(table["secrets"]?.array?.compactMap { $0.string.map { Array($0.utf8) } } ?? [])
    } catch {
      throw RuleFileError(file: name, line: 1, column: 1, reason: "\(error)")
    }
  }

  /// Whether the ID is documented, or says EXAMPLE itself.
  func contains(keyID: String) -> Bool {
    if keyIDs.contains(keyID) { return true }
    var text = keyID
    // By bytes: a search by characters would cost more than everything else about an ID.
    return text.withUTF8 { utf8 in
      ByteSearch.contains(
        "EXAMPLE", in: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(utf8).dropFirst(4)))
    }
  }

  /// Whether the secret is documented, or says EXAMPLE itself.
  func contains(secret: UnsafeRawBufferPointer) -> Bool {
    secrets.contains(Array(secret)) || ByteSearch.contains("EXAMPLE", in: secret)
  }
}

/// Searches in short byte strings.
enum ByteSearch {
  /// Whether `needle` stands in `bytes`.
  static func contains(_ needle: StaticString, in bytes: UnsafeRawBufferPointer) -> Bool {
    let count = needle.utf8CodeUnitCount
    guard count <= bytes.count else { return false }
    outer: for start in 0...(bytes.count - count) {
      for index in 0..<count where bytes[start + index] != needle.utf8Start[index] {
        continue outer
      }
      return true
    }
    return false
  }
}

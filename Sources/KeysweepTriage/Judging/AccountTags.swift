internal import KeysweepModel
internal import KeysweepRules
internal import TOMLKit

/// Accounts that say something about a key before any inventory does.
public struct AccountTags: Sendable {
  private var canaries: [AccountID: String] = [:]
  private var fixtures: [AccountID: String] = [:]

  /// The accounts that come with the program.
  ///
  /// - Throws: ``DataFileError``; cannot happen in a build whose tests pass.
  public static func bundled() throws(DataFileError) -> AccountTags {
    try AccountTags(toml: BundledRules.accounts, name: "bundled accounts")
  }

  /// Reads a data file with `[[canary]]` and `[[fixture]]` tables.
  ///
  /// - Parameters:
  ///   - toml: The file's content.
  ///   - name: Its name for messages.
  /// - Throws: ``DataFileError`` with the place and the reason.
  public init(toml: [UInt8], name: String) throws(DataFileError) {
    let root = try DataFile.parse(toml, name: name)
    for key in root.keys.sorted() where key != "canary" && key != "fixture" {
      throw DataFileError(
        description: "\(name): unknown key \u{201c}\(key)\u{201d}; known: canary, fixture")
    }
    canaries = try Self.read(root["canary"]?.array, name)
    fixtures = try Self.read(root["fixture"]?.array, name)
  }

  private static func read(
    _ array: TOMLArray?, _ name: String
  ) throws(DataFileError) -> [AccountID: String] {
    var result: [AccountID: String] = [:]
    guard let array else { return result }
    for entry in array {
      guard let table = entry.table, let owner = table["name"]?.string,
        let accounts = table["accounts"]?.array
      else {
        throw DataFileError(description: "\(name): every entry needs name and accounts")
      }
      for account in accounts {
        guard let text = account.string, let id = AccountID(text) else {
          throw DataFileError(
            description:
              "\(name): \u{201c}\(owner)\u{201d} holds something that is no 12-digit account")
        }
        result[id] = owner
      }
    }
    return result
  }

  /// The service that sets traps in this account.
  func canary(_ account: AccountID) -> String? { canaries[account] }
  /// The documentation or emulator that uses this account.
  func fixture(_ account: AccountID) -> String? { fixtures[account] }
}

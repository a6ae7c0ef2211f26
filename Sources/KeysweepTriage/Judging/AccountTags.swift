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
    func fail(_ path: [TOMLPlaces.Step], _ reason: String) -> DataFileError {
      DataFile.error(toml, name: name, at: path, reason)
    }

    for key in root.keys.sorted() where key != "canary" && key != "fixture" {
      throw fail([.key(key)], "unknown key \u{201c}\(key)\u{201d}; known: canary, fixture")
    }
    canaries = try Self.read(root, "canary", fail)
    fixtures = try Self.read(root, "fixture", fail)
  }

  private static func read(
    _ root: TOMLTable, _ key: String, _ fail: ([TOMLPlaces.Step], String) -> DataFileError
  ) throws(DataFileError) -> [AccountID: String] {
    var result: [AccountID: String] = [:]
    guard let value = root[key] else { return result }
    guard let array = value.array else {
      throw fail([.key(key)], "expected tables under [[\(key)]]")
    }
    for (index, entry) in array.enumerated() {
      let path: [TOMLPlaces.Step] = [.key(key), .index(index)]
      guard let table = entry.table, let owner = table["name"]?.string,
        let accounts = table["accounts"]?.array
      else {
        throw fail(path, "every [[\(key)]] needs name = \"\u{2026}\" and accounts = [\u{2026}]")
      }
      for (number, account) in accounts.enumerated() {
        guard let text = account.string, let id = AccountID(text) else {
          throw fail(
            path + [.key("accounts"), .index(number)],
            "\u{201c}\(owner)\u{201d} holds something that is no account: twelve digits in quotes")
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

internal import KeysweepModel

/// How the names in sealed inputs were made, so that a key ID at hand can be looked up in them.
struct Seals: Sendable {
  /// No sealed input.
  init() {}

  /// The names under which sealed inputs list a key ID.
  func names(of id: String) -> [String] { [] }

  /// The numbers under which sealed inputs list an account.
  func names(of account: AccountID) -> [AccountID] { [] }
}

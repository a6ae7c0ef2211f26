internal import KeysweepModel

/// The read-only commands of the AWS CLI that fill gaps.
enum Remedy {
  /// A date in the name, for what does not say when it was taken.
  ///
  /// The shell puts it in before the call is made, so it is never too late.
  private static let date = "$(date -u +%Y-%m-%dT%H%M%SZ)"
  /// So many names stand in a command; a script does the rest.
  private static let limit = 50

  static let collect = "keysweep inventory collect > collect.sh && sh collect.sh"

  static let root = "aws iam get-account-summary > account-summary-\(date).json"

  static let rootList = "aws iam list-access-keys > list-access-keys-\(date).json  # as root"

  static func report(_ account: AccountID) -> String {
    "aws iam generate-credential-report && sleep 10 && "
      + "aws iam get-credential-report > credential-report-\(account).json"
  }

  /// Key lists in the form of `keysweep inventory collect`: an empty answer names no user, so that
  /// by itself it would tell nothing.
  static func lists(_ users: [String], _ account: AccountID, partition: String) -> String {
    guard users.count <= limit, (users + [partition]).allSatisfy(isUserName) else { return collect }
    let head =
      #"{"keysweepCollect":1,"account":"\#(account)","partition":"\#(partition)","#
      + #""call":"list-access-keys","user":"%s","asOf":"%s","response":%s}\n"#
    return "for user in \(users.joined(separator: " ")); do "
      + "asof=$(date -u +%Y-%m-%dT%H:%M:%SZ); "
      + #"keys=$(aws iam list-access-keys --user-name="$user" --output json) && "#
      + #"printf '\#(head)' "$user" "$asof" "$keys"; "#
      + "done > list-access-keys-\(date).json"
  }

  static func lastUses(_ keys: [String]) -> String {
    guard keys.count <= limit, keys.allSatisfy({ AccessKeyID($0) != nil }) else { return collect }
    return "for key in \(keys.joined(separator: " ")); do "
      + "aws iam get-access-key-last-used --access-key-id=\"$key\" > last-used-\"$key\".json; done"
  }

  /// The first few names: `alice, bob, carol and 7 more`.
  static func names(_ all: [String]) -> String {
    let shown = all.prefix(5).map { Phrase.name($0) }.joined(separator: ", ")
    return all.count > 5 ? "\(shown) and \(all.count - 5) more" : shown
  }

  /// Whether IAM allows the name, so that it needs no quotes; a report may hold anything.
  private static func isUserName(_ name: String) -> Bool {
    !name.isEmpty
      && name.utf8.allSatisfy { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "+=,.@_-".utf8.contains(byte)
        }
      }
  }
}

public import KeysweepModel

/// One thing an inventory input says.
///
/// Every loader emits these, whatever it reads, and the index is built from nothing else: a new
/// kind of input touches neither the index nor the judgement.
enum InventoryFact: Sendable, Hashable {
  /// A user's row of a credential report.
  case reportRow(ReportRow)
  /// A key with its ID, as it was at the input's as-of time.
  case listedKey(ListedKey)
  /// All keys of one user (or of root) have been listed: what is not listed is not there.
  case wholeList(KeyOwner)
  /// When a key was last used, from a source that answers for all uses.
  case lastUse(KeyLastUse)
  /// An IAM user.
  case user(UserRecord)
  /// All users of an account have been listed.
  case allUsers(AccountID)
  /// Whether root has access keys; the account is nil where the input does not tell.
  case rootKeys(account: AccountID?, arePresent: Bool)
  /// How many users there are; the account is nil where the input does not tell.
  case userCount(account: AccountID?, count: Int)
  /// Something that happened to a key at a time of its own.
  case event(KeyEvent)
  /// A service of AWS saw the key in the wrong hands.
  case exposure(KeyExposure)

  /// Whether it stands for a record of the input, and not for what is said of all of them.
  var isRecord: Bool {
    switch self {
    case .wholeList, .allUsers, .userCount: false
    case .reportRow, .listedKey, .lastUse, .user, .rootKeys, .event, .exposure: true
    }
  }
}

/// A user's row of a credential report.
struct ReportRow: Sendable, Hashable {
  /// One of the two key slots.
  struct Slot: Sendable, Hashable {
    /// 1 or 2.
    var number: Int
    var isActive: Bool
    /// Upper bound of the key's creation; nil when the slot is empty.
    var lastRotated: Instant?
    var lastUsed: Instant?
    var service: String?
    var region: String?

    /// Whether a key exists in the slot, active or not.
    var isFilled: Bool { isActive || lastRotated != nil }
  }

  var account: AccountID
  /// `aws`, `aws-cn`, `aws-us-gov`.
  var partition: String
  /// `<root_account>` for root.
  var user: String
  var created: Instant?
  var slots: [Slot]
  /// Whether the report says that there are keys beyond the two slots.
  var hasMoreKeys: Bool
  /// Whether the report has the last-used columns at all (those of 2014 do not).
  var knowsLastUse: Bool
  /// Whether the user can sign in to the console; nil where the report does not tell.
  var hasPassword: Bool? = nil
  var line: Int

  var isRoot: Bool { user == Self.rootName }
  static let rootName = "<root_account>"
}

/// A key as an access-key list shows it.
struct ListedKey: Sendable, Hashable {
  enum State: Sendable, Hashable {
    case active
    case inactive
    case expired
    case other(String)

    init(_ text: String) {
      switch text.lowercased() {
      case "active": self = .active
      case "inactive": self = .inactive
      case "expired": self = .expired
      default: self = .other(text)
      }
    }
  }

  var id: String
  /// `<root_account>` for root; nil where the input does not tell.
  var user: String?
  var state: State
  var created: Instant?
  /// Read from the ID, or told by the input.
  var account: AccountID?
}

/// Whose keys were listed.
struct KeyOwner: Sendable, Hashable {
  var account: AccountID
  /// `<root_account>` for root.
  var user: String
}

/// When a key was last used.
struct KeyLastUse: Sendable, Hashable {
  var id: String
  var user: String?
  var account: AccountID?
  /// nil: never since 2015-04-22, when AWS began to record it.
  var used: Instant?
  var service: String?
  var region: String?
}

/// An IAM user as `list-users` or `get-account-authorization-details` shows it.
struct UserRecord: Sendable, Hashable {
  var account: AccountID
  var partition: String
  var name: String
  var created: Instant?
  /// The quarantine policies that AWS attached, for instance `AWSCompromisedKeyQuarantineV3`.
  var quarantines: [String] = []
}

/// Something that CloudTrail or a detector saw.
struct KeyEvent: Sendable, Hashable {
  enum Kind: Sendable, Hashable {
    case created(ListedKey.State)
    case changed(ListedKey.State)
    case deleted
    /// A request was signed with it and authenticated, whatever came of the request.
    case used(service: String?, region: String?)
  }

  var id: String
  var kind: Kind
  var time: Instant
  var user: String?
  var account: AccountID?
  /// With a temporary credential: when its session began.
  var sessionCreated: Instant? = nil
}

/// A service of AWS saw the key in the wrong hands.
struct KeyExposure: Sendable, Hashable {
  var id: String
  var user: String?
  var account: AccountID?
  var time: Instant?
  /// What it says, in a few words: `exposed on github.com`.
  var statement: String
}

/// What one input was recognised as, with everything it says.
struct LoadedInput: Sendable {
  var path: SourcePath
  var format: String
  var asOf: Instant?
  /// Whether ``asOf`` is only the newest time in the content: the input is at least that young.
  var asOfIsLowerBound = false
  var facts: [InventoryFact] = []
  var incidents: [Incident] = []
  /// With sealed inputs: whose names the facts hold.
  var seal: SealOrigin?
}

/// An inventory that cannot be used.
public struct InventoryError: Error, Hashable, CustomStringConvertible {
  /// The file or folder.
  public var path: SourcePath
  /// The reason and the remedy.
  public var reason: String
  /// Path and reason.
  public var description: String { "inventory \u{201c}\(path.lossyText)\u{201d}: \(reason)" }
}

public import KeysweepModel

/// One thing an inventory input says.
///
/// Every loader emits these, whatever it reads, and the index is built from nothing else: a new
/// kind of input touches neither the index nor the judgement.
enum InventoryFact: Sendable {
  /// A user's row of a credential report.
  case reportRow(ReportRow)
  /// A key with its ID.
  case listedKey(ListedKey)
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
  /// nil for root, which has no user name.
  var user: String?
  var state: State
  var created: Instant?
  var account: AccountID?
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

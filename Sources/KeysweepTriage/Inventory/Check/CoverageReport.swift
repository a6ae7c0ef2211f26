public import KeysweepModel

/// What an inventory covers, account by account, and what would complete it.
///
/// It asks the very rules that decide about absent keys, so that "complete" means what verdicts
/// take it to mean.
public struct CoverageReport: Sendable, Hashable {
  /// What was recognised: one entry a file and format, as old as the oldest part.
  public var sources: [InventorySource]
  /// The accounts, in order.
  public var accounts: [AccountCoverage]
  /// Listed keys that no account could be found for: IDs from before 2019 hold none.
  public var keysOfNoAccount: Int
  /// Long-term keys that only trails and detectors name.
  public var keysOfEventsOnly: Int
  /// Malformed rows, conflicts and notices, in order.
  public var incidents: [Incident]

  /// Looks an inventory through.
  ///
  /// - Parameter inventory: What was loaded.
  public init(_ inventory: Inventory) {
    sources = inventory.sources
    accounts = inventory.accounts.sorted().map { account in
      var survey = AccountSurvey(account, inventory)
      return survey.run()
    }
    keysOfNoAccount = inventory.keys.values.count { $0.key.account == nil }
    keysOfEventsOnly = KeyListing.keysOfEventsOnly(inventory).count
    incidents = inventory.incidents
  }

  /// Whether there is anything that a verdict could rest on.
  public var isUsable: Bool {
    !accounts.isEmpty || keysOfNoAccount > 0 || keysOfEventsOnly > 0
  }

  /// Whether every account is complete and everything could be understood.
  public var isComplete: Bool {
    !accounts.isEmpty && accounts.allSatisfy(\.isComplete)
      && !incidents.contains(where: \.makesIncomplete)
  }
}

/// What an inventory says about one account.
public struct AccountCoverage: Sendable, Hashable {
  /// The account.
  public var account: AccountID
  /// `aws`, `aws-cn`, `aws-us-gov`, as far as known.
  public var partitions: [String] = []
  /// The credential report's time.
  public var reportAsOf: Instant?
  /// Whether ``reportAsOf`` is only the newest time in the report.
  public var reportAsOfIsLowerBound = false
  /// The time of the oldest key list.
  public var listsFrom: Instant?
  /// The time of the youngest key list.
  public var listsTo: Instant?
  /// Users without root.
  public var users = 0
  /// Key slots of the report that hold a key.
  public var slotsFilled = 0
  /// Key slots of the report that hold an active key.
  public var slotsActive = 0
  /// Keys that lists name.
  public var keysListed = 0
  /// Keys that lists name as Active.
  public var keysActive = 0
  /// Users, root included, all of whose keys are listed.
  public var wholeLists = 0
  /// Whether root has keys; nil when nothing tells.
  public var rootHasKeys: Bool?
  /// What is missing.
  public var gaps: [CoverageGap] = []
  /// What makes verdicts weaker than they could be.
  public var remarks: [String] = []
  /// When complete: a key that existed by then, and that no list names, is gone.
  public var decidesUntil: Instant?

  /// Whether nothing is missing, root included.
  public var isComplete: Bool { gaps.isEmpty }
}

/// Something that an inventory lacks.
public struct CoverageGap: Sendable, Hashable {
  /// What is lacking: stable words for machines.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// The users of the account are not known.
    case users
    /// Users whose keys no list names.
    case keyLists = "key-lists"
    /// Whether root has keys, or which.
    case root
    /// When active keys were last used.
    case lastUse = "last-use"
    /// The report cannot be relied on.
    case report
    /// Two inputs disagree.
    case conflict
    /// The account number exists in several partitions.
    case partition
  }

  /// What is lacking.
  public var kind: Kind
  /// A phrase for people: `the access-key lists of alice and bob`.
  public var statement: String
  /// The users concerned.
  public var users: [String] = []
  /// The read-only command that gets it, where there is one.
  public var command: String?
}

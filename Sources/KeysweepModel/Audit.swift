/// What an audit looks for, in order of ease: what needs no thought first.
public enum AuditCheck: String, Sendable, Hashable, Comparable, CaseIterable {
  /// Root has access keys.
  case rootKey = "root-key"
  /// A key is switched off and not deleted.
  case inactiveKey = "inactive-key"
  /// A key was never used, and is not new.
  case keyNeverUsed = "key-never-used"
  /// A key was used, and is not any more.
  case keyUnused = "key-unused"
  /// A user has neither password nor access key.
  case userWithoutCredential = "user-without-credential"
  /// A user has two active keys.
  case twoActiveKeys = "two-active-keys"
  /// A key is older than it may be.
  case keyOld = "key-old"
  /// A person who can sign in to the console has a key.
  case consoleUserKey = "console-user-key"
  /// A key is used as a program uses it.
  case workloadKey = "workload-key"
  /// A service of AWS saw the key in the wrong hands.
  case exposedKey = "exposed-key"
  /// AWS attached a quarantine policy to the user.
  case quarantinedUser = "quarantined-user"

  /// The place in the order of ease, from 0.
  public var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }

  /// Orders by ease.
  public static func < (a: Self, b: Self) -> Bool { a.rank < b.rank }
}

/// How much a finding of an audit matters.
public enum AuditSeverity: String, Sendable, Hashable, CaseIterable {
  /// Today.
  case critical
  /// This week.
  case high
  /// This quarter.
  case medium
  /// When convenient.
  case low
}

/// A control of a benchmark that a finding breaks.
public struct Control: Sendable, Hashable {
  /// Whose control it is.
  public enum Framework: String, Sendable, Hashable, CaseIterable {
    /// CIS AWS Foundations Benchmark.
    case cis
    /// AWS Security Hub.
    case securityHub = "security-hub"
    /// A managed rule of AWS Config.
    case config
    /// A check of AWS Trusted Advisor.
    case trustedAdvisor = "trusted-advisor"

    /// The name in print.
    public var title: String {
      switch self {
      case .cis: "CIS AWS Foundations"
      case .securityHub: "Security Hub"
      case .config: "AWS Config"
      case .trustedAdvisor: "Trusted Advisor"
      }
    }
  }

  /// Whose control it is.
  public var framework: Framework
  /// The versions of the benchmark in which it has this number, oldest first; empty where there are
  /// no versions.
  public var versions: [String]
  /// Its number or name: `1.14`, `IAM.3`, `access-keys-rotated`.
  public var id: String
  /// From how many days on it asks; nil when at once.
  public var days: Int?
  /// Where this is written.
  public var source: String

  /// Makes a control.
  public init(
    framework: Framework, versions: [String] = [], id: String, days: Int? = nil, source: String
  ) {
    self.framework = framework
    self.versions = versions
    self.id = id
    self.days = days
    self.source = source
  }
}

/// One thing to do on the way to no long-term keys.
public struct AuditFinding: Sendable, Hashable {
  /// The account; nil for keys of which no input tells.
  public var account: AccountID?
  /// What was looked for.
  public var check: AuditCheck
  /// How much it matters.
  public var severity: AuditSeverity
  /// The IAM user, `<root_account>` for root; nil when no input tells.
  public var user: String?
  /// The key slot of the credential report, 1 or 2, if known.
  public var slot: Int?
  /// The key ID, or its name in a sealed inventory, if known.
  public var keyID: String?
  /// When the key was made, or, with ``createdIsUpperBound``, the latest time at which it can have
  /// been.
  public var created: Instant?
  /// Whether ``created`` is only an upper bound: a report shows when a key was made or last switched
  /// on.
  public var createdIsUpperBound = false
  /// When the key was last used, if that is known.
  public var lastUsed: Instant?
  /// Service and region of the last use, as AWS prints them.
  public var lastUsedWhere: String?
  /// The days that the check counts: of age, or without use.
  public var days: Int?
  /// Whether it may be more ``days``, because an input is undated or a time is a bound.
  public var daysIsLowerBound = false
  /// What was found, in a sentence that says no more than the evidence bears.
  public var statement: String
  /// What to do about it.
  public var action: String
  /// The controls that ask for it.
  public var controls: [Control]
  /// What it rests on; never empty.
  public var evidence: [Evidence]
  /// An easier check whose action takes this key away, so that this needs no step of its own.
  public var settledBy: AuditCheck?

  /// Makes a finding.
  public init(
    account: AccountID?, check: AuditCheck, severity: AuditSeverity, user: String?,
    statement: String, action: String, controls: [Control], evidence: [Evidence]
  ) {
    self.account = account
    self.check = check
    self.severity = severity
    self.user = user
    self.statement = statement
    self.action = action
    self.controls = controls
    self.evidence = evidence
  }
}

/// What was found in one account.
public struct AccountAudit: Sendable, Hashable {
  /// The account; nil for keys of which no input tells.
  public var account: AccountID?
  /// The newest time at which an input about it was true.
  public var asOf: Instant?
  /// How many users are known, root left out.
  public var users = 0
  /// How many keys are known.
  public var keys = 0
  /// How many of them are active.
  public var activeKeys = 0
  /// What to do, in order of ease.
  public var findings: [AuditFinding] = []
  /// What could not be looked at, and what would help.
  public var gaps: [String] = []

  /// Makes an empty audit.
  public init(account: AccountID?) { self.account = account }
}

/// The road to no long-term keys, account by account.
public struct Audit: Sendable, Hashable {
  /// Days without use after which a key counts as unused.
  public var staleAfterDays: Int
  /// Days after which a key counts as old.
  public var maxAgeDays: Int
  /// The accounts, in order.
  public var accounts: [AccountAudit]
  /// What was read.
  public var sources: [InventorySource]
  /// What could not be read, and notices.
  public var incidents: [Incident]
  /// The version of the program that wrote it.
  public var toolVersion = ""
  /// The service-control policy that keeps new keys from being made, as JSON.
  public var prevention: String?
  /// The titles of the checks, for people.
  public var titles: [AuditCheck: String] = [:]

  /// Makes an audit.
  public init(
    staleAfterDays: Int, maxAgeDays: Int, accounts: [AccountAudit] = [],
    sources: [InventorySource] = [], incidents: [Incident] = []
  ) {
    self.staleAfterDays = staleAfterDays
    self.maxAgeDays = maxAgeDays
    self.accounts = accounts
    self.sources = sources
    self.incidents = incidents
  }

  /// All findings, account by account.
  public var findings: [AuditFinding] { accounts.flatMap(\.findings) }

  /// Whether nothing kept an input, or a row of one, from being read.
  public var isComplete: Bool { !incidents.contains(where: \.makesIncomplete) }
}

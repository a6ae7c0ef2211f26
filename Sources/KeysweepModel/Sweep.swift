/// Something that kept bytes from being swept, or an inventory row from being used.
public struct Incident: Sendable, Hashable, Comparable {
  /// What happened: stable words for machines.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// The path does not exist.
    case missing
    /// Permission denied.
    case permissionDenied = "permission-denied"
    /// Any other error of the operating system.
    case unreadable
    /// The file became shorter, or vanished, while it was read.
    case changedWhileRead = "changed-while-read"
    /// A FIFO, socket or device inside a folder: skipped on purpose.
    case specialFile = "special-file"
    /// A symbolic link that leads out of the given roots, or in a circle: skipped on purpose.
    case symlinkSkipped = "symlink-skipped"
    /// A symbolic link whose target does not exist.
    case brokenSymlink = "broken-symlink"
    /// Excluded by `--exclude` or `.keysweepignore`.
    case excluded
    /// A file that this run itself writes to or replaces.
    case ownOutput = "own-output"
    /// A second path to a file that was read already.
    case duplicate
    /// The object database of a git repository, which was left out on request.
    case gitObjects = "git-objects"
    /// An object of a git repository, or a file of its object database, that cannot be read.
    case damagedObject = "damaged-object"
    /// Objects that a git repository lacks: a shallow or partial clone, or a loss.
    case absentObjects = "absent-objects"
    /// A file or a member of an archive that needs a password.
    case encrypted
    /// An archive, a member of one, or a compressed stream that is damaged or cut off.
    case damagedArchive = "damaged-archive"
    /// There was not one file to sweep.
    case nothingSwept = "nothing-swept"
    /// A limit cut the work off.
    case limit
    /// PCRE2 gave up on a place (match, depth or heap limit).
    case matchLimit = "match-limit"
    /// An inventory row that could not be understood.
    case malformedInventory = "malformed-inventory"
    /// Something worth saying that hides nothing.
    case notice

    /// Whether a sweep with an incident of this kind is incomplete.
    public var makesIncomplete: Bool {
      switch self {
      case .missing, .permissionDenied, .unreadable, .changedWhileRead, .damagedObject,
        .absentObjects, .encrypted, .damagedArchive, .nothingSwept, .limit, .matchLimit,
        .malformedInventory:
        true
      case .specialFile, .symlinkSkipped, .brokenSymlink, .excluded, .ownOutput, .duplicate,
        .gitObjects, .notice:
        false
      }
    }
  }

  /// What happened.
  public var kind: Kind
  /// Where.
  public var path: SourcePath
  /// Line, where one applies.
  public var line: Int?
  /// The reason, and the remedy where there is one.
  public var detail: String

  /// Makes an incident.
  public init(_ kind: Kind, path: SourcePath, line: Int? = nil, detail: String) {
    self.kind = kind
    self.path = path
    self.line = line
    self.detail = detail
  }

  /// Whether the sweep is incomplete because of it.
  public var makesIncomplete: Bool { kind.makesIncomplete }

  /// Orders by path, line, kind, detail.
  public static func < (a: Self, b: Self) -> Bool {
    if a.path != b.path { return a.path < b.path }
    if a.line != b.line { return (a.line ?? 0) < (b.line ?? 0) }
    return (a.kind.rawValue, a.detail) < (b.kind.rawValue, b.detail)
  }
}

/// What a sweep went through.
public struct SweepSummary: Sendable, Hashable {
  /// Files (and streams) read to their end, and those ``known`` to be as they were.
  public var filesSwept = 0
  /// Bytes read; of what is ``known`` nothing is.
  public var bytesSwept = 0
  /// Members of archives, and contents of compressed files, that were swept.
  public var membersSwept = 0
  /// Bytes of those members, unpacked.
  public var memberBytes = 0
  /// Git repositories whose objects were swept.
  public var repositoriesSwept = 0
  /// Objects of git repositories that were swept; each once, however often it is stored.
  public var objectsSwept = 0
  /// Bytes of those objects, unpacked; of what is ``known`` nothing is.
  public var objectBytes = 0
  /// What of all that an earlier sweep had read already; nil for a sweep without a memory.
  public var known: Known?
  /// Directories listed.
  public var directories = 0
  /// Files left out, by kind of incident.
  public var skipped: [Incident.Kind: Int] = [:]
  /// Places where something looked like a credential and a filter said no.
  public var suppressed: [String: Int] = [:]
  /// Everything that happened, in order, up to a cap.
  public var incidents: [Incident] = []
  /// How many incidents there were in all, by kind.
  public var incidentCounts: [Incident.Kind: Int] = [:]
  /// Where the inventory came from: one line an input.
  public var inventorySources: [InventorySource] = []
  /// Wall-clock seconds; left out of deterministic outputs.
  public var seconds: Double = 0

  /// An empty summary.
  public init() {}

  /// What was not read again, because an earlier sweep had read it.
  public struct Known: Sendable, Hashable {
    /// Files.
    public var files = 0
    /// Objects of git repositories.
    public var objects = 0

    /// Nothing.
    public init() {}
  }

  /// Whether everything that was asked for was read.
  public var isComplete: Bool {
    !incidentCounts.contains { $0.value > 0 && $0.key.makesIncomplete }
  }
}

/// One input of the inventory, for the record.
public struct InventorySource: Sendable, Hashable, Comparable {
  /// The file.
  public var path: SourcePath
  /// What it was recognised as: `credential-report`, `list-access-keys`, ….
  public var format: String
  /// The accounts it speaks of.
  public var accounts: [AccountID]
  /// The time at which it was true, if known.
  public var asOf: Instant?
  /// How many rows or keys it held.
  public var records: Int

  /// Makes an entry.
  public init(
    path: SourcePath, format: String, accounts: [AccountID] = [], asOf: Instant? = nil,
    records: Int = 0
  ) {
    self.path = path
    self.format = format
    self.accounts = accounts
    self.asOf = asOf
    self.records = records
  }

  /// Orders by path, then format.
  public static func < (a: Self, b: Self) -> Bool {
    (a.path, a.format) < (b.path, b.format)
  }
}

/// The result of a sweep: what reporters get.
public struct SweepReport: Sendable, Hashable {
  /// Findings in order of importance; suppressed ones last, present only on request.
  public var findings: [Finding]
  /// What the sweep went through.
  public var summary: SweepSummary
  /// The version of the program.
  public var toolVersion: String
  /// The time of judgement: now, or `--now`.
  public var asOf: Instant
  /// Days without use after which a key is stale.
  public var staleAfterDays: Int

  /// Makes a report.
  public init(
    findings: [Finding], summary: SweepSummary, toolVersion: String, asOf: Instant,
    staleAfterDays: Int
  ) {
    self.findings = findings
    self.summary = summary
    self.toolVersion = toolVersion
    self.asOf = asOf
    self.staleAfterDays = staleAfterDays
  }
}

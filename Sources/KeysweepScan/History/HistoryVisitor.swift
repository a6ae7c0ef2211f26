internal import KeysweepDetection
public import KeysweepGit
internal import KeysweepModel

/// An object that holds something.
public struct FoundObject: Sendable, Hashable {
  /// Its name.
  public var id: ObjectID
  /// Its kind.
  public var kind: ObjectKind
  /// ``MaterialHash`` of everything it holds, each once, ascending.
  ///
  /// Empty when something was seen that is no hit by itself: deltas against it are scanned whole.
  public var materials: [UInt64]

  /// Describes an object.
  public init(id: ObjectID, kind: ObjectKind, materials: [UInt64]) {
    self.id = id
    self.kind = kind
    self.materials = materials
  }
}

/// What earlier runs with the same ``SweepConfiguration/fingerprint`` know of objects.
///
/// An object is known by the hash of its content, so what one repository taught holds in all others.
/// All answers are those from before this run.
public protocol ObjectMemory: Sendable {
  /// Random bytes that key the hashes of materials.
  var hashKey: [UInt8] { get }
  /// Whether an object was swept.
  func contains(_ id: ObjectID) -> Bool
  /// What a swept object held; nil for an object in which nothing at all was seen.
  func found(_ id: ObjectID) -> FoundObject?
  /// All objects that held something.
  var allFound: [FoundObject] { get }
  /// Notes what was swept, from any thread.
  ///
  /// - Parameters:
  ///   - ids: Objects that were swept.
  ///   - found: Those of them in which something was seen.
  func record(_ ids: [ObjectID], found: [FoundObject])
  /// What a repository was last found to hold and to lack.
  ///
  /// - Parameter repository: The path of its common git directory, links resolved.
  /// - Returns: What was noted then; nil when nothing was.
  func census(of repository: [UInt8]) -> RepositoryCensus?
  /// Notes what a repository holds and lacks, after it was swept whole.
  func record(_ census: RepositoryCensus, of repository: [UInt8])
}

/// What the first pass over a history gave.
struct HistoryTally: Sendable {
  var found: [FoundObject] = []
  var incidents: [Incident] = []
  var incidentCounts: [Incident.Kind: Int] = [:]
  /// Objects that others name and nobody has.
  var absent: Set<ObjectID> = []
  /// The commits of the selection; only after attribution.
  var selectedCommits: [ObjectID] = []
  var objects = 0
  /// Those of them that were not visited, because earlier runs know them.
  var known = 0
  /// Objects that cannot be had.
  var damaged: [ObjectID] = []
  /// Whether a file could not be read at all, so that nobody knows which objects are damaged.
  var hasLostFile = false
  /// Objects of which only the changes were looked at.
  var passed = 0
  var bytes = 0

  /// How many incidents of a worker are kept by name; all are counted.
  private static let incidentCap = 1000

  mutating func note(_ incident: Incident) {
    incidentCounts[incident.kind, default: 0] += 1
    if incidents.count < Self.incidentCap { incidents.append(incident) }
  }

  /// Notes an object that cannot be had, or a whole file.
  mutating func problem(_ id: ObjectID?, _ path: SourcePath, _ detail: String) {
    if let id { damaged.append(id) } else { hasLostFile = true }
    let object = id.map { "object \($0): " } ?? ""
    note(
      Incident(
        .damagedObject, path: path,
        detail: "\(object)\(detail); fetch it anew, or run \u{201c}git fsck\u{201d}"))
  }

  mutating func add(_ other: HistoryTally) {
    found += other.found
    incidents += other.incidents
    incidentCounts.merge(other.incidentCounts, uniquingKeysWith: +)
    absent.formUnion(other.absent)
    objects += other.objects
    known += other.known
    damaged += other.damaged
    hasLostFile = hasLostFile || other.hasLostFile
    passed += other.passed
    bytes += other.bytes
  }
}

/// The first pass over a history: scans every object and keeps which hold what.
///
/// Hits are not kept, because ten thousand versions of a file may hold the same key.
struct HistoryVisitor: ObjectVisitor, ~Copyable {
  private(set) var tally = HistoryTally()
  private var scanner: ObjectScanner
  private let materials: MaterialHash
  private let known: (any ObjectMemory)?
  private let progress: SweepProgress
  private let reach: Int?
  private var presence: PresenceCheck
  /// What was swept since it was last recorded, when somebody remembers.
  private var swept: [ObjectID] = []
  private var holding: [FoundObject] = []
  private static let unsaved = 50_000

  init(
    _ scanner: consuming ObjectScanner, presence: consuming PresenceCheck, materials: MaterialHash,
    known: (any ObjectMemory)?,
    skipsDeltas: Bool, progress: SweepProgress
  ) {
    reach = skipsDeltas ? scanner.scanner.changeReach : nil
    self.presence = presence
    self.scanner = scanner
    self.materials = materials
    self.known = known
    self.progress = progress
  }

  func wants(_ kind: ObjectKind) -> Bool { true }

  /// Folders, commits and tags are read whole: they say which objects there should be.
  func changeReach(_ kind: ObjectKind) -> Int? { kind == .blob ? reach : nil }

  func isKnownQuiet(_ id: ObjectID) -> Bool {
    known.map { $0.contains(id) && $0.found(id) == nil } ?? false
  }

  mutating func visit(
    _ id: ObjectID, _ kind: ObjectKind, _ bytes: UnsafeRawBufferPointer
  ) -> Bool {
    count(bytes.count)
    presence.check(id, kind, bytes)
    let outcome = scanner.scan(kind, bytes)
    if outcome.isQuiet {
      if known != nil, outcome.incidents.isEmpty { swept.append(id) }
      return true
    }
    for error in outcome.matchErrors {
      tally.note(
        Incident(.matchLimit, path: SourcePath("git object \(id)"), detail: error))
    }
    for var incident in outcome.incidents {
      incident.path = SourcePath("git object \(id)").inside(incident.path)
      tally.note(incident)
    }
    if !outcome.hits.isEmpty { progress.add(hits: outcome.hits.count) }
    let hashes = Set(outcome.hits.map { materials.hash($0) }).sorted()
    let object = FoundObject(id: id, kind: kind, materials: hashes)
    tally.found.append(object)
    // What was not looked at everywhere is looked at again by the next run.
    if known != nil, outcome.matchErrors.isEmpty, outcome.incidents.isEmpty {
      swept.append(id)
      holding.append(object)
    }
    return false
  }

  mutating func isQuiet(
    _ change: Range<Int>, in bytes: UnsafeRawBufferPointer, beginsItem: Bool, endsItem: Bool
  ) -> Bool {
    // What turns into a container must be unpacked; its head is never farther than a change reaches.
    if beginsItem, scanner.container(bytes) != nil { return false }
    return scanner.scanner.isQuiet(change, in: bytes, beginsItem: beginsItem, endsItem: endsItem)
  }

  mutating func pass(_ id: ObjectID, _ kind: ObjectKind, size: Int) {
    count(size)
    tally.passed += 1
    if known != nil { swept.append(id) }
  }

  mutating func problem(_ id: ObjectID?, _ path: SourcePath, _ detail: String) {
    tally.problem(id, path, detail)
  }

  /// Has what was swept recorded, now and then.
  mutating func save(isLast: Bool = false) {
    guard let known, isLast || swept.count >= Self.unsaved else { return }
    known.record(swept, found: holding)
    holding = []
    swept.removeAll(keepingCapacity: true)
  }

  /// Ends the pass.
  mutating func finish() -> HistoryTally {
    if !swept.isEmpty { save(isLast: true) }
    tally.absent = presence.absent
    return tally
  }

  private mutating func count(_ bytes: Int) {
    tally.objects += 1
    tally.bytes += bytes
    progress.add(bytes: bytes)
  }
}

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

/// What earlier runs with the same rules know of objects.
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
  /// Objects of which only the changes were looked at.
  var passed = 0
  var bytes = 0

  /// How many incidents of a worker are kept by name; all are counted.
  private static let incidentCap = 1000

  mutating func note(_ incident: Incident) {
    incidentCounts[incident.kind, default: 0] += 1
    if incidents.count < Self.incidentCap { incidents.append(incident) }
  }

  mutating func add(_ other: HistoryTally) {
    found += other.found
    incidents += other.incidents
    incidentCounts.merge(other.incidentCounts, uniquingKeysWith: +)
    absent.formUnion(other.absent)
    objects += other.objects
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
  private var firstUnsaved = 0
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
    // What was not looked at everywhere is looked at again by the next run.
    if known != nil, outcome.matchErrors.isEmpty { swept.append(id) }
    if outcome.isQuiet { return true }
    for error in outcome.matchErrors {
      tally.note(
        Incident(.matchLimit, path: SourcePath("git object \(id)"), detail: error))
    }
    if !outcome.hits.isEmpty { progress.add(hits: outcome.hits.count) }
    let hashes = Set(outcome.hits.map { materials.hash($0) }).sorted()
    tally.found.append(FoundObject(id: id, kind: kind, materials: hashes))
    return false
  }

  mutating func isQuiet(
    _ change: Range<Int>, in bytes: UnsafeRawBufferPointer, beginsItem: Bool, endsItem: Bool
  ) -> Bool {
    scanner.scanner.isQuiet(change, in: bytes, beginsItem: beginsItem, endsItem: endsItem)
  }

  mutating func pass(_ id: ObjectID, _ kind: ObjectKind, size: Int) {
    count(size)
    tally.passed += 1
    if known != nil { swept.append(id) }
  }

  mutating func problem(_ id: ObjectID?, _ path: SourcePath, _ detail: String) {
    let object = id.map { "object \($0): " } ?? ""
    tally.note(
      Incident(
        .damagedObject, path: path,
        detail: "\(object)\(detail); fetch it anew, or run \u{201c}git fsck\u{201d}"))
  }

  /// Has what was swept recorded, now and then.
  mutating func save(isLast: Bool = false) {
    guard let known, isLast || swept.count >= Self.unsaved else { return }
    known.record(swept, found: Array(tally.found[firstUnsaved...]))
    firstUnsaved = tally.found.count
    swept.removeAll(keepingCapacity: true)
  }

  /// Ends the pass.
  mutating func finish() -> HistoryTally {
    save(isLast: true)
    tally.absent = presence.absent
    return tally
  }

  private mutating func count(_ bytes: Int) {
    tally.objects += 1
    tally.bytes += bytes
    progress.add(bytes: bytes)
  }
}

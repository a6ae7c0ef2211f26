internal import KeysweepArchive
internal import KeysweepDetection
internal import KeysweepModel

/// Makes hits of what a container gives, each thing once.
struct MemberGathering {
  private let materials: MaterialHash
  /// The parts of everything that was found so far.
  private var given: Set<UInt64> = []
  /// When the outermost file was modified.
  private let modified: Instant?
  /// Members that were swept, and their bytes.
  private(set) var members = 0
  /// Whether nothing at all was seen.
  private(set) var isQuiet = true
  private(set) var bytes = 0

  init(_ materials: MaterialHash, modified: Instant? = nil) {
    self.materials = materials
    self.modified = modified
  }

  /// Notes that objects of git were met, which are looked at again by every sweep.
  mutating func sawGit() {
    isQuiet = false
    members += 1
  }

  /// Counts bytes that were swept.
  mutating func count(_ bytes: Int, of item: ArchiveItem) {
    guard item.role == .member else { return }
    members += 1
    self.bytes += bytes
  }

  /// Adds what was seen in bytes or in a name.
  mutating func add(
    _ segment: SegmentResult, of item: ArchiveItem, _ hits: inout [Hit],
    _ incidents: inout [Incident]
  ) {
    for error in segment.matchErrors {
      incidents.append(Incident(.matchLimit, path: item.path, detail: error))
    }
    if !segment.matchErrors.isEmpty { isQuiet = false }
    guard !segment.isEmpty else { return }
    isQuiet = false
    var observations: [Observation] = []
    if let modified = item.modified {
      observations.append(Observation(modified, basis: .archiveMember))
    }
    if let modified { observations.append(Observation(modified, basis: .fileModification)) }
    var found: [Hit] = []
    var assembler = ItemAssembler(path: item.path, observations: observations)
    assembler.add(segment) { found.append($0) }
    assembler.finish { found.append($0) }
    for hit in found {
      let parts = materials.parts(hit)
      // What is stored without compression stands in the raw bytes, too.
      let repeats = item.role == .slack && parts.allSatisfy(given.contains)
      given.formUnion(parts)
      if !repeats { hits.append(hit) }
    }
  }
}

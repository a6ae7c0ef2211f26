internal import KeysweepDetection
internal import KeysweepGit
internal import KeysweepModel

/// Reads single blobs and scans them, and remembers what stood in those it was asked about.
struct MaterialReader: ~Copyable {
  let source: DatabaseSource
  private let materials: MaterialHash
  private var scanner: ObjectScanner?
  private var known: [ObjectID: Set<UInt64>] = [:]

  init(_ database: ObjectDatabase, _ configuration: SweepConfiguration, _ materials: MaterialHash) {
    source = DatabaseSource(database)
    self.materials = materials
    scanner = ObjectScanner(configuration, hashBytes: database.hashBytes)
  }

  /// What a blob holds; nil when it cannot be read.
  mutating func hits(of blob: ObjectID) -> (bytes: Int, hits: [Hit], incidents: [Incident])? {
    guard let object = source.read(blob),
      let outcome = object.bytes.withUnsafeBytes({ scanner?.scan(.blob, $0) })
    else { return nil }
    return (object.bytes.count, outcome.hits, outcome.incidents)
  }

  /// What a name holds.
  mutating func hits(of name: [UInt8]) -> [Hit] {
    name.withUnsafeBytes { scanner?.scan(.blob, $0).hits } ?? []
  }

  /// Whether every part of a hit stands in a blob as well.
  mutating func holds(_ blob: ObjectID?, _ hit: Hit) -> Bool {
    guard let blob else { return false }
    let parts = parts(blob)
    return !parts.isEmpty && materials.parts(hit).allSatisfy(parts.contains)
  }

  /// The parts of everything that stands in a blob.
  private mutating func parts(_ blob: ObjectID) -> Set<UInt64> {
    if let parts = known[blob] { return parts }
    let parts = Set((hits(of: blob)?.hits ?? []).flatMap { materials.parts($0) })
    known[blob] = parts
    return parts
  }
}

internal import Crypto
internal import KeysweepGit
public import KeysweepInputs
public import KeysweepModel
public import KeysweepScan
internal import Synchronization

/// A state as the memory of a sweep.
///
/// What is known is read once, before the sweep; what is learned is saved about every second, so that
/// a kill costs little. A save that fails ends the saving and not the sweep: see ``finish()``.
public final class StateMemory: Sendable {
  /// What was learned and is not saved yet.
  private struct Pending {
    var objects: [Int: ObjectUpdate] = [:]
    var files = FileUpdate()
    /// By key; nil for one that is as it was.
    var censuses: [[UInt8]: RepositoryCensus?] = [:]
    var since = ContinuousClock.now
    var failure: StateError?

    var count: Int { objects.values.reduce(files.count) { $0 + $1.count } }
  }

  let state: SweepState
  /// By the bytes of the name of an object.
  private let objects: [Int: StateObjectMemory.Known]
  private let files: KnownFiles
  private let folder: [UInt8]
  private let pending = Mutex(Pending())

  private static let mostPending = 200_000
  private static let patience = Duration.seconds(1)

  /// Opens a state, and makes it where there is none.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - configuration: What is swept and how; only what its fingerprint covers matters.
  ///   - patience: How long to wait for another process.
  /// - Throws: ``StateError``, also when the file can be read and not written.
  public init(
    path: String, for configuration: SweepConfiguration, patience: Duration = .seconds(10)
  ) throws(StateError) {
    state = try SweepState(path: path, ruleSet: configuration.fingerprint, patience: patience)
    try state.touch()
    var objects: [Int: StateObjectMemory.Known] = [:]
    for count in [20, 32] { objects[count] = .init(try state.objects(hashBytes: count)) }
    self.objects = objects
    files = try state.files()
    let folder = SourcePath(".").canonical
    self.folder = folder == [UInt8(ascii: "/")] ? [] : folder
  }

  /// Has a sweep use the memory, and leave its files alone.
  public func attach(to configuration: inout SweepConfiguration) {
    configuration.fileMemory = self
    configuration.memory = { StateObjectMemory(memory: self, hashBytes: $0) }
    if let identity { configuration.walk.ownOutputs.insert(identity) }
    configuration.walk.ownEntries.formUnion(companions)
  }

  /// Saves the rest.
  ///
  /// - Returns: What kept anything from being saved; the sweep is as good as without a memory.
  public func finish() -> StateError? {
    flush()
    return pending.withLock { $0.failure }
  }

  /// The file itself; nil when it has gone.
  public var identity: KeysweepInputs.FileIdentity? { .init(path: state.path) }

  /// The journal comes with every save and goes after it.
  private var companions: [FolderEntry] {
    let path = SourcePath(state.path).canonical
    guard let slash = path.lastIndex(of: UInt8(ascii: "/")),
      let folder = KeysweepInputs.FileIdentity(
        path: String(decoding: path[...slash], as: UTF8.self))
    else { return [] }
    return [FolderEntry(folder: folder, name: path[(slash + 1)...] + Array("-journal".utf8))]
  }

  // MARK: Learning

  func known(_ hashBytes: Int) -> StateObjectMemory.Known {
    objects[hashBytes] ?? .init(KnownObjects(hashBytes: hashBytes))
  }

  func learn(_ objects: ObjectUpdate) {
    learn {
      $0.objects[objects.hashBytes, default: .init(hashBytes: objects.hashBytes)].add(objects)
    }
  }

  func learn(_ census: RepositoryCensus?, of repository: [UInt8]) {
    let key = self.key(of: repository)
    learn { $0.censuses[key] = .some(census) }
  }

  func census(of repository: [UInt8]) -> RepositoryCensus? {
    // Without one, everything is looked up again.
    guard let bytes = try? state.census(of: key(of: repository)) else { return nil }
    return RepositoryCensus(bytes)
  }

  private func learn(_ change: (inout Pending) -> Void) {
    let isDue = pending.withLock { pending in
      if pending.failure != nil { return false }
      change(&pending)
      return pending.count >= Self.mostPending
        || ContinuousClock.now - pending.since >= Self.patience
    }
    if isDue { flush() }
  }

  private func flush() {
    // Saved outside the lock, so that workers go on; the state itself takes one after the other.
    let due = pending.withLock { pending in
      let due = pending
      pending = Pending()
      pending.failure = due.failure
      return due
    }
    if due.failure != nil { return }
    do throws(StateError) {
      for update in due.objects.values { try state.save(update) }
      try state.save(due.files)
      try state.save(censuses: due.censuses.mapValues { $0?.bytes })
    } catch {
      pending.withLock { $0.failure = $0.failure ?? error }
    }
  }

  // MARK: Keyed hashes

  private func key(of repository: [UInt8]) -> [UInt8] { digest([UInt8(ascii: "r")] + repository) }

  /// The key in front makes a hash a keyed one, as long as not all of it is shown.
  private func digest(_ bytes: [UInt8]) -> [UInt8] {
    SHA256.hash(data: state.hashKey + bytes).prefix(KnownFiles.idBytes) + []
  }

  /// Appends what a path comes to from the root: the same for `.` and for the path of the folder.
  ///
  /// Links are not followed, and `..` stays.
  private func append(_ path: SourcePath, to result: inout [UInt8]) {
    let (slash, dot) = (UInt8(ascii: "/"), UInt8(ascii: "."))
    if path.bytes.first != slash { result += folder }
    path.bytes.withUnsafeBufferPointer { bytes in
      var start = 0
      while start < bytes.count {
        let end = bytes[start...].firstIndex(of: slash) ?? bytes.count
        if end - start > 1 || (end - start == 1 && bytes[start] != dot) {
          result.append(slash)
          result.append(contentsOf: bytes[start..<end])
        }
        start = end + 1
      }
    }
  }
}

extension StateMemory: FileMemory {
  /// A keyed hash of the path and of all that changes when the content does.
  public func key(_ path: SourcePath, _ stamp: FileStamp) -> FileKey {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(64 + folder.count + path.bytes.count)
    bytes.append(UInt8(ascii: "f"))
    for word in [
      stamp.inode, UInt64(bitPattern: Int64(stamp.size)), UInt64(bitPattern: stamp.modified),
      UInt64(bitPattern: stamp.changed),
    ] {
      withUnsafeBytes(of: word.littleEndian) { bytes.append(contentsOf: $0) }
    }
    append(path, to: &bytes)
    return FileKey(digest(bytes))
  }

  /// Whether a file was swept before and is as it was; what would be forgotten is learned again.
  public func contains(_ key: FileKey) -> Bool {
    switch key.bytes.withUnsafeBytes({ files.answer($0) }) {
    case .unknown: return false
    case .known: return true
    case .fading:
      record(key)
      return true
    }
  }

  /// Notes a file.
  public func record(_ key: FileKey) {
    learn { pending in key.bytes.withUnsafeBytes { pending.files.add($0) } }
  }
}

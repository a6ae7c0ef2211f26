internal import KeysweepArchive
internal import KeysweepDetection
internal import KeysweepInputs
internal import KeysweepModel

/// The piece of work that a worker is at.
struct Turn: Sendable {
  var number: Int
  var collector: Collector
  var isCancelled: @Sendable () -> Bool
}

/// Archives and compressed files.
extension Worker {
  /// Sweeps what is not swept as plain bytes.
  ///
  /// - Returns: Whether all of it was swept, and it need not be looked at again.
  mutating func sweep(
    _ source: any OutermostSource, as special: SpecialFile, _ path: SourcePath,
    modified: Instant?, into result: inout WorkResult, _ turn: Turn
  ) -> Bool {
    switch special {
    case .container(let kind):
      return sweep(source, as: kind, path, modified: modified, into: &result, turn)
    case .git(let git):
      sweep(git, source, path, into: &result, turn.isCancelled)
      return false
    }
  }

  /// Sweeps a container and everything in it.
  ///
  /// - Returns: Whether all of it was swept, and nothing was found.
  mutating func sweep(
    _ source: any OutermostSource, as kind: ContainerKind, _ path: SourcePath, modified: Instant?,
    into result: inout WorkResult, _ turn: Turn
  ) -> Bool {
    var gathering = MemberGathering(materials, modified: modified)
    var isWhole = true
    let descent = Descent(limits: limits, isCancelled: turn.isCancelled)
    let unpacksAhead = hasHelp && source.isLarge
    func handle(_ event: ArchiveEvent) {
      if case .incident = event { isWhole = false }
      take(event, &gathering, into: &result, turn.isCancelled)
      // Not to be kept until the end of a backup of terabytes.
      if !result.hits.isEmpty { turn.collector.flush(turn.number, &result) }
    }
    if unpacksAhead {
      descent.runAhead(source, as: kind, at: path, handle)
    } else {
      descent.run(source, as: kind, at: path, handle)
    }
    if turn.isCancelled() { isWhole = false }
    source.finish(isWhole: isWhole)
    result.bytes += source.reached
    result.members += gathering.members
    result.memberBytes += gathering.bytes
    if isWhole {
      result.files += 1
      progress.add(files: 1)
    }
    return isWhole && gathering.isQuiet
  }

  private mutating func take(
    _ event: ArchiveEvent, _ gathering: inout MemberGathering, into result: inout WorkResult,
    _ isCancelled: () -> Bool
  ) {
    switch event {
    case .incident(let incident): result.incidents.append(incident)
    case .bytes(let item, let pull):
      if item.role == .member, let git = GitMember(pull.peek()) {
        sweep(git, pull, item, into: &result, isCancelled)
        gathering.sawGit()
        return
      }
      let outcome = read(
        .pull { pull.read(into: $0) }, 0..<Int.max, size: nil, member: item.base, isCancelled)
      gathering.count(outcome.bytes, of: item)
      gathering.add(outcome.segment, of: item, &result.hits, &result.incidents)
    case .name(let item, let name):
      var segment = SegmentResult()
      name.withUnsafeBytes { scanner.scan(Window(whole: $0), into: &segment) }
      gathering.add(segment, of: item, &result.hits, &result.incidents)
    }
  }

  /// Sweeps a file or a stream that holds objects of git.
  mutating func sweep(
    _ git: GitMember, _ source: any OutermostSource, _ path: SourcePath,
    into result: inout WorkResult, _ isCancelled: () -> Bool
  ) {
    let pull = PullReader(source)
    let incidents = result.incidents.count
    sweep(git, pull, ArchiveItem(path: path, role: .whole), into: &result, isCancelled)
    pull.drain()
    let isWhole = pull.failure == nil && result.incidents.count == incidents
    source.finish(isWhole: isWhole)
    result.bytes += source.reached
    if isWhole {
      result.files += 1
      progress.add(files: 1)
    }
  }

  /// Sweeps objects of git that have no repository around them.
  mutating func sweep(
    _ git: GitMember, _ pull: PullReader, _ item: ArchiveItem, into result: inout WorkResult,
    _ isCancelled: () -> Bool
  ) {
    guard var scanner = objects.take() ?? ObjectScanner(configuration, hashBytes: 20) else {
      return
    }
    let found = git.sweep(pull, item, limits, materials, isCancelled) {
      scanner.scan(streamed: $0, $1, $2)
    }
    objects = consume scanner
    result.hits += found.hits
    result.incidents += found.incidents
    result.objects += found.objects
    result.objectBytes += found.bytes
  }
}

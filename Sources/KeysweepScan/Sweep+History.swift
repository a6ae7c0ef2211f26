internal import KeysweepGit
internal import KeysweepInputs
internal import KeysweepModel

/// The histories of a sweep, one repository after the other, each with all workers.
extension Sweep {
  /// Sweeps the repositories that were named, then those that were met.
  ///
  /// - Parameters:
  ///   - met: Git directories, and files that point to one, in the order of the walk.
  ///   - packs: Packs and bundles that are files of the walk.
  ///   - summary: Gets what happened.
  ///   - isCancelled: Whether to stop.
  ///   - onHit: Gets every hit.
  func sweepHistories(
    _ met: [SourcePath], _ packs: [SourcePath], into summary: inout SweepSummary,
    _ isCancelled: @escaping @Sendable () -> Bool, _ onHit: (Hit) -> Void
  ) {
    var targets: [HistoryTarget] = []
    var seen: Set<[UInt8]> = []
    for target in configuration.histories {
      if let folders = try? RepositoryFolders(target.gitDirectory) {
        seen.insert(folders.common.canonical)
      }
      targets.append(target)
    }
    var pointers: [SourcePath] = []
    for path in met {
      guard !RepositoryFolders.isPointer(path) else {
        pointers.append(path)
        continue
      }
      // Worktrees share one object database.
      guard let folders = try? RepositoryFolders(path),
        seen.insert(folders.common.canonical).inserted
      else { continue }
      targets.append(HistoryTarget(repository: path.repository, gitDirectory: path))
    }
    // After the git directories themselves, which have the better name.
    for path in pointers {
      do throws(GitError) {
        let folders = try RepositoryFolders(path)
        guard seen.insert(folders.common.canonical).inserted else { continue }
        targets.append(HistoryTarget(repository: path.repository, gitDirectory: path))
      } catch {
        summary.note(
          Incident(
            .absentObjects, path: path,
            detail: "points to a git directory that is not there, whose history was not swept"))
      }
    }
    for pack in packs {
      if configuration.sweepsHistory {
        targets.append(HistoryTarget(pack: pack))
      } else {
        summary.note(
          Incident(.gitObjects, path: pack, detail: "a git pack was left out, as asked for"))
      }
    }
    var next = 0
    while next < targets.count, !isCancelled() {
      let result = HistorySweep(
        configuration: configuration, target: targets[next], progress: progress,
        isLast: next + 1 == targets.count, isCancelled: isCancelled
      ).run()
      next += 1
      for part in result.submodules {
        guard let folders = try? RepositoryFolders(part.gitDirectory),
          seen.insert(folders.common.canonical).inserted
        else { continue }
        targets.append(part)
      }
      if result.isOpened { summary.repositoriesSwept += 1 }
      summary.objectsSwept += result.tally.objects
      summary.objectBytes += result.tally.bytes
      summary.known?.objects += result.tally.known
      summary.incidents += result.tally.incidents
      summary.incidentCounts.merge(result.tally.incidentCounts, uniquingKeysWith: +)
      for hit in result.hits { onHit(hit) }
    }
    if targets.isEmpty { progress.endWalk() }
  }
}

extension SourcePath {
  /// The folder under which the history of a git directory is shown: the one around `.git`.
  fileprivate var repository: SourcePath {
    guard lastComponent.elementsEqual(".git".utf8) else { return self }
    let folder = bytes.dropLast(5)
    return folder.isEmpty
      ? SourcePath(bytes.count > 4 ? "/" : ".") : SourcePath(bytes: Array(folder))
  }
}

extension SweepSummary {
  mutating func note(_ incident: Incident) {
    incidentCounts[incident.kind, default: 0] += 1
    incidents.append(incident)
  }
}

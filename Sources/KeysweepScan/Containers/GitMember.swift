internal import KeysweepArchive
internal import KeysweepDetection
internal import KeysweepGit
internal import KeysweepModel

/// Objects of git that come as a stream: a pack, a bundle, or a loose object, say in a backup.
///
/// Where they stand in their history is not known, for their repository is not at hand.
enum GitMember {
  case pack
  case loose

  /// Bytes that tell.
  static let headBytes = 64

  /// What begins with these bytes; nil for what has nothing to do with git.
  init?(_ head: UnsafeRawBufferPointer) {
    if PackStream.isPack(head) {
      self = .pack
    } else if LooseObject.isLoose(head) {
      self = .loose
    } else {
      return nil
    }
  }

  /// What a sweep gave.
  struct Outcome {
    var hits: [Hit] = []
    var incidents: [Incident] = []
    var objects = 0
    var bytes = 0
  }

  /// Sweeps all objects.
  ///
  /// - Parameters:
  ///   - pull: The bytes.
  ///   - item: Where they come from.
  ///   - limits: What an archive may cost.
  ///   - materials: Tells versions of a file with the same material from others.
  ///   - isCancelled: Whether to stop.
  ///   - scan: Scans an object.
  /// - Returns: One hit for all objects of a pack with the same material.
  func sweep(
    _ pull: PullReader, _ item: ArchiveItem, _ limits: ArchiveLimits, _ materials: MaterialHash,
    _ isCancelled: () -> Bool, scan: (ObjectID?, ObjectKind, UnsafeRawBufferPointer) -> Found
  ) -> Outcome {
    var gathering = Gathering(item: item, materials: materials)
    switch self {
    case .pack:
      let summary = PackStream().run {
        pull.read(into: $0)
      } problem: {
        gathering.note("at byte \($0.offset): \($0.detail)")
      } body: { object, bytes in
        gathering.add(object.id, object.kind, bytes.count, scan(object.id, object.kind, bytes))
        return !isCancelled() && gathering.bytes <= limits.maxBytes
      }
      if summary.isStopped, !isCancelled() {
        gathering.outcome.incidents.append(
          Incident(
            .limit, path: item.path,
            detail: "gives more than \(limits.maxBytes) bytes; what came before was swept"))
      } else if summary.missing > 0, gathering.problems == 0 {
        gathering.note("\(summary.missing) of \(summary.stated) objects are missing")
      }
    case .loose:
      var packed: [UInt8] = []
      var buffer = [UInt8](repeating: 0, count: 64 << 10)
      while packed.count <= LooseObject.largest {
        let count = buffer.withUnsafeMutableBytes { pull.read(into: $0) }
        if count == 0 { break }
        packed += buffer[..<count]
      }
      let fault = packed.withUnsafeBytes { packed in
        LooseObject.read(packed) { kind, bytes in
          gathering.add(nil, kind, bytes.count, scan(nil, kind, bytes))
        }
      }
      if let fault { gathering.note(fault) }
    }
    return gathering.finish()
  }

  /// What was seen in an object.
  struct Found {
    var hits: [Hit]
    var incidents: [Incident]
  }

  /// Makes one hit of many versions.
  private struct Gathering {
    let item: ArchiveItem
    let materials: MaterialHash
    var outcome = Outcome()
    var problems = 0
    private var places: [(hit: Hit, place: GitPlace)] = []
    private var byMaterial: [UInt64: Int] = [:]

    init(item: ArchiveItem, materials: MaterialHash) {
      self.item = item
      self.materials = materials
    }

    var bytes: Int { outcome.bytes }

    mutating func note(_ detail: String) {
      problems += 1
      // The first of many; all make the sweep incomplete.
      if problems <= 16 {
        outcome.incidents.append(
          Incident(
            .damagedObject, path: item.path,
            detail: "\(detail); what could be read was swept"))
      }
    }

    mutating func add(_ id: ObjectID?, _ kind: ObjectKind, _ count: Int, _ found: Found) {
      outcome.objects += 1
      outcome.bytes += count
      for var incident in found.incidents {
        incident.path = path(id).inside(incident.path)
        outcome.incidents.append(incident)
      }
      for var hit in found.hits {
        let material = materials.hash(hit)
        if let known = byMaterial[material] {
          places[known].place.versions += 1
          continue
        }
        byMaterial[material] = places.count
        if let modified = item.modified {
          hit.observations.append(Observation(modified, basis: .archiveMember))
        }
        hit.path = path(id).inside(hit.path)
        places.append(
          (
            hit,
            GitPlace(
              repository: item.path, kind: HistoryWords.kind(kind), object: id?.description ?? "",
              reach: .unknown)
          ))
      }
    }

    private func path(_ id: ObjectID?) -> SourcePath {
      guard let id else { return item.path }
      return SourcePath(bytes: item.path.bytes + Array("@\(id.description.prefix(12))".utf8))
    }

    consuming func finish() -> Outcome {
      for (hit, place) in places {
        var hit = hit
        hit.git = Shared(place)
        outcome.hits.append(hit)
      }
      return outcome
    }
  }
}

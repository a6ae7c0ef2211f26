internal import KeysweepModel

/// Opens the packs of folders.
struct PackFinder {
  let hashBytes: Int
  private(set) var packs: [Pack] = []
  private(set) var problems: [(path: SourcePath, detail: String)] = []
  /// Whether a pack came from a server that promises further objects.
  private(set) var hasPromisor = false

  init(hashBytes: Int) { self.hashBytes = hashBytes }

  /// Opens the packs of one folder.
  mutating func open(_ folder: SourcePath) {
    let names: [[UInt8]]
    do { names = try SystemFile.names(folder) ?? [] } catch {
      problems.append((folder, "the folder cannot be read (\(error.message))"))
      return
    }
    let present = Set(names)
    hasPromisor = hasPromisor || names.contains { Self.stem($0, ".promisor") != nil }
    let multi = multiIndex(folder.appending("multi-pack-index"), names)
    for name in names {
      if let stem = Self.stem(name, ".idx"), !present.contains(stem + Array(".pack".utf8)) {
        problems.append((folder.appending(name), "the pack of the index is not there"))
      }
      let path = folder.appending(name)
      // What an interrupted transfer left: whatever came before the tear counts, and nobody misses
      // the rest.
      if name.starts(with: "tmp_pack_".utf8) {
        add(path, isComplete: false)
        continue
      }
      guard let stem = Self.stem(name, ".pack") else { continue }
      guard let index = index(folder.appending(stem + Array(".idx".utf8)), stem, multi) else {
        add(path)
        continue
      }
      do {
        let file = try MappedFile(path)
        let pack = try Pack(
          file, path, number: packs.count, index: index, hashBytes: hashBytes)
        packs.append(pack)
        // What the index does not list would be passed over without a word.
        if case .own(let own) = index, own.count != pack.statedCount {
          let detail = "the pack states \(pack.statedCount) objects, its index \(own.count)"
          problems.append((path, detail))
        }
      } catch let error as TableFault {
        problems.append((path, error.detail))
      } catch {
        problems.append((path, "the pack cannot be read (\(Self.message(error)))"))
      }
    }
  }

  /// Opens a pack that has no index, or none that can be read, and makes one.
  ///
  /// - Parameters:
  ///   - path: The pack, or a bundle.
  ///   - isComplete: Whether it is a problem when something is missing.
  mutating func add(_ path: SourcePath, isComplete: Bool = true) {
    do {
      let file = try MappedFile(path)
      let made = try PackIndexer(file, path, hashBytes: hashBytes)
      if isComplete {
        for problem in made.problems { problems.append((path, problem)) }
      }
      packs.append(
        try Pack(
          made.pack, path, number: packs.count, index: .own(made.index), hashBytes: hashBytes))
    } catch let error as TableFault {
      if isComplete { problems.append((path, error.detail)) }
    } catch {
      if isComplete { problems.append((path, "the pack cannot be read (\(Self.message(error)))")) }
    }
  }

  /// The index of a pack: its own, or its share of the one over several packs.
  private mutating func index(
    _ path: SourcePath, _ stem: [UInt8], _ multi: MultiPackIndex?
  ) -> EntryIndex? {
    do {
      return .own(try PackIndex(try MappedFile(path), hashBytes: hashBytes))
    } catch let error as SystemError where error.isAbsent {
      // Not worth a word where the other index serves.
    } catch let error as TableFault {
      problems.append((path, error.detail))
    } catch {
      problems.append((path, "the index cannot be read (\(Self.message(error)))"))
    }
    guard let multi, let number = multi.packs.firstIndex(of: stem) else { return nil }
    let positions = (0..<multi.count).lazy.filter { multi.pack($0) == number }
    return .shared(multi, positions.map { UInt32($0) })
  }

  /// The index over several packs, if there is one.
  private mutating func multiIndex(_ path: SourcePath, _ names: [[UInt8]]) -> MultiPackIndex? {
    guard names.contains(Array("multi-pack-index".utf8)) else { return nil }
    do {
      return try MultiPackIndex(try MappedFile(path), hashBytes: hashBytes)
    } catch let error as TableFault {
      problems.append((path, error.detail))
    } catch {
      problems.append((path, "the index cannot be read (\(Self.message(error)))"))
    }
    return nil
  }

  private static func message(_ error: any Error) -> String {
    (error as? SystemError)?.message ?? "\(error)"
  }

  /// A name without its ending; nil when it ends otherwise.
  private static func stem(_ name: [UInt8], _ ending: String) -> [UInt8]? {
    guard name.count > ending.utf8.count, name.suffix(ending.utf8.count).elementsEqual(ending.utf8)
    else { return nil }
    return Array(name.dropLast(ending.utf8.count))
  }
}

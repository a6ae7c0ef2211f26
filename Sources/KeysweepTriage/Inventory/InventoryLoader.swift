public import KeysweepModel

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

extension Inventory {
  /// Reads files and folders; each input is recognised by what it holds, never by its name.
  ///
  /// Memory is what the facts need: files are streamed, whatever their size, and unpacked if they
  /// are gzip data. A file that cannot be used becomes an incident and hides no other.
  ///
  /// - Parameters:
  ///   - paths: Files, or folders that are read with everything below them.
  ///   - asOf: The time at which everything was true, over what the inputs say themselves.
  ///   - now: The time after which dates lie in the future; the machine's clock without.
  /// - Returns: The index.
  /// - Throws: ``InventoryError`` when a path does not exist, or nothing at all can be used.
  public static func load(
    paths: [SourcePath], asOf: Instant? = nil, now: Instant? = nil
  ) throws(InventoryError) -> Inventory {
    let (inputs, incidents) = try loadInputs(paths: paths, asOf: asOf, now: now)
    return Inventory(inputs, incidents: incidents)
  }

  /// Reads files and folders, and dates what they hold.
  static func loadInputs(
    paths: [SourcePath], asOf: Instant?, now: Instant? = nil
  ) throws(InventoryError) -> (inputs: [LoadedInput], incidents: [Incident]) {
    let now = now ?? Instant(secondsSinceEpoch: Int64(Date().timeIntervalSince1970))
    var inputs: [LoadedInput] = []
    var failures: [ReadFailure] = []
    for path in paths {
      do throws(ReadFailure) {
        let kind = try FileTree.kind(of: path)
        switch kind {
        case .pipe, .other:
          do throws(ReadFailure) {
            inputs += try FileLoader.load(file: path, isPipe: kind == .pipe, now: now)
          } catch {
            // A file that was named is meant: the inventory is incomplete without it.
            var failure = error
            if failure.kind == .notice { failure.kind = .malformedInventory }
            failures.append(failure)
          }
        case .folder:
          inputs += load(folder: path, now: now, failures: &failures)
        }
      } catch {
        throw error.error
      }
    }
    if inputs.isEmpty, let path = paths.first {
      if paths.count == 1, let only = failures.first, failures.count == 1, only.path == path {
        throw only.error
      }
      throw InventoryError(path: path, reason: describe(failures))
    }
    for index in inputs.indices { date(&inputs[index], override: asOf, now: now) }
    return (inputs, failures.map(\.incident))
  }

  /// Reads everything below a folder.
  private static func load(
    folder: SourcePath, now: Instant, failures: inout [ReadFailure]
  ) -> [LoadedInput] {
    var inputs: [LoadedInput] = []
    for file in FileTree.files(below: folder, failures: &failures) {
      do throws(ReadFailure) {
        inputs += try FileLoader.load(file: file, now: now)
      } catch {
        failures.append(error)
      }
    }
    return inputs
  }

  /// Why nothing could be used.
  private static func describe(_ failures: [ReadFailure]) -> String {
    let examples = failures.prefix(3).map { failure in
      "\(failure.path.lossyText): \(failure.reason)"
    }
    let rest = failures.count > 3 ? "; and \(failures.count - 3) more files" : ""
    let found = examples.isEmpty ? "it is empty" : examples.joined(separator: "; ") + rest
    return "no inventory here; \(Sniffer.expectation). Found: \(found)"
  }

  /// Takes the time from the option, else from the content, else from the file's name.
  private static func date(_ input: inout LoadedInput, override: Instant?, now: Instant) {
    if let override {
      if let newest = input.asOf, newest > override {
        input.incidents.append(
          Incident(
            .notice, path: input.path,
            detail: "taken as of \(override.iso8601) because of --as-of, but speaks of "
              + "\(newest.iso8601); leave --as-of out, or give the time at which this was fetched"))
      }
      input.asOf = override
      input.asOfIsLowerBound = false
      return
    }
    guard input.asOfIsLowerBound,
      let named = ReportTime.inName(input.path.lastComponent),
      named.instant >= input.asOf ?? named.instant
    else { return }
    guard named.instant <= now + 86_400 else {
      input.incidents.append(
        Incident(
          .notice, path: input.path,
          detail: "the file's name holds a date in the future, which is not believed"))
      return
    }
    input.asOf = named.instant
    // A day without a time: taken then, or later on that day.
    input.asOfIsLowerBound = !named.isExact
  }
}

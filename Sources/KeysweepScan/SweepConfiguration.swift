public import KeysweepArchive
public import KeysweepDetection
public import KeysweepInputs
public import KeysweepModel

/// What to sweep and how.
public struct SweepConfiguration: Sendable {
  /// Files, folders and pipes; their order changes nothing.
  public var roots: [SourcePath] = []
  /// Whether standard input is swept too, before the roots.
  public var readsStandardInput = false
  /// What the walk leaves out.
  public var walk = WalkOptions()
  /// The rules.
  public var rules: RuleSet
  /// How many workers; at least 1.
  public var jobs: Int = SweepConfiguration.availableCores
  /// Bytes in the core of a window; the result does not depend on it.
  public var windowBytes = 256 << 10
  /// Files larger than twice this are read by several workers at once, in stretches of this many
  /// bytes; what a stretch gave is held until those before it are done.
  public var segmentBytes = 2 << 20
  /// What reading an archive or a compressed file may cost; with a depth of 0 they are files like
  /// any other.
  public var archives = ArchiveLimits()
  /// Whether the histories of git repositories that are met are swept too.
  public var sweepsHistory = true
  /// Repositories to sweep beside those that are met.
  public var histories: [HistoryTarget] = []
  /// Whether of an object that is stored as a delta against one without finds only the changes are
  /// looked at; the result does not depend on it.
  public var skipsDeltas = true
  /// What earlier runs know of objects, by the bytes of their names (20 or 32).
  public var memory: (@Sendable (Int) -> any ObjectMemory)?
  /// What earlier runs know of files.
  public var fileMemory: (any FileMemory)?
  /// How many harmless incidents are kept by name; all are counted.
  public var incidentCap = 10_000

  /// A configuration with the given rules and everything else at its default.
  ///
  /// - Parameter rules: The rules.
  public init(rules: RuleSet) { self.rules = rules }

  /// A name for everything that decides what is found in the same bytes.
  ///
  /// What was swept under one fingerprint is not known under another one. Patterns and limits that
  /// leave files out are not in it: what was left out was not noted. A new option that changes what
  /// is found in a file must be added here.
  public var fingerprint: String {
    // Whoever asks for the reference path does not want what the other one has found.
    "\(rules.fingerprint)-\(skipsDeltas ? "changes" : "whole")-\(archives.maxDepth)"
  }

  /// The number of cores this process may use.
  public static var availableCores: Int { Platform.availableCores }
}

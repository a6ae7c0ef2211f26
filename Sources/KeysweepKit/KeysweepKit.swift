/// What an embedder needs, in one import: rules, sweeps, inventories, verdicts and reports.
///
/// ```swift
/// import KeysweepKit
///
/// var configuration = SweepConfiguration(rules: try RuleSet.bundled())
/// configuration.roots = [SourcePath("/backups")]
/// let summary = Sweep(configuration).run { hit in print(hit.path.lossyText, hit.position.line) }
/// ```
@_exported public import KeysweepDetection
@_exported public import KeysweepInputs
@_exported public import KeysweepModel
@_exported public import KeysweepReporting
@_exported public import KeysweepScan
@_exported public import KeysweepTriage

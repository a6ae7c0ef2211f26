/// The rule and data files of this folder, embedded at build time.
///
/// The files stay the source of truth; beside them is only what finds places in them.
public enum BundledRules {
  /// Detection rules: `aws.toml`.
  public static var aws: [UInt8] { PackageResources.aws_toml }
  /// Documented example keys: `examples.toml`.
  public static var examples: [UInt8] { PackageResources.examples_toml }
  /// Canary and fixture accounts: `accounts.toml`.
  public static var accounts: [UInt8] { PackageResources.accounts_toml }
  /// Advice by status and place: `advice.toml`.
  public static var advice: [UInt8] { PackageResources.advice_toml }
  /// Checks of the audit, with the controls that ask for them: `controls.toml`.
  public static var controls: [UInt8] { PackageResources.controls_toml }
}

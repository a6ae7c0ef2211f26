public import KeysweepModel

/// A small estate with leaked keys, and the inventory of the two accounts they belong to.
///
/// Everything in it is random and made on the spot; no two are alike.
public enum DemoEstate {
  /// Writes `estate/` and `inventory/` into a folder.
  ///
  /// - Parameters:
  ///   - directory: An existing folder.
  ///   - now: The time at which the inventory is taken.
  ///   - generator: Where the randomness comes from.
  /// - Returns: What was planted.
  /// - Throws: ``DemoError`` at the first file that cannot be written.
  public static func write(
    to directory: String, now: Instant, using generator: some RandomNumberGenerator
  ) throws -> DemoTruth {
    var builder = DemoBuilder(DemoMaterial(generator), directory, now)
    try builder.build()
    return builder.truth
  }
}

/// Plants keys and writes the files around them.
struct DemoBuilder<Generator: RandomNumberGenerator> {
  var material: DemoMaterial<Generator>
  let estate: DemoFiles
  let inventory: DemoFiles
  let now: Instant
  var truth = DemoTruth()
  var production: DemoInventory
  var staging: DemoInventory

  init(_ source: DemoMaterial<Generator>, _ directory: String, _ now: Instant) {
    material = source
    estate = DemoFiles(root: "\(directory)/estate")
    inventory = DemoFiles(root: "\(directory)/inventory")
    self.now = now
    production = DemoInventory(account: material.account())
    staging = DemoInventory(account: material.account())
  }

  /// A day so many days ago, at an odd time.
  mutating func ago(_ days: Int) -> Instant {
    now - Int64(days) * 86_400 - Int64(material.number(0..<50_000))
  }

  /// A pair of an account, noted as planted.
  mutating func pair(
    _ account: AccountID, _ file: String, _ status: Status, _ reason: Reason,
    prefix: String = "AKIA"
  ) -> (id: String, secret: String) {
    let id = material.keyID(prefix, account: account)
    let secret = material.secret()
    plant(id, secret, file, status, reason)
    return (id, secret)
  }

  mutating func plant(
    _ id: String?, _ secret: String?, _ file: String, _ status: Status, _ reason: Reason
  ) {
    truth.planted.append(
      DemoTruth.Planted(keyID: id, status: status, reason: reason, file: file))
    if let secret { truth.secrets.append(Secret(secret.utf8)) }
  }

  mutating func build() throws {
    try writeWorkingTree()
    try writePipelines()
    try writeBackups()
    try writeDecoys()
    try writeInventory()
  }

  /// Reports and lists of both accounts, one of them as the AWS CLI prints it.
  private mutating func writeInventory() throws {
    let stamp = now.iso8601.split(separator: ":").joined(separator: "-")
    try inventory.write(
      "production/credential-report-\(stamp).csv", production.report(), date: now)
    try inventory.write(
      "production/list-access-keys-\(stamp).json", production.accessKeyLists(), date: now)
    let content = DemoFiles.base64(staging.report())
    try inventory.write(
      "staging/get-credential-report.json",
      """
      {
          "Content": "\(content)",
          "ReportFormat": "text/csv",
          "GeneratedTime": "\(now.iso8601)"
      }

      """, date: now)
    try inventory.write(
      "staging/list-access-keys-\(stamp).json", staging.accessKeyLists(), date: now)
  }
}

internal import ArgumentParser
internal import KeysweepModel
internal import KeysweepReporting
internal import KeysweepTriage

/// `keysweep audit`.
struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Says what to do, account by account, to get rid of long-term keys.",
    discussion: """
      Reads an inventory, and lists what is easiest first: root keys, inactive keys, keys that \
      nobody uses, users without credentials, second keys, old keys, keys of people and of \
      programs. Days are counted as of the inventory. Every line names the controls of CIS AWS \
      Foundations, Security Hub and AWS Config that ask for it.

      EXAMPLES
        keysweep audit --inventory ./inventory/ --stale-after 45d
        keysweep audit --scp --deny-users --except-role KeyBroker > policy.json

      EXIT STATUS
        0  nothing to do, or nothing that --fail-on names
        1  something to do
        2  usage, configuration or inventory error
        3  nothing to do in what could be read, but some of it could not
        4  an output could not be written
      """)

  @OptionGroup(title: "Inventory") var inventory: InventoryOptions

  @Option(
    name: .long,
    help: ArgumentHelp(
      "A key older than that is to be rotated (CIS and Security Hub IAM.3: 90d).",
      valueName: "DAYS"))
  var maxAge = InventoryOptions.Days(number: 90)

  @Option(
    name: .long,
    help: ArgumentHelp("Only this account; may be repeated.", valueName: "NUMBER"))
  var account: [String] = []

  @OptionGroup(title: "Report") var report: AuditReportOptions
  @OptionGroup(title: "Prevention") var prevention: PreventionOptions

  func validate() throws {
    guard prevention.scp || !inventory.inventory.isEmpty else {
      throw ValidationError("Name the inventory: --inventory PATH; or print the policy: --scp.")
    }
    for text in account where AccountID(text) == nil {
      throw ValidationError("--account takes twelve digits, and \u{201c}\(text)\u{201d} is none.")
    }
  }

  func run() throws {
    let policy = try UsageError.wrap {
      try ServiceControlPolicy(
        deniesUsers: prevention.denyUsers, exceptRoles: prevention.exceptRole)
    }
    if prevention.scp {
      Console.out(policy.json + "\n")
      return
    }
    let (outputs, audit) = try UsageError.wrap {
      (
        try Outputs(try report.outputs.targets(), inputs: inventory.inventory),
        try self.audit(policy)
      )
    }
    let failures = outputs.write { format, descriptor, write in
      format.reporter(style: report.style(for: descriptor)).write(audit, to: write)
    }
    for failure in failures { Console.report(failure) }
    guard failures.isEmpty else { throw ExitCode(ExitStatus.outputLost.rawValue) }
    let isHit = audit.findings.contains { report.failOn.names($0) }
    let status: ExitStatus = isHit ? .findings : audit.isComplete ? .complete : .incomplete
    throw ExitCode(status.rawValue)
  }

  private func audit(_ prevention: ServiceControlPolicy) throws -> Audit {
    let loaded = try LoadedJudge(self.inventory)
    guard let inventory = loaded.inventory else {
      throw UsageError(description: "no inventory; --inventory names one")
    }
    let wanted = Set(account.compactMap { AccountID($0) })
    for missing in wanted.subtracting(inventory.accounts).sorted() {
      let known = inventory.accounts.sorted().prefix(5).map(\.description).joined(separator: ", ")
      throw UsageError(
        description:
          "no input speaks of account \(missing); known are \(known.isEmpty ? "none" : known)"
          + (inventory.accounts.count > 5 ? " and \(inventory.accounts.count - 5) more" : ""))
    }
    var policy = AuditPolicy(
      staleAfterDays: self.inventory.staleAfter.number, maxAgeDays: maxAge.number)
    policy.accounts = wanted
    var audit = Auditor(
      inventory: inventory, policy: policy, table: try ControlTable.bundled(), judge: loaded.judge
    ).audit()
    audit.toolVersion = Version.text
    audit.prevention = prevention.json
    return audit
  }
}

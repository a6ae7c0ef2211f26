internal import ArgumentParser

/// `keysweep inventory collect`.
struct CollectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "collect",
    abstract: "Prints a read-only shell script that gathers an inventory with the AWS CLI.",
    discussion: """
      keysweep itself never talks to AWS. Read the script, run it where the AWS CLI is signed in, \
      and take the folder it writes to the machine that sweeps. Its header says what it calls.

      With --organization it assumes a role in every account; --policy prints the permissions that \
      whoever runs it needs, and says on standard error what the role needs.

      EXAMPLES
        keysweep inventory collect > collect.sh && less collect.sh && sh collect.sh
        keysweep inventory collect --organization --role audit/keysweep-inventory --policy
      """)

  @Flag(name: .long, help: "Visit every account of the organization.")
  var organization = false

  @Option(
    name: .long,
    help: ArgumentHelp(
      "The role to assume in other accounts, with its path if it has one.", valueName: "NAME"))
  var role = CollectScript.defaultRole

  @Option(
    name: .long,
    help: ArgumentHelp("Visit these accounts; with --organization only these.", valueName: "N,N"))
  var accounts: String?

  @Option(name: .long, help: ArgumentHelp("A profile of the AWS CLI.", valueName: "NAME"))
  var profile: String?

  @Option(
    name: .long,
    help: ArgumentHelp("The folder in which the script writes a file an account.", valueName: "DIR")
  )
  var outputDir = CollectScript().outputDirectory

  @Flag(
    name: .long, help: "Ask CloudTrail too: when keys were made, switched and deleted (90 days).")
  var cloudtrail = false

  @Flag(name: .long, help: "Print the IAM policy that the script needs instead.")
  var policy = false

  private var accountList: [String] {
    accounts?.split(separator: ",", omittingEmptySubsequences: false).map(String.init) ?? []
  }

  func validate() throws {
    for account in accountList
    where account.utf8.count != 12 || !account.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
      throw ValidationError("--accounts takes account numbers of twelve digits, with commas.")
    }
    guard CollectScript.isRoleName(role) else {
      throw ValidationError("--role takes the name of a role (letters, digits, +=,.@_-), no ARN.")
    }
    if let profile, !CollectScript.isOneLine(profile) {
      throw ValidationError("--profile takes the name of a profile.")
    }
    guard CollectScript.isOneLine(outputDir) else {
      throw ValidationError("--output-dir takes the path of a folder.")
    }
  }

  func run() throws {
    var script = CollectScript()
    script.profile = profile
    script.outputDirectory = outputDir
    script.visitsOrganization = organization
    script.accounts = accountList
    script.role = role
    script.asksCloudTrail = cloudtrail
    if policy {
      let policy = CollectPolicy(script: script)
      Console.out(policy.callerPolicy)
      if let hint = policy.hint { Console.error(hint) }
    } else {
      Console.out(script.text)
    }
  }
}

/// The IAM policy that lets the script of `keysweep inventory collect` do its work, and no more.
struct CollectPolicy {
  /// What the script is going to do.
  var script: CollectScript

  /// What is asked in every account; `sts:GetCallerIdentity` needs no permission.
  private static let reads = [
    "iam:GenerateCredentialReport", "iam:GetAccessKeyLastUsed",
    "iam:GetAccountAuthorizationDetails", "iam:GetAccountSummary", "iam:GetCredentialReport",
    "iam:ListAccessKeys", "iam:ListUsers",
  ]

  private var assumesRole: Bool { script.visitsOrganization || !script.accounts.isEmpty }

  /// The policy of who runs the script.
  var callerPolicy: String {
    var statements = [readStatement]
    if script.visitsOrganization {
      statements.append(
        Self.statement("ListAccounts", ["organizations:ListAccounts"], on: ["*"]))
    }
    if assumesRole {
      // Named accounts are named here too; an organization grows.
      let accounts = script.accounts.isEmpty ? ["*"] : script.accounts
      statements.append(
        Self.statement(
          "AssumeInventoryRole", ["sts:AssumeRole"],
          on: accounts.map { "arn:aws:iam::\($0):role/\(script.role)" }))
    }
    return Self.document(statements)
  }

  /// The policy of the role in each account.
  var rolePolicy: String { Self.document([readStatement]) }

  /// What to do with the policies, for people; nil where there is nothing to explain.
  var hint: String? {
    guard assumesRole else { return nil }
    let name = script.role.split(separator: "/").last.map(String.init) ?? script.role
    return """
      The policy on standard output is for whoever runs the script.

      The role \(script.role) in each account needs this policy:

      \(rolePolicy)
      and this trust policy, with the account and the role (or user) that runs the script; \
      a stack set of CloudFormation puts it into every account:

      {
        "Version": "2012-10-17",
        "Statement": [
          {
            "Effect": "Allow",
            "Principal": { "AWS": "arn:aws:iam::ACCOUNT-THAT-RUNS-IT:role/ROLE-THAT-RUNS-IT" },
            "Action": "sts:AssumeRole",
            "Condition": { "StringEquals": { "sts:RoleSessionName": "keysweep-inventory" } }
          }
        ]
      }

      In China and GovCloud the ARNs begin with arn:aws-cn and arn:aws-us-gov. \
      OrganizationAccountAccessRole works too (--role OrganizationAccountAccessRole), but may do \
      everything; a role \(name) with this policy can only read.

      """
  }

  private var readStatement: String {
    Self.statement(
      "ReadKeyInventory",
      Self.reads + (script.asksCloudTrail ? ["cloudtrail:LookupEvents"] : []), on: ["*"])
  }

  private static func statement(_ id: String, _ actions: [String], on resources: [String]) -> String
  {
    """
        {
          "Sid": "\(id)",
          "Effect": "Allow",
          "Action": \(list(actions.sorted())),
          "Resource": \(list(resources))
        }
    """
  }

  private static func list(_ items: [String]) -> String {
    if items.count == 1, let only = items.first { return "\"\(only)\"" }
    return "[\n" + items.map { "        \"\($0)\"" }.joined(separator: ",\n") + "\n      ]"
  }

  private static func document(_ statements: [String]) -> String {
    """
    {
      "Version": "2012-10-17",
      "Statement": [
    \(statements.joined(separator: ",\n"))
      ]
    }

    """
  }
}

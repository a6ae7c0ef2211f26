/// The script that gathers an inventory, for one choice of options.
///
/// Its text is `collect.sh` beside this file, which runs as it stands; only the block of settings
/// and the version are put in.
struct CollectScript {
  /// A named profile of the AWS CLI, if one is to be used.
  var profile: String?
  /// The folder to write to.
  var outputDirectory = "keysweep-inventory"
  /// Whether to visit every account of the organization.
  var visitsOrganization = false
  /// The accounts to visit; with ``visitsOrganization``, only these of it.
  var accounts: [String] = []
  /// The name of the role to assume in each, with its path if it has one.
  var role = CollectScript.defaultRole
  /// Whether to ask CloudTrail what was done to keys.
  var asksCloudTrail = false

  static let defaultRole = "keysweep-inventory"

  private static let begin = "# ---- settings "
  private static let end = "# ---- end of settings "

  /// The text of the script.
  var text: String {
    // A leading hyphen would make the folder an option of mkdir.
    let output = outputDirectory.hasPrefix("-") ? "./" + outputDirectory : outputDirectory
    let settings = [
      "profile=\(Self.quoted(profile ?? ""))",
      "output=\(Self.quoted(output))",
      "organization=\(visitsOrganization ? "yes" : "no")",
      "accounts=\(Self.quoted(accounts.joined(separator: " ")))",
      "role=\(Self.quoted(role))",
      "cloudtrail=\(asksCloudTrail ? "yes" : "no")",
    ]
    var lines: [String] = []
    var isInSettings = false
    let template = String(decoding: PackageResources.collect_sh, as: UTF8.self)
    for line in template.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix(Self.end) {
        lines += settings
        isInSettings = false
      }
      if !isInSettings { lines.append(String(line).replacing("@VERSION@", with: Version.text)) }
      if line.hasPrefix(Self.begin) { isInSettings = true }
    }
    return lines.joined(separator: "\n")
  }

  /// Quotes text for a POSIX shell, whatever it holds.
  static func quoted(_ text: String) -> String {
    "'" + text.replacing("'", with: #"'\''"#) + "'"
  }

  /// Whether text can be the name of a role, with or without its path.
  static func isRoleName(_ text: String) -> Bool {
    (1...576).contains(text.utf8.count) && text.utf8.first != UInt8(ascii: "/")
      && text.utf8.last != UInt8(ascii: "/")
      && text.utf8.allSatisfy { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "+=,.@_-/".utf8.contains(byte)
        }
      }
  }

  /// Whether text can stand on one line of a script.
  static func isOneLine(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
  }
}

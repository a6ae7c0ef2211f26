internal import KeysweepModel

/// The rules that results refer to: one for each kind of credential in each state that was found.
struct SARIFRules {
  private let classes: [FindingClass]
  private let indices: [FindingClass: Int]

  init(_ report: SweepReport) {
    var seen = Set<FindingClass>()
    for finding in report.findings { seen.insert(FindingClass(finding)) }
    classes = seen.sorted { ($1.tenths, $0.id) < ($0.tenths, $1.id) }
    indices = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
  }

  func index(of finding: Finding) -> Int { indices[FindingClass(finding)] ?? 0 }

  /// How loud a result is.
  static func level(_ finding: Finding) -> String {
    finding.suppression == nil ? level(FindingClass(finding)) : "none"
  }

  private static func level(_ item: FindingClass) -> String {
    switch item.status {
    case .active, .stale: "error"
    case .unknown: "warning"
    case .rotated, .expired: "note"
    }
  }

  /// Kinds of incidents, as descriptors of notifications; the last is about limits.
  static let notifications = Incident.Kind.allCases.map(\.rawValue) + [limits]
  static let limits = "report-limit"

  func writeTool(_ report: SweepReport, _ json: inout JSONText) {
    json.object { json in
      json.object("driver") { json in
        json.member("name", "keysweep")
        json.member("version", report.toolVersion)
        json.member("semanticVersion", report.toolVersion)
        json.object("shortDescription") {
          $0.member("text", "Finds leaked AWS keys, and says which still open the door.")
        }
        json.array("supportedTaxonomies") { json in
          json.object { json in
            json.member("name", "CWE")
            json.member("index", 0)
          }
        }
        json.array("rules", of: classes) { json, item in
          json.raw("\n")
          Self.write(item, &json)
        }
        json.array("notifications", of: Self.notifications) { json, kind in
          json.object { $0.member("id", kind) }
        }
      }
    }
  }

  private static func write(_ item: FindingClass, _ json: inout JSONText) {
    json.object { json in
      json.member("id", item.id)
      json.member("name", name(item.id))
      json.object("shortDescription") { $0.member("text", item.title) }
      json.object("fullDescription") { json in
        json.member("text", "A leaked AWS \(item.noun). \(item.meaning)")
      }
      json.object("help") { json in
        json.member("text", SARIFHelp.text(item))
        json.member("markdown", SARIFHelp.markdown(item))
      }
      json.object("defaultConfiguration") { json in
        json.member("level", level(item))
        json.key("rank")
        json.value(item.tenths)
      }
      json.array("relationships", of: [798, 312]) { json, number in
        json.object { json in
          json.object("target") { json in
            json.member("id", "CWE-\(number)")
            json.object("toolComponent") { json in
              json.member("name", "CWE")
              json.member("index", 0)
            }
          }
          json.array("kinds", ["relevant"])
        }
      }
      json.object("properties") { json in
        json.member("security-severity", item.score)
        json.member("precision", item.status == .unknown ? "high" : "very-high")
        json.member("problem.severity", problem(item))
        json.array(
          "tags",
          [
            "security", "secret", "aws", "kind/\(item.kind.rawValue)",
            "status/\(item.status.rawValue)",
            "external/cwe/cwe-798", "external/cwe/cwe-312",
          ])
      }
    }
  }

  private static func problem(_ item: FindingClass) -> String {
    switch level(item) {
    case "error": "error"
    case "warning": "warning"
    default: "recommendation"
    }
  }

  /// `AwsKeyPairActive`.
  private static func name(_ id: String) -> String {
    id.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }
}

/// What a rule says when it is opened.
enum SARIFHelp {
  /// Plain text.
  static func text(_ item: FindingClass) -> String {
    parts(item).map { "\($0.title): \($0.text)" }.joined(separator: "\n\n")
  }

  /// The same in Markdown.
  static func markdown(_ item: FindingClass) -> String {
    "# \(item.title)\n\n"
      + parts(item).map { "## \($0.title)\n\n\($0.text)" }.joined(separator: "\n\n") + "\n"
  }

  private static func parts(_ item: FindingClass) -> [(title: String, text: String)] {
    [
      ("What it is", "\(what(item.kind)) \(item.meaning)"), ("How to revoke it", revoke(item)),
      ("How to rotate it", rotate(item.kind)),
      (
        "How to avoid the next one",
        "Use roles and short-lived credentials instead of keys: IAM Identity Center for people, "
          + "instance and task roles and OIDC federation for workloads. Keep what must remain in a "
          + "secret store, and sweep before every push: `keysweep git --staged`. Removing the file or "
          + "rewriting history does not undo a leak: revoke first."
      ),
    ]
  }

  private static func what(_ kind: CredentialKind) -> String {
    switch kind {
    case .keyPair: "An access key ID with its secret access key: whoever reads both is that user."
    case .keyID: "An access key ID without its secret: it names a key, and opens nothing alone."
    case .secret:
      "A secret access key whose ID is not beside it: the ID is no secret, and often near."
    case .sessionToken:
      "A session token: with its key ID and secret it is a session until it runs out."
    case .sesSMTPPassword:
      "An SMTP password of SES, derived from a secret access key: it sends mail."
    case .bedrockLongTermKey: "A long-term API key of Bedrock: whoever reads it calls models."
    case .bedrockShortTermKey: "A short-term API key of Bedrock: a signed request, good for hours."
    }
  }

  private static func revoke(_ item: FindingClass) -> String {
    if item.isRoot {
      return "Sign in as root, open Security credentials, deactivate the key, then delete it. "
        + "Nothing needs a root key."
    }
    switch item.kind {
    case .keyPair, .keyID, .secret, .sesSMTPPassword:
      return
        "`aws iam update-access-key --access-key-id ID --status Inactive --user-name USER` stops "
        + "it at once and can be undone; `aws iam delete-access-key` with the same ID and user ends "
        + "it. A temporary key (ASIA…) ends with its session: attach AWSRevokeOlderSessions to the "
        + "role. Then look in CloudTrail for what it did."
    case .sessionToken:
      return "It ends by itself. To end it now, revoke the active sessions of the role in the IAM "
        + "console (policy AWSRevokeOlderSessions), and deactivate the key that made it."
    case .bedrockLongTermKey:
      return
        "`aws iam update-service-specific-credential --status Inactive` with its credential ID "
        + "stops it; `aws iam delete-service-specific-credential` ends it."
    case .bedrockShortTermKey:
      return "It ends within twelve hours. To end it now, revoke the sessions of the role, or "
        + "deactivate the key, that made it."
    }
  }

  private static func rotate(_ kind: CredentialKind) -> String {
    switch kind {
    case .sessionToken, .bedrockShortTermKey:
      "Nothing to rotate: find out what wrote it down, and stop that."
    case .bedrockLongTermKey:
      "Make a second credential, switch over, deactivate the first, watch, delete it."
    default:
      "Make a second key for the user, switch what uses the first, deactivate the first, watch for "
        + "errors, delete it. `aws iam get-access-key-last-used` says whether something still uses it."
    }
  }
}

internal import KeysweepModel

/// How bad a finding is, in the words of those who show it.
///
/// It follows the verdict. An ID alone opens no door, so it weighs less than a secret.
enum Severity: Int, Comparable {
  case none
  case low
  case medium
  case high
  case critical

  /// Orders by weight.
  static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }

  /// The severity of a CVSS score, as GitHub draws the lines.
  init(tenths: Int) {
    self =
      switch tenths {
      case 90...: .critical
      case 70...: .high
      case 40...: .medium
      case 1...: .low
      default: .none
      }
  }

  /// As GitLab writes it.
  var gitLab: String {
    switch self {
    case .critical: "Critical"
    case .high: "High"
    case .medium: "Medium"
    case .low: "Low"
    case .none: "Info"
    }
  }
}

/// A class of findings that are shown, explained and weighed alike: a kind of credential in a state.
struct FindingClass: Hashable {
  /// What kind of credential it is.
  var kind: CredentialKind
  /// Its state.
  var status: Status
  /// Whether it is an active key of root, which no policy binds.
  var isRoot: Bool

  init(_ finding: Finding) {
    kind = finding.credential.kind
    status = finding.verdict.status
    isRoot = status == .active && finding.tags.contains(.root)
  }

  /// The name for machines: `aws-key-pair-active`.
  var id: String { "aws-\(kind.rawValue)-\(isRoot ? "active-root" : status.rawValue)" }

  /// The name for people: `AWS access key pair, active`.
  var title: String { "AWS \(noun), \(isRoot ? "active, of root" : status.rawValue)" }

  /// What it is called.
  var noun: String {
    switch kind {
    case .keyPair: "access key pair"
    case .keyID: "access key ID"
    case .secret: "secret access key"
    case .sessionToken: "session token"
    case .sesSMTPPassword: "SES SMTP password"
    case .bedrockLongTermKey: "Bedrock API key"
    case .bedrockShortTermKey: "Bedrock short-term API key"
    }
  }

  /// The tenfold score from 0 to 100, as CVSS counts.
  var tenths: Int {
    let isIDAlone = kind == .keyID
    return switch status {
    case .active: isRoot ? (isIDAlone ? 89 : 100) : (isIDAlone ? 70 : 95)
    case .stale: isIDAlone ? 60 : 85
    case .unknown: isIDAlone ? 50 : 75
    case .rotated: 20
    case .expired: 10
    }
  }

  /// The score as text: `9.5`.
  var score: String { "\(tenths / 10).\(tenths % 10)" }

  /// How bad it is.
  var severity: Severity { Severity(tenths: tenths) }

  /// What it means, in a sentence.
  var meaning: String {
    switch status {
    case .active where isRoot:
      "It works, and it belongs to root, which no policy of the account binds."
    case .active: "It works: revoke it now."
    case .stale: "It works, and nobody uses it: delete it today."
    case .unknown: "Whether it works cannot be decided; treat it as live until then."
    case .rotated: "It does not work any more, or very likely not."
    case .expired: "It was temporary, and has run out."
    }
  }
}

extension Finding {
  /// The name of the credential for people: its ID, else what it is and the start of its digest.
  var name: String {
    if let id = credential.keyID { return id.description }
    let digest = credential.secretSHA256.first ?? fingerprint
    return "\(FindingClass(self).noun) sha256:\(digest.prefix(12))"
  }

  /// What it is, and its name.
  var fullName: String {
    credential.keyID == nil ? name : "\(FindingClass(self).noun) \(name)"
  }

  /// The owner for people, escaped; nil when it is not known.
  var ownerName: String? {
    verdict.owner.map { $0 == "<root_account>" ? "root" : Escaping.printable($0) }
  }
}

extension Suppression {
  /// The filter and its reason, in one printable line.
  var justification: String { "\(filter): \(Escaping.printable(reason))" }
}

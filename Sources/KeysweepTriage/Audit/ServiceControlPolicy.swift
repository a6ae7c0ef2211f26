internal import KeysweepModel

/// A service-control policy that keeps new long-term keys from being made.
///
/// Source: AWS Organizations user guide, "Service control policies" (syntax, 5120 bytes), and IAM
/// user guide, `aws:PrincipalArn`: for a session it is the ARN of the role, not of the session.
public struct ServiceControlPolicy: Sendable, Hashable {
  /// A role that cannot be excepted.
  public struct RoleError: Error, Hashable, CustomStringConvertible {
    /// What is wrong, and what is expected.
    public var description: String
  }

  /// Whether new IAM users are denied as well.
  public var deniesUsers: Bool
  /// The ARNs of the roles that may still do it, patterns as `ArnNotLike` takes them.
  public let exceptions: [String]

  /// Makes a policy.
  ///
  /// - Parameters:
  ///   - deniesUsers: Whether new IAM users are denied as well.
  ///   - roles: Roles that may still do it: ARNs, or names with their path if they have one.
  /// - Throws: ``RoleError`` with the reason.
  public init(deniesUsers: Bool = false, exceptRoles roles: [String] = []) throws(RoleError) {
    self.deniesUsers = deniesUsers
    var exceptions: [String] = []
    for role in roles {
      let arn = try Self.arn(role)
      if !exceptions.contains(arn) { exceptions.append(arn) }
    }
    self.exceptions = exceptions
    let size = json.utf8.count
    guard size <= 5120 else {
      throw RoleError(
        description:
          "the policy has \(size) bytes, and Organizations takes 5120: name fewer roles, "
          + "or a pattern with *")
    }
  }

  /// The policy as JSON, indented, in the order in which people write policies.
  ///
  /// No text in it needs escapes: what may stand in the name of a role is checked.
  public var json: String {
    var statements = [statement("DenyNewAccessKeys", "iam:CreateAccessKey")]
    if deniesUsers { statements.append(statement("DenyNewUsers", "iam:CreateUser")) }
    return """
      {
        "Version": "2012-10-17",
        "Statement": [
      \(statements.joined(separator: ",\n"))
        ]
      }
      """
  }

  private func statement(_ sid: String, _ action: String) -> String {
    var lines = [
      #""Sid": "\#(sid)","#, #""Effect": "Deny","#, #""Action": "\#(action)","#,
      #""Resource": "*""#,
    ]
    if !exceptions.isEmpty {
      lines[3] += ","
      lines += [#""Condition": {"#, #"  "ArnNotLike": {"#, #"    "aws:PrincipalARN": ["#]
      lines.append(exceptions.map { #"      "\#($0)""# }.joined(separator: ",\n      "))
      lines += ["    ]", "  }", "}"]
    }
    return "    {\n" + lines.map { "      \($0)" }.joined(separator: "\n") + "\n    }"
  }

  // MARK: Roles

  /// The ARN pattern of a role given by ARN or by name.
  private static func arn(_ role: String) throws(RoleError) -> String {
    let name: String
    var result = role
    if role.hasPrefix("arn:") {
      let parts = role.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
      guard parts.count == 6, parts[2] == "iam", parts[3].isEmpty, parts[5].hasPrefix("role/"),
        parts[4] == "*" || AccountID(parts[4]) != nil, parts[1] == "*" || parts[1].hasPrefix("aws")
      else {
        let hint =
          role.contains(":assumed-role/")
          ? "; aws:PrincipalARN of a session is the ARN of its role" : ""
        throw RoleError(
          description: "\u{201c}\(role)\u{201d} is no role: expected "
            + "arn:aws:iam::ACCOUNT:role/NAME, with * for any account\(hint)")
      }
      name = String(parts[5].dropFirst("role/".count))
    } else {
      name = role.hasPrefix("/") ? String(role.dropFirst()) : role
      // Any partition and any account of the organisation.
      result = "arn:*:iam::*:role/\(name)"
    }
    guard !name.isEmpty, name.utf8.count <= 512 + 64, name.unicodeScalars.allSatisfy(isAllowed)
    else {
      throw RoleError(
        description: "\u{201c}\(role)\u{201d} is no role name: letters, digits and +=,.@_-, with / "
          + "for its path and * for any text")
    }
    guard name.contains(where: { $0 != "*" && $0 != "?" && $0 != "/" }) else {
      throw RoleError(
        description: "\u{201c}\(role)\u{201d} would except every role: name those that may")
    }
    return result
  }

  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCII
      && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
        || "+=,.@_-/*?".unicodeScalars.contains(scalar))
  }
}

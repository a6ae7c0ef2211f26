import Foundation
import KeysweepModel
import Testing

@testable import KeysweepTriage

@Suite("Controls of the audit")
struct ControlTableTests {
  @Test(
    "CIS numbers, by version, as published",
    arguments: [
      (
        AuditCheck.rootKey,
        ["1.2": "1.12", "1.4": "1.4", "4.0": "1.4", "5.0": "1.3", "6.0": "2.3", "7.0": "2.4"]
      ),
      (.keyUnused, ["1.2": "1.3", "3.0": "1.12", "5.0": "1.11", "6.0": "2.11", "7.0": "2.11"]),
      (.keyNeverUsed, ["1.2": "1.3", "1.5": "1.12", "5.0": "1.11", "7.0": "2.11"]),
      (.keyOld, ["1.2": "1.4", "2.0": "1.14", "5.0": "1.13", "6.0": "2.13", "7.0": "2.12"]),
      (.twoActiveKeys, ["1.4": "1.13", "5.0": "1.12", "6.0": "2.12"]),
    ] as [(AuditCheck, [String: String])])
  func cis(check: AuditCheck, numbers: [String: String]) throws {
    let controls = try ControlTable.bundled()[check].controls.filter { $0.framework == .cis }
    for (version, number) in numbers {
      #expect(controls.filter { $0.versions.contains(version) }.map(\.id) == [number])
    }
    // No version twice.
    let versions = controls.flatMap(\.versions)
    #expect(Set(versions).count == versions.count)
  }

  @Test(
    "Security Hub and AWS Config",
    arguments: [
      (AuditCheck.rootKey, ["IAM.4", "iam-root-access-key-check"]),
      (.keyUnused, ["IAM.8", "IAM.22", "iam-user-unused-credentials-check"]),
      (.keyOld, ["IAM.3", "access-keys-rotated"]), (.inactiveKey, []),
    ] as [(AuditCheck, [String])])
  func others(check: AuditCheck, ids: [String]) throws {
    let controls = try ControlTable.bundled()[check].controls.filter { $0.framework != .cis }
    #expect(controls.map(\.id) == ids)
    #expect(controls.allSatisfy { $0.source.contains("docs.aws.amazon.com") })
  }

  @Test("Actions name what replaces the key")
  func actions() throws {
    let table = try ControlTable.bundled()
    #expect(table[.consoleUserKey].action.contains("IAM Identity Center"))
    let all = table[.keyOld].action + table.patterns.map(\.action).joined()
    for word in ["Identity Center", "role", "IAM Roles Anywhere", "OIDC federation"] {
      #expect(all.contains(word))
    }
  }

  @Test(
    "A malformed table is refused with the entry and the reason",
    arguments: [
      ("[[check", "c.toml:1:"), ("", "no [[check]]"), ("[[check]]\n", "lacks its id"),
      ("[[check]]\nid = 'x'\n", "unknown check \u{201c}x\u{201d}; known: root-key"),
      ("[[check]]\nid = 'key-old'\n", "needs title"),
      (check("severity = 'huge'"), "unknown severity \u{201c}huge"),
      (check("severity = 'low'\nmore = 1"), "unknown key \u{201c}more"),
      (check("severity = 'low'", "{ framework = 'iso', id = '1' }"), "unknown framework"),
      (check("severity = 'low'", "{ framework = 'cis', id = '1', source = 's' }"), "have versions"),
      (
        check("severity = 'low'", "{ framework = 'config', id = '1', source = 'nowhere' }"),
        "none of [sources]"
      ),
      (check("severity = 'low'", "{ framework = 'config' }"), "lacks its id"),
      (check("severity = 'low'"), "no [[check]] with id root-key"),
      (twice, "stands there twice"),
      ("[[chek]]\n", "unknown key \u{201c}chek"),
    ] as [(String, String)])
  func malformed(toml: String, reason: String) {
    #expect {
      try ControlTable(toml: Array(toml.utf8), name: "c.toml")
    } throws: { error in
      (error as? DataFileError)?.description.contains(reason) ?? false
    }
  }

  static let twice = check("severity = 'low'") + check("severity = 'low'")

  static func check(_ rest: String, _ control: String = "") -> String {
    """
    [[check]]
    id = 'key-old'
    title = 't'
    settles = false
    action = 'a'
    controls = [\(control)]
    \(rest)

    """
  }
}

@Suite("Service-control policy")
struct ServiceControlPolicyTests {
  private struct Document: Decodable {
    struct Entry: Decodable {
      var Sid: String
      var Effect: String
      var Action: String
      var Resource: String
      var Condition: [String: [String: [String]]]?
    }
    var Version: String
    var Statement: [Entry]
  }

  private func decoded(_ policy: ServiceControlPolicy) throws -> Document {
    try JSONDecoder().decode(Document.self, from: Data(policy.json.utf8))
  }

  @Test("Keys are denied; users and exceptions on request")
  func statements() throws {
    let bare = try decoded(try ServiceControlPolicy())
    #expect(bare.Version == "2012-10-17")
    #expect(bare.Statement.map(\.Action) == ["iam:CreateAccessKey"])
    #expect(bare.Statement.allSatisfy { $0.Effect == "Deny" && $0.Resource == "*" })
    #expect(bare.Statement[0].Condition == nil)
    let full = try decoded(
      try ServiceControlPolicy(
        deniesUsers: true,
        exceptRoles: [
          "Broker", "arn:aws-cn:iam::123456789012:role/x/Y", "/path/Z*", "Broker",
        ]))
    #expect(full.Statement.map(\.Action) == ["iam:CreateAccessKey", "iam:CreateUser"])
    #expect(Set(full.Statement.map(\.Sid)).count == 2)
    for statement in full.Statement {
      #expect(
        statement.Condition == [
          "ArnNotLike": [
            "aws:PrincipalARN": [
              "arn:*:iam::*:role/Broker", "arn:aws-cn:iam::123456789012:role/x/Y",
              "arn:*:iam::*:role/path/Z*",
            ]
          ]
        ])
    }
  }

  @Test(
    "What is no role is refused",
    arguments: [
      ("", "no role name"), ("*", "every role"), ("/", "no role name"), ("a b", "no role name"),
      ("a\"b", "no role name"), ("a\\b", "no role name"), ("ä", "no role name"),
      ("arn:aws:iam::123456789012:user/alice", "expected arn:aws:iam::ACCOUNT:role/NAME"),
      ("arn:aws:sts::123456789012:assumed-role/A/s", "the ARN of its role"),
      ("arn:aws:iam::12:role/A", "is no role"), ("arn:aws:iam::*:role/*", "every role"),
      ("arn:aws:iam::*:root", "is no role"),
    ])
  func refused(role: String, reason: String) {
    #expect {
      try ServiceControlPolicy(exceptRoles: [role])
    } throws: { error in
      (error as? ServiceControlPolicy.RoleError)?.description.contains(reason) ?? false
    }
  }

  @Test("A policy that Organizations would not take is refused")
  func tooLong() {
    #expect(throws: ServiceControlPolicy.RoleError.self) {
      try ServiceControlPolicy(exceptRoles: (0..<200).map { "role-number-\($0)" })
    }
  }
}

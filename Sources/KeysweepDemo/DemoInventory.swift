internal import KeysweepModel

/// An account of the demo: its users and keys, written as AWS would write them.
struct DemoInventory {
  struct Key {
    var id: String
    var isActive: Bool
    var created: Instant
    var lastUsed: Instant?
    var place: String
  }

  struct User {
    var name: String
    var created: Instant
    var keys: [Key]
  }

  var account: AccountID
  var rootKeys: [Key] = []
  var users: [User] = []

  /// The credential report: 22 columns, root first, users by name.
  func report() -> String {
    var lines = [
      "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,"
        + "password_next_rotation,mfa_active,"
        + "access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,"
        + "access_key_1_last_used_region,access_key_1_last_used_service,"
        + "access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,"
        + "access_key_2_last_used_region,access_key_2_last_used_service,"
        + "cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated"
    ]
    let born = users.map(\.created).min() ?? Instant(secondsSinceEpoch: 0)
    lines.append(
      "<root_account>,arn:aws:iam::\(account):root,\(born.iso8601),true,no_information,"
        + "\(born.iso8601),not_supported,true,\(slots(rootKeys)),false,N/A,false,N/A")
    for user in users.sorted(by: { $0.name < $1.name }) {
      lines.append(
        "\(user.name),arn:aws:iam::\(account):user/\(user.name),\(user.created.iso8601),false,N/A,"
          + "N/A,N/A,false,\(slots(user.keys)),false,N/A,false,N/A")
    }
    return lines.joined(separator: "\n")
  }

  /// One list-access-keys document a user, one after the other, as a shell loop writes them.
  func accessKeyLists() -> String {
    let owners = users.map { (Optional($0.name), $0.keys) } + [(nil, rootKeys)]
    return owners.filter { $0.0 != nil || !$0.1.isEmpty }.map { name, keys in
      let entries = keys.map { key in
        let user = name.map { "            \"UserName\": \"\($0)\",\n" } ?? ""
        return "        {\n\(user)            \"AccessKeyId\": \"\(key.id)\",\n"
          + "            \"Status\": \"\(key.isActive ? "Active" : "Inactive")\",\n"
          + "            \"CreateDate\": \"\(key.created.iso8601)\"\n        }"
      }
      let body = entries.isEmpty ? "[]" : "[\n\(entries.joined(separator: ",\n"))\n    ]"
      return "{\n    \"AccessKeyMetadata\": \(body)\n}\n"
    }.joined()
  }

  private func slots(_ keys: [Key]) -> String {
    // AWS orders slots by ID, not by age.
    let ordered = keys.sorted { $0.id < $1.id }
    return (0..<2).map { index in
      guard index < ordered.count else { return "false,N/A,N/A,N/A,N/A" }
      let key = ordered[index]
      let parts = key.place.split(separator: "/")
      let used =
        key.lastUsed.map { "\($0.iso8601),\(parts.last ?? "N/A"),\(parts.first ?? "N/A")" }
        ?? "N/A,N/A,N/A"
      return "\(key.isActive),\(key.created.iso8601),\(used)"
    }.joined(separator: ",")
  }
}

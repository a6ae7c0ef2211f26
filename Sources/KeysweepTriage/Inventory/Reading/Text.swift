internal import KeysweepModel

/// Comparisons of ASCII in place, without making strings.
extension Bytes {
  /// Whether the bytes are a word, given in lower case, in upper or lower case.
  @inline(__always)
  func equals(ignoringCase word: StaticString) -> Bool {
    guard count == word.utf8CodeUnitCount else { return false }
    let start = word.utf8Start
    for index in indices where self[index].lowered != start[index] { return false }
    return true
  }

  /// Whether the bytes are exactly a text.
  @inline(__always)
  func equals(_ text: StaticString) -> Bool {
    count == text.utf8CodeUnitCount && starts(with: text)
  }

  /// Whether the bytes begin with a text.
  @inline(__always)
  func starts(with text: StaticString) -> Bool {
    guard count >= text.utf8CodeUnitCount else { return false }
    let start = text.utf8Start
    for index in 0..<text.utf8CodeUnitCount where self[index] != start[index] { return false }
    return true
  }

  /// Where a text first occurs.
  func firstRange(of text: StaticString, from: Int = 0) -> Range<Int>? {
    let length = text.utf8CodeUnitCount
    let start = text.utf8Start
    guard length > 0, count >= length, from <= count - length else { return nil }
    let first = start[0]
    for at in from...(count - length) where self[at] == first {
      var matched = 1
      while matched < length, self[at + matched] == start[matched] { matched += 1 }
      if matched == length { return at..<(at + length) }
    }
    return nil
  }

  /// The bytes without blanks around them.
  var trimmed: Bytes {
    var start = 0
    var end = count
    while start < end, self[start] <= 0x20 { start += 1 }
    while start < end, self[end - 1] <= 0x20 { end -= 1 }
    return Bytes(rebasing: self[start..<end])
  }

  /// The bytes behind a UTF-8 byte order mark, if there is one.
  var withoutMark: Bytes {
    starts(with: "\u{FEFF}") ? Bytes(rebasing: self[3...]) : self
  }

  /// As text, with invalid UTF-8 replaced.
  var text: String { String(decoding: self, as: UTF8.self) }

  /// Whether the words say that there is nothing: `N/A` and its kin, in reports and exports.
  var isAbsent: Bool {
    switch count {
    case 0: true
    case 3: equals(ignoringCase: "n/a") || equals(ignoringCase: "nil")
    case 4: equals(ignoringCase: "null") || equals(ignoringCase: "none")
    case 5: equals(ignoringCase: "<nil>")
    case 6: equals(ignoringCase: "<null>")
    case 13: equals(ignoringCase: "not_supported")
    case 14: equals(ignoringCase: "no_information")
    default: false
    }
  }

  /// Whether this is `AKIA` or `ASIA` with 16 letters and digits.
  var isKeyID: Bool {
    guard count == 20, starts(with: "AKIA") || starts(with: "ASIA") else { return false }
    for byte in self where !byte.isUpperOrDigit { return false }
    return true
  }
}

extension UInt8 {
  /// In lower case, if it is an ASCII letter.
  @inline(__always)
  var lowered: UInt8 { self >= 0x41 && self <= 0x5A ? self | 0x20 : self }

  /// Whether it is one of `A`–`Z`, `0`–`9`.
  @inline(__always)
  var isUpperOrDigit: Bool { (self >= 0x41 && self <= 0x5A) || (self >= 0x30 && self <= 0x39) }

  /// Whether it is one of `0`–`9`.
  @inline(__always)
  var isDigit: Bool { self >= 0x30 && self <= 0x39 }
}

/// What an ARN of IAM says.
struct Arn {
  /// `aws`, `aws-cn`, `aws-us-gov`.
  var partition: String
  var account: AccountID
  /// Behind the account: `user/path/name`, `root`.
  var resource: String

  /// Reads `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`.
  init?(_ text: String) {
    let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
    guard parts.count == 6, parts[0] == "arn", parts[1].hasPrefix("aws"),
      let account = AccountID(parts[4])
    else { return nil }
    partition = String(parts[1])
    self.account = account
    resource = String(parts[5])
  }

  /// The user as a report names it; nil for roles, groups and the rest.
  var user: String? {
    if resource == "root" { return ReportRow.rootName }
    guard resource.hasPrefix("user/") else { return nil }
    return resource.split(separator: "/").last.map(String.init)
  }
}

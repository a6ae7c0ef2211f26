import KeysweepModel
import Testing

@Suite("Access key IDs")
struct AccessKeyIDTests {
  /// Published vectors; sources in the comment of each.
  static let vectors: [(String, String)] = [
    ("ASIAY34FZKBOKMUTVV7A", "609629065308"),  // Steele; Be'ery
    ("ASIAQNZGKIQY56JQ7WML", "029608264753"),  // Be'ery: leading zero
    ("ASIAR2TG44V5PDTTBZRR", "125843596666"),
    ("AKIASAWSR23456AWS357", "138954266361"),  // New Relic Go agent test
    ("AKIAWDB7XWLS3OBANPCE", "418892985061"),  // checked by its finder with GetCallerIdentity
    ("AKIASP2TPHJSQH3FJRUX", "171436882533"),  // canary
    ("AKIAYVP4CIPPERUVIFXG", "595918472158"),  // canary
    ("AKIAXYZDQCEN4B6JSJQI", "534261010715"),  // canary
    ("ASIAZI2LB4667767WGUS", "637423183805"),  // account in clear in its session token
  ]

  @Test("The account is read from the ID", arguments: vectors)
  func account(id: String, account: String) throws {
    let key = try #require(AccessKeyID(id))
    #expect(key.form == .current)
    #expect(key.account?.description == account)
  }

  @Test(
    "IDs that hold no account say why",
    arguments: [
      ("AKIAIOSFODNN7EXAMPLE", AccessKeyID.Form.oldGeneration),
      ("AKIAJSIE27KKMHXI3BJQ", .oldGeneration),
      ("AKIADEADBEEFDEADBEEF", .implausible),
      ("AKIALALEMEL33243OLIB", .implausible),
      ("AKIA7XXXXXXXXXXXXXXX", .implausible),
      ("AKIAI44QH8DHBEXAMPLE", .malformed),
    ])
  func noAccount(id: String, form: AccessKeyID.Form) throws {
    let key = try #require(AccessKeyID(id))
    #expect(key.form == form)
    #expect(key.account == nil)
  }

  @Test(
    "Only 20 upper-case letters and digits are an ID",
    arguments: [
      "", "AKIA", "akiaiosfodnn7example", "AKIAIOSFODNN7EXAMPLEX", "AKIAIOSFODNN7EXAMPL_",
    ])
  func malformed(text: String) {
    #expect(AccessKeyID(text) == nil)
  }

  @Test("Kinds")
  func kinds() {
    #expect(AccessKeyID("AKIAIOSFODNN7EXAMPLE")?.kind == .longTerm)
    #expect(AccessKeyID("ASIAIOSFODNN7EXAMPLE")?.kind == .temporary)
    #expect(AccessKeyID("0PN5J17HBGZHT7JJ3X82")?.kind == .legacy)
  }
}

@Suite("Instants")
struct InstantTests {
  @Test(
    "ISO 8601 as AWS writes it",
    arguments: [
      ("1970-01-01T00:00:00Z", Int64(0)), ("2026-09-11T13:14:52Z", 1_789_132_492),
      ("2016-07-29T09:20:20+00:00", 1_469_784_020), ("2016-07-29T11:20:20+02:00", 1_469_784_020),
      ("2026-11-23T22:49:34.121240Z", 1_795_474_174), ("20261123T224934Z", 1_795_474_174),
      ("2026-11-23", 1_795_392_000), ("2000-02-29", 951_782_400), ("1969-12-31T23:59:59Z", -1),
      ("2026-11-23 22:49:34 UTC", 1_795_474_174),
    ])
  func parse(text: String, seconds: Int64) {
    #expect(Instant(iso8601: text)?.secondsSinceEpoch == seconds)
  }

  @Test(
    "What is no time is refused",
    arguments: [
      "", "N/A", "2026-13-01", "2026-02-29", "2026-01-01T25:00:00Z", "2026-01-01Tx", "20",
      "2026-01-01T00:00:00Q", "no_information",
    ])
  func refuse(text: String) {
    #expect(Instant(iso8601: text) == nil)
  }

  @Test("Text and back")
  func roundTrip() {
    for _ in 0..<2000 {
      let instant = Instant(secondsSinceEpoch: Int64.random(in: -62_000_000_000...250_000_000_000))
      #expect(Instant(iso8601: instant.iso8601) == instant)
    }
  }
}

@Suite("Secrets")
struct SecretTests {
  @Test("No way of printing shows the bytes")
  func printing() {
    let secret = Secret("correct horse battery".utf8)
    var dumped = ""
    dump(secret, to: &dumped)
    let texts = [
      "\(secret)", String(describing: secret), String(reflecting: secret), dumped,
      "\(Optional(secret) as Any)", "\([secret])",
    ]
    for text in texts {
      #expect(!text.contains("horse"))
      // Nor the bytes as numbers.
      #expect(!text.contains("99, 111"))
    }
    #expect("\(secret)" == "<secret, 21 bytes>")
  }
}

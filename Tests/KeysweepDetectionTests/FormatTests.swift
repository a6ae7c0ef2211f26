import Foundation
import KeysweepModel
import KeysweepTestSupport
import Testing

@testable import KeysweepDetection

/// One file per format in which keys leak; all hold the same synthetic pair.
@Suite("Formats in which keys leak")
struct FormatTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Formats")
  static let id = "RZPUZDIKTEST2XYZ"
  static let secret = "Zk3qX9/vT+0aBcDeFgHiJkLmNoPqRsTuVwXyZ012"

  /// What must be found: a pair, an ID, a secret, or (as yet) nothing.
  enum Expected: String {
    case pair
    case id
    case secret
    case other
    case nothing
  }

  static let expected: [String: Expected] = [
    "dot_aws_config": .nothing,  // names a program that prints the key
    "quoted_printable.eml": .secret,
    "Jenkins_credentials.xml": .id,  // the secret in it is encrypted
    "ses_smtp_credentials.csv": .id,  // with its SMTP password
    "bedrock_long_term_key_synthetic.txt": .other,
  ]

  static let files: [String] =
    (try? FileManager.default.contentsOfDirectory(atPath: folder.path()).sorted()) ?? []

  @Test("Every sample is there")
  func complete() {
    #expect(Self.files.count == 59)
  }

  @Test("Found, and paired", arguments: files)
  func sample(name: String) throws {
    let bytes = Array(try Data(contentsOf: Self.folder.appending(path: name)))
    let hits = try InMemory.hits(bytes).counted
    let ids = hits.compactMap { $0.keyID?.value.description }
    let secrets = hits.compactMap { $0.secret?.value.plain }
    switch Self.expected[name] ?? .pair {
    case .pair:
      #expect(hits.contains { $0.keyID != nil && $0.secret?.value.plain == Self.secret })
      #expect(ids.allSatisfy { $0.hasSuffix(Self.id) })
      #expect(secrets.allSatisfy { $0 == Self.secret })
    case .id:
      #expect(ids == ["AKIA" + Self.id])
      #expect(secrets.isEmpty)
    case .secret: #expect(ids.isEmpty)
    case .other: #expect(hits.contains { $0.other != nil })
    case .nothing: #expect(hits.isEmpty)
    }
  }

  @Test("Random pairs in the shapes of everyday", arguments: 0..<40)
  func shapes(round: Int) throws {
    let id = TestKeys.keyID()
    let secret = TestKeys.secret()
    let shapes = [
      "aws_access_key_id=\(id)\naws_secret_access_key=\(secret)\n",
      "{\"AccessKeyId\":\"\(id)\",\"SecretAccessKey\":\"\(secret)\"}",
      "new BasicAWSCredentials(\"\(id)\", \"\(secret)\");",
      "\(id):\(secret)", "s3://\(id):\(secret)@bucket/", "key_\(id)_old,\(secret)",
      "<k>\(id)</k><s>\(secret)</s>",
      "setx AWS_ACCESS_KEY_ID \(id)\r\nsetx AWS_SECRET_ACCESS_KEY \(secret)\r\n",
      "| \(id) | \(secret) |", "secret_key: \(secret)\naccess_key: \(id)\n",
      "AWS Access Key ID [None]: \(id)\nAWS Secret Access Key [None]: \(secret)\n",
      "{\"key\":\"\(id)\",\"secret\":\"\(secret.split(separator: "/", omittingEmptySubsequences: false).joined(separator: "\\/"))\"}",
    ]
    for shape in shapes {
      #expect(try InMemory.hits(shape).pairs == ["\(id) \(secret)"], "\(shape.prefix(24))…")
    }
  }

  @Test("A secret right behind its ID in binary data")
  func backToBack() throws {
    let id = TestKeys.keyID()
    let secret = TestKeys.secret()
    let bytes = [0, 1, 2] + Array("\(id)\(secret)".utf8) + [0, 7]
    #expect(try InMemory.hits(bytes).pairs == ["\(id) \(secret)"])
    // In text the same is a longer word, and no key.
    #expect(try InMemory.hits("\(id)X\(secret)\n").counted.isEmpty)
  }
}

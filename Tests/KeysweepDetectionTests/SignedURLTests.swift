import Foundation
import KeysweepModel
import KeysweepTestSupport
import Testing

@testable import KeysweepDetection

@Suite("Presigned URLs")
struct SignedURLTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Signed")

  static func sample(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: folder.appending(path: name)))
  }

  @Test(
    "Samples of real tools",
    arguments: [
      ("presigned_sigv4.txt", SignedURL.Version.v4, "s3", "2026-11-23T22:56:22Z", 3600),
      ("presigned_sts.txt", .v4, "sts", "2026-11-23T22:56:22Z", 60),
      ("rds_auth_token.txt", .v4, "rds-db", "2026-11-23T22:57:36Z", 900),
      ("presigned_sigv4_sessiontoken.txt", .v4, "s3", "2026-11-23T22:56:22Z", 60),
    ])
  func version4(
    name: String, version: SignedURL.Version, service: String, signed: String, lifetime: Int64
  ) throws {
    let urls = SignedURL.all(in: try Self.sample(name))
    let url = try #require(urls.first)
    #expect(urls.count == 1)
    #expect(url.version == version)
    #expect(url.keyID.description.hasSuffix("IARZPUZDIKTEST2XYZ"))
    #expect(url.service == service && url.region == "us-east-1")
    let time = try #require(Instant(iso8601: signed))
    #expect(url.signed == time && url.expires == time + lifetime)
    #expect(url.hasToken == name.contains("sessiontoken"))
  }

  @Test("SigV2 says when it ends, and not when it began")
  func version2() throws {
    let url = try #require(SignedURL.all(in: try Self.sample("presigned_sigv2.txt")).first)
    #expect(url.version == .v2 && url.signed == nil && url.service == "s3")
    #expect(url.expires == Instant(secondsSinceEpoch: 1_795_478_182))
    #expect(url.host == "examplebucket.s3.amazonaws.com")
  }

  @Test("Bedrock short-term keys and EKS tokens hold one")
  func wrapped() throws {
    for (name, service) in [
      ("bedrock_short_term_key.txt", "bedrock"), ("eks_get_token.json", "sts"),
    ] {
      let inner = WrappedURLs.unwrap(try Self.sample(name))
      let url = try #require(inner.flatMap { SignedURL.all(in: $0) }.first, "\(name)")
      #expect(url.service == service)
    }
    let hits = try InMemory.hits(try Self.sample("bedrock_short_term_key.txt"))
    #expect(hits.count == 1)
    #expect(hits.first?.requestExpires == Instant(iso8601: "2026-11-24T10:57:39Z"))
    #expect(hits.first?.observations.first?.basis == .signedRequest)
  }

  @Test("In HTML, in JSON, in quotes; and what is none")
  func texts() {
    let id = TestKeys.keyID()
    let url =
      "https://b.s3.amazonaws.com/k?X-Amz-Credential=\(id)%2F20260102%2Feu-west-1%2Fs3%2Faws4_request"
      + "&X-Amz-Date=20260102T030405Z&X-Amz-Expires=60&X-Amz-Signature=00"
    for text in [
      "see \(url) there", "<a href=\"\(url.replacing("&", with: "&amp;"))\">x</a>",
      "{\"u\":\"\(url.replacing("&", with: "\\u0026"))\"}",
    ] {
      let found = SignedURL.all(in: Array(text.utf8))
      #expect(found.first?.expires == Instant(iso8601: "2026-01-02T03:05:05Z"), "\(text)")
    }
    let otherDay = url.replacing("Date=20260102", with: "Date=20260103")
    #expect(SignedURL.all(in: Array(otherDay.utf8)).first?.signed == nil)
    let endless = url.replacing("Expires=60", with: "Expires=99999999999999999999")
    #expect(SignedURL.all(in: Array(endless.utf8)).first?.expires == nil)
    for text in ["", "?", "X-Amz-Credential=x", "?AWSAccessKeyId=\(id)", "?a=%", "?=&=&"] {
      #expect(SignedURL.all(in: Array(text.utf8)).isEmpty, "\(text)")
    }
  }
}

import KeysweepModel
import KeysweepTestSupport
import Testing

@testable import KeysweepDetection

@Suite("Names of values")
struct LabelTests {
  @Test(
    "What a name says",
    arguments: [
      ("aws_secret_access_key", LabelRank.aws, ""), ("AWSSecretKey", .aws, ""),
      ("awssecretaccesskey", .aws, ""), ("s3secret", .aws, ""), ("IAMSecretKey", .aws, ""),
      ("PROD_AWS_SECRET_ACCESS_KEY", .aws, "prod"), ("prodsecret", .secret, "prod"),
      ("apisecret", .secret, ""), ("sk", .secret, ""), ("priv", .secret, ""),
      ("password", .secret, ""), ("SECRET_KEY_2", .secret, "2"), ("jwt_secret", .foreign, "jwt"),
      ("RECAPTCHA_SECRET_KEY", .foreign, "recaptcha"), ("aws-waf-token", .foreign, "waf_token"),
      ("secret_key_base", .foreign, "base"), ("github_token", .foreign, "github_token"),
      ("github_aws_secret_access_key", .aws, "github"), ("token", .doubtful, "token"),
      ("aws_access_key_id", .doubtful, ""), ("AWSAccessKeyId", .doubtful, ""),
      ("awsaccesskeyid", .doubtful, ""), ("x-amz-id-2", .doubtful, "x_2"), ("ak", .none, ""),
      ("alice", .none, "alice"), ("us-east-1", .none, "us_east_1"),
    ])
  func words(name: String, rank: LabelRank, stem: String) {
    let label = Array(name.utf8).withUnsafeBytes { Label($0) }
    #expect(label.rank == rank)
    #expect(String(decoding: label.stem, as: UTF8.self) == stem)
  }

  @Test(
    "Where a name stands",
    arguments: [
      ("PROD_KEY=", "prod"), ("\"prod_key\": \"", "prod"), ("prod_key => '", "prod"),
      ("set(\"prod_key\", \"", "prod"), ("ENV PROD_KEY ", "prod"), ("--prod-key ", "prod"),
      ("<prodKey>", "prod"), ("<add key=\"prodKey\" value=\"", "prod"),
      ("- name: PROD_KEY\n  value: ", "prod"), ("Prod Access Key [None]: ", ""),
      ("x\\nPROD_KEY=", "prod"), ("\u{1B}[32mPROD_KEY\u{1B}[0m=\u{1B}[33m", "prod"),
      ("PROD_KEY%3D", "prod"),
      // The column before is no name.
      ("alice\t", ""), ("alice,", ""), ("deploy-key,", ""), ("us-east-1\t", ""), ("ci  ", ""),
      ("0\tAB/CDkey=", ""), ("alice | ", ""), ("\n", ""), ("- value: ", ""),
    ])
  func places(text: String, stem: String) {
    let bytes = Array(text.utf8)
    let label = bytes.withUnsafeBytes { LabelReader.read(before: bytes.count, in: $0) }
    #expect(String(decoding: label.stem, as: UTF8.self) == stem)
  }

  @Test("A secret in the column before is no name")
  func column() {
    for _ in 0..<200 {
      let bytes = Array("0\t\(TestKeys.secret())\t".utf8)
      let label = bytes.withUnsafeBytes { LabelReader.read(before: bytes.count, in: $0) }
      #expect(label == Label())
    }
  }
}

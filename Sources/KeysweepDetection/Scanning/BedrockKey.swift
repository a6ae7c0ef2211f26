internal import KeysweepModel

/// Reads what Bedrock keys say in clear.
enum BedrockKey {
  /// `ABSK` and base64 of `BedrockAPIKey-xxxx-at-<account>:<secret>`.
  static func read(_ text: UnsafeRawBufferPointer, into key: inout OtherCredential) {
    guard text.count > 4,
      let raw = Base64.decode(UnsafeRawBufferPointer(rebasing: text[4...])),
      let colon = raw.firstIndex(of: UInt8(ascii: ":"))
    else { return }
    let name = String(decoding: raw[..<colon], as: UTF8.self)
    guard let at = name.range(of: "-at-", last: true) else { return }
    key.user = String(name[..<at.lowerBound])
    key.account = AccountID(name[at.upperBound...])
  }

  /// The request that a short-term key is: it says who signed it, and until when it works.
  static func signedURL(_ text: UnsafeRawBufferPointer) -> SignedURL? {
    WrappedURLs.decode(text).flatMap { SignedURL.all(in: $0).first }
  }
}

extension String {
  /// The range of the last occurrence of `needle`.
  fileprivate func range(of needle: String, last: Bool) -> Range<Index>? {
    ranges(of: needle).last
  }
}

internal import KeysweepModel

/// A document of `keysweep inventory collect`: one call of the AWS CLI with what it was asked.
struct CollectedCall: Decodable {
  var keysweepCollect: Int
  var account: String
  var partition: String?
  var call: String
  var user: String?
  var key: String?
  var asOf: AWSTime
  /// What the AWS CLI said instead of an answer.
  var error: String?

  private let accountID: AccountID
  private let time: Instant

  private enum CodingKeys: String, CodingKey {
    case keysweepCollect, account, partition, call, user, key, asOf, error
  }

  /// Decodes all but the answer.
  ///
  /// - Parameter bytes: The document.
  /// - Throws: ``DocumentError`` when it is of another version, or account or time are none.
  init(_ bytes: Bytes) throws(DocumentError) {
    self = try AWSDocument.decode(CollectedCall.self, from: bytes)
  }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    keysweepCollect = try values.decode(Int.self, forKey: .keysweepCollect)
    account = try values.decode(String.self, forKey: .account)
    partition = try values.decodeIfPresent(String.self, forKey: .partition)
    call = try values.decode(String.self, forKey: .call)
    user = try values.decodeIfPresent(String.self, forKey: .user)
    key = try values.decodeIfPresent(String.self, forKey: .key)
    asOf = try values.decode(AWSTime.self, forKey: .asOf)
    error = try values.decodeIfPresent(String.self, forKey: .error)
    guard keysweepCollect == 1 else {
      throw DecodingError.dataCorruptedError(
        forKey: .keysweepCollect, in: values,
        debugDescription: "version \(keysweepCollect), this keysweep reads version 1")
    }
    guard let id = AccountID(account) else {
      throw DecodingError.dataCorruptedError(
        forKey: .account, in: values,
        debugDescription: "\u{201c}\(account)\u{201d}, expected twelve digits")
    }
    guard let instant = asOf.instant else {
      throw DecodingError.dataCorruptedError(
        forKey: .asOf, in: values,
        debugDescription: "\u{201c}\(asOf.text)\u{201d}, expected an ISO 8601 time")
    }
    accountID = id
    time = instant
  }

  /// Why there is no answer.
  var failure: String {
    let whose = user.map { " of \($0)" } ?? ""
    return "\(call)\(whose) in account \(account) gave no answer: \(error ?? "nothing was written")"
  }

  /// Tells the answer's loader what it was asked.
  func apply(to context: inout DocumentContext) {
    context.account = accountID
    context.partition = partition
    context.user = user
    context.key = key
    context.asOf = time
  }
}

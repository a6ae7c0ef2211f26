/// How well the name in front of a secret says that it is an AWS secret access key.
///
/// In pairing the rank decides before the distance does.
enum LabelRank: Int, Sendable, Hashable, Comparable, CaseIterable {
  /// Names something else: another vendor, a web framework, a salt.
  case foreign
  /// Names something that is rarely a secret access key: a token, a hash, an ID.
  case doubtful
  /// Says nothing, or stands nowhere.
  case none
  /// Names a secret.
  case secret
  /// Names an AWS secret access key.
  case aws

  static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// The name in front of a value, taken apart.
struct Label: Sendable, Hashable {
  /// What the words of the name say together.
  var rank = LabelRank.none
  /// What remains when the words that every key has are taken away
  /// (`PROD_AWS_SECRET_ACCESS_KEY` gives `prod`).
  var stem: [UInt8] = []
  /// Whether a word of the name says that a credential follows; such a stem tells keys apart.
  var namesRole = false
  /// Whether it is `SECRET_KEY` and nothing else, as web frameworks call their own secret.
  var isPlainSecretKey = false

  /// Takes a name apart.
  init(_ text: UnsafeRawBufferPointer) {
    var seen: LabelWords.Meaning = []
    var last: LabelWords.Meaning = []
    var stem: [UInt8] = []
    LabelWords.split(text) { word in
      let meaning = LabelWords.meaning(of: word)
      if let meaning {
        last = meaning
        seen.formUnion(meaning)
        guard meaning.contains(.foreign) || meaning.contains(.doubtful) else { return }
      }
      if !stem.isEmpty { stem.append(0x5F) }
      stem += word
      // The 2 of `x-amz-id-2` only counts.
      if meaning == nil, word.contains(where: { $0 > 0x39 }) { last = [] }
    }
    self.stem = stem
    namesRole = !seen.isDisjoint(with: [.aws, .secret, .password, .access, .key, .id, .role])
    rank = Self.rank(seen, endsWithID: last.contains(.id))
    isPlainSecretKey =
      seen.isSuperset(of: [.secret, .key]) && seen.isDisjoint(with: [.aws, .access])
      && (stem.isEmpty || stem.elementsEqual("app".utf8))
  }

  /// No name.
  init() {}

  private static func rank(_ seen: LabelWords.Meaning, endsWithID: Bool) -> LabelRank {
    let isSecret = seen.contains(.secret)
    // `secret_access_key_id` names the other half.
    if endsWithID { return seen.contains(.foreign) ? .foreign : .doubtful }
    if isSecret, seen.contains(.access) || seen.isSuperset(of: [.aws, .key]) { return .aws }
    if seen.contains(.foreign) { return .foreign }
    if isSecret, seen.contains(.aws) { return .aws }
    if isSecret || seen.contains(.password) { return .secret }
    return seen.contains(.doubtful) ? .doubtful : .none
  }
}

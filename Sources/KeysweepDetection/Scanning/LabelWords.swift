/// The words of which names of credentials are made.
enum LabelWords {
  /// What a word says about the value it names.
  struct Meaning: OptionSet {
    let rawValue: UInt16
    static let aws = Meaning(rawValue: 1)
    static let secret = Meaning(rawValue: 2)
    static let access = Meaning(rawValue: 4)
    static let key = Meaning(rawValue: 8)
    static let id = Meaning(rawValue: 16)
    static let password = Meaning(rawValue: 32)
    /// A part of a credential, without saying which.
    static let role = Meaning(rawValue: 64)
    static let foreign = Meaning(rawValue: 128)
    static let doubtful = Meaning(rawValue: 256)
    /// Only wraps a value: `"value": …`, `<string>`; the name stands before it.
    static let carrier = Meaning(rawValue: 512)
    /// Belongs to the language around it.
    static let neutral = Meaning(rawValue: 1024)
  }

  /// What a word means; nil for a word that tells keys apart.
  static func meaning(of word: [UInt8]) -> Meaning? {
    if let meaning = table[word] { return meaning }
    return glued(word)
  }

  /// Calls `body` for each word: at separators, case changes and numbers.
  static func split(_ text: UnsafeRawBufferPointer, _ body: ([UInt8]) -> Void) {
    var word: [UInt8] = []
    var upperRun = 0
    var previousIsLower = false

    func endWord() {
      if !word.isEmpty { unglue(word, body) }
      word.removeAll(keepingCapacity: true)
    }

    for (index, byte) in text.enumerated() {
      switch byte {
      case 0x41...0x5A:
        if previousIsLower { endWord() }
        word.append(byte | 0x20)
        upperRun += 1
        previousIsLower = false
      case 0x61...0x7A:
        // `AWSAccess` is AWS and Access; the s of `IDs` is a plural.
        let endsHere = index + 1 == text.count || !(0x61...0x7A).contains(text[index + 1])
        if upperRun > 1, let first = word.last, !(byte == UInt8(ascii: "s") && endsHere) {
          word.removeLast()
          endWord()
          word.append(first)
        }
        word.append(byte)
        upperRun = 0
        previousIsLower = true
      case 0x30...0x39:
        // A number on its own tells keys apart (`SECRET_KEY_2`, `secret2`), the 3 of `s3` does not.
        if !word.elementsEqual("s".utf8), word.last.map({ $0 > 0x39 }) ?? false { endWord() }
        word.append(byte)
        upperRun = 0
        previousIsLower = true
      default:
        endWord()
        upperRun = 0
        previousIsLower = false
      }
    }
    endWord()
  }

  /// The meaning of words written as one (`secretaccesskey`); nil when something is left over.
  private static func glued(_ word: [UInt8]) -> Meaning? {
    guard word.count >= 5, word.count <= 24 else { return nil }
    var rest = word[...]
    var seen: Meaning = []
    while !rest.isEmpty {
      guard
        let part = parts.first(where: { rest.starts(with: $0.text) })
      else { return nil }
      // What comes last decides whether it names an ID.
      if part.meaning != .id { seen.remove(.id) }
      seen.formUnion(part.meaning)
      rest = rest.dropFirst(part.text.count)
    }
    return seen
  }

  /// Takes `prodsecret` and `awsprod` apart: a role glued to the word that tells keys apart.
  private static func unglue(_ word: [UInt8], _ body: ([UInt8]) -> Void) {
    guard word.count >= 5, meaning(of: word) == nil else { return body(word) }
    if word.starts(with: "aws".utf8) {
      body(Array("aws".utf8))
      return unglue(Array(word.dropFirst(3)), body)
    }
    for role in roles where word.count > role.count + 1 {
      if word.starts(with: role) {
        body(role)
        return unglue(Array(word.dropFirst(role.count)), body)
      }
      if word.suffix(role.count).elementsEqual(role) {
        unglue(Array(word.dropLast(role.count)), body)
        return body(role)
      }
    }
    body(word)
  }

  private static let roles: [[UInt8]] = ["access", "secret", "key"].map { Array($0.utf8) }

  /// Words that occur glued together, longest first so that none hides a longer one.
  private static let parts: [(text: [UInt8], meaning: Meaning)] = [
    ("credentials", .role), ("credential", .role), ("password", .password), ("account", .neutral),
    ("access", .access), ("amazon", .aws), ("secret", .secret), ("keyid", [.key, .id]),
    ("user", .role), ("aws", .aws), ("s3a", .aws), ("s3n", .aws), ("iam", .aws), ("key", .key),
    ("api", .neutral), ("s3", .aws), ("id", .id),
  ].map { (Array($0.0.utf8), $0.1) }

  private static let table: [[UInt8]: Meaning] = {
    let lists: [(Meaning, String)] = [
      (.aws, "aws amazon amzn amz s3 s3a s3n iam ses"),
      (.secret, "secret secrets sk sak priv private"),
      (.access, "access"),
      (.key, "key keys"),
      (.id, "id ids akid accesskeyid keyid"),
      (.password, "password passwd pass passphrase pwd"),
      (
        .role,
        "ak pub public credential credentials creds cred user username login apikey"
      ),
      (
        .foreign,
        """
        slack github gitlab bitbucket jwt csrf xsrf captcha recaptcha hcaptcha waf salt session
        cookie cookies django flask rails laravel google gcp azure twilio sendgrid mailgun mailchimp
        paypal stripe square shopify facebook twitter linkedin webhook hmac signing sentry datadog
        newrelic pusher algolia firebase heroku npm pypi okta auth0 keycloak encryption cipher
        postgres mysql redis openai anthropic telegram discord zoom dropbox base db database
        """
      ),
      (
        .doubtful,
        """
        token tokens hash sha sha1 sha256 digest checksum etag nonce uuid commit revision rev
        signature sig integrity request requestid fingerprint
        """
      ),
      (
        .carrier,
        """
        value val default string v text code dd td dt li em strong span data param content
        """
      ),
      (
        .neutral,
        """
        fs spark hadoop cloud env set setx export const let var name static final self this config
        cfg configure the my api smtp is as k s
        """
      ),
    ]
    var table: [[UInt8]: Meaning] = [:]
    for (meaning, words) in lists {
      for word in words.split(whereSeparator: \.isWhitespace) { table[Array(word.utf8)] = meaning }
    }
    table[Array("accesskeyid".utf8)] = [.access, .key, .id]
    table[Array("keyid".utf8)] = [.key, .id]
    table[Array("apikey".utf8)] = [.key, .role]
    table[Array("sak".utf8)] = [.secret, .access, .key]
    return table
  }()
}

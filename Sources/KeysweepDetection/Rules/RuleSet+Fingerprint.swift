internal import Crypto
internal import KeysweepModel
internal import KeysweepRules

extension RuleSet {
  /// Raise this with every change of code that changes what is found, or how it is paired.
  ///
  /// What was swept before is swept again then, also between two releases.
  static let revision = 1

  /// A name for everything here that decides about finds: 64 hexadecimal digits.
  ///
  /// Two sweeps with the same fingerprint find the same in the same bytes. It covers the rules (but
  /// for descriptions and examples), the data that filters work with, the code (``revision``) and
  /// the version of the program. It is the same on every machine and in every run. Settings of a
  /// sweep that decide what is looked at at all are not covered.
  public var fingerprint: String {
    var text = FingerprintText()
    text.add(ProgramVersion.text)
    text.add("\(Self.revision)")
    text.add(BundledRules.examples)
    text.add(BigramTable.rows.description)
    for definition in definitions { text.add(definition) }
    return text.fingerprint
  }
}

/// Gathers values so that no two sequences of values look alike.
struct FingerprintText {
  private var hash = SHA256()

  /// The digest of everything that was added.
  var fingerprint: String {
    hash.finalize().map { byte in
      let digits = String(byte, radix: 16)
      return byte < 16 ? "0" + digits : digits
    }.joined()
  }

  /// Adds bytes behind their number.
  mutating func add(_ bytes: [UInt8]) {
    withUnsafeBytes(of: UInt64(bytes.count).littleEndian) { hash.update(bufferPointer: $0) }
    bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
  }

  /// Adds text.
  mutating func add(_ text: String) { add(Array(text.utf8)) }

  /// Adds texts and their number.
  mutating func add(_ texts: [String]) {
    add("\(texts.count)")
    for text in texts { add(text) }
  }

  /// Adds a rule.
  mutating func add(_ rule: RuleDefinition) {
    add([rule.id.description, rule.kind.rawValue, rule.severity.rawValue, rule.pattern])
    switch rule.anchor {
    case .literals(let literals): add(["literals"] + literals)
    case .run(let lengths): add(["run", "\(lengths.lowerBound)", "\(lengths.upperBound)"])
    case .besideKeyID: add(["key-id"])
    case .besideSecret: add(["secret"])
    }
    add(rule.options)
    add(["\(rule.before)", "\(rule.after)", rule.entropy.map { "\($0)" } ?? ""])
    // A set has no order of its own.
    add(rule.suppress.map(\.rawValue).sorted())
    add(["\(rule.standalone)", rule.credential?.rawValue ?? ""])
  }
}

internal import CryptoExtras
internal import KeysweepModel
internal import Synchronization

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// How hard a name is to guess: the parameters of scrypt (RFC 7914).
struct SealCost: Sendable, Hashable {
  /// The binary logarithm of scrypt's N.
  var log2Rounds: Int
  /// scrypt's r; 128 · r · N bytes of memory.
  var blockSize: Int = 8
  /// scrypt's p.
  var parallelism: Int = 1

  /// Whether a file may ask for it: no file may demand hours, or all memory.
  var isReasonable: Bool {
    (1...20).contains(log2Rounds) && (1...32).contains(blockSize) && (1...16).contains(parallelism)
      && 128 * blockSize << log2Rounds <= 256 << 20
  }
}

/// All that it takes to find the name of something in a sealed inventory.
struct SealParameters: Sendable, Hashable {
  /// The account numbers of all of AWS are 40 bits: every guess must hurt.
  static let accountCost = SealCost(log2Rounds: 14)
  /// Many keys are sealed, and whoever guesses one must have guessed its account before.
  static let keyCost = SealCost(log2Rounds: 12)
  static let saltBytes = 16

  var salt: [UInt8]
  var accountCost = SealParameters.accountCost
  /// For key IDs and user names.
  var keyCost = SealParameters.keyCost

  /// Parameters with a fresh salt.
  static func random() -> SealParameters {
    var generator = SystemRandomNumberGenerator()
    return SealParameters(
      salt: (0..<saltBytes).map { _ in UInt8.random(in: 0...255, using: &generator) })
  }
}

/// Makes, and remembers, the names of one seal.
///
/// The name of a key that tells its account rests on a secret of that account, which only the
/// account's own slow derivation gives: who does not know the account cannot even begin to guess
/// keys. Nothing of that secret is written.
final class SealNames: Sendable {
  /// An account under a seal.
  struct Account: Sendable, Hashable {
    /// A number that stands for it; never shown.
    var number: AccountID
    /// Enters the names of its keys; never written.
    var secret: [UInt8]
  }

  private struct Memory {
    var accounts: [AccountID: Account] = [:]
    var keys: [String: String] = [:]
    var users: [String: String] = [:]
  }

  let parameters: SealParameters
  private let memory = Mutex(Memory())

  init(_ parameters: SealParameters) { self.parameters = parameters }

  /// The name of an account.
  func account(_ account: AccountID) -> Account {
    if let known = memory.withLock({ $0.accounts[account] }) { return known }
    let bytes = derive(
      "account \(account)", parameters.salt, parameters.accountCost, count: 64)
    let value = bytes[..<8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) } % 1_000_000_000_000
    // Twelve digits always make a number; the account itself is never a fallback.
    guard let number = AccountID(number: value) else { preconditionFailure("twelve digits") }
    let made = Account(number: number, secret: Array(bytes[32...]))
    memory.withLock { $0.accounts[account] = made }
    return made
  }

  /// The name of a key ID.
  func key(_ id: String) -> String {
    if let known = memory.withLock({ $0.keys[id] }) { return known }
    // An ID of the old generation holds no account, and 79 bits that nobody can run through.
    let secret = AccessKeyID(id)?.account.map { account($0).secret } ?? []
    let bytes = derive("key \(id)", parameters.salt + secret, parameters.keyCost, count: 15)
    let name = "key-" + Self.base32(bytes)
    memory.withLock { $0.keys[id] = name }
    return name
  }

  /// The pseudonym of a user; root stays root.
  func user(_ name: String) -> String {
    if name == ReportRow.rootName { return name }
    if let known = memory.withLock({ $0.users[name] }) { return known }
    let bytes = derive("user \(name)", parameters.salt, parameters.keyCost, count: 5)
    let pseudonym = "user-" + Self.base32(bytes)
    memory.withLock { $0.users[name] = pseudonym }
    return pseudonym
  }

  /// Whether a name has the form of a pseudonym.
  static func isPseudonym(_ name: String) -> Bool {
    name.utf8.count == 13 && name.hasPrefix("user-")
      && name.utf8.dropFirst(5).allSatisfy { alphabet.contains($0) }
  }

  private static let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)

  /// Five bits a letter; lower case, so that no scanner takes it for a key.
  private static func base32(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    var bits: UInt32 = 0
    var have: UInt32 = 0
    for byte in bytes {
      bits = bits << 8 | UInt32(byte)
      have += 8
      while have >= 5 {
        have -= 5
        text.append(alphabet[Int(bits >> have & 31)])
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  private func derive(_ text: String, _ salt: [UInt8], _ cost: SealCost, count: Int) -> [UInt8] {
    do {
      let key = try KDF.Scrypt.deriveKey(
        from: Array("\(SealedFormat.version) \(text)".utf8), salt: salt, outputByteCount: count,
        rounds: 1 << cost.log2Rounds, blockSize: cost.blockSize, parallelism: cost.parallelism)
      return key.withUnsafeBytes { Array($0) }
    } catch {
      // Parameters are checked when a seal is read, so only memory can be missing. A name must not be
      // left out instead: a key would then count as one that the inventory does not know.
      fatalError("out of memory while deriving a name of a sealed inventory")
    }
  }
}

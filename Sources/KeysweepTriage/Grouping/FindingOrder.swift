internal import KeysweepModel

extension Finding {
  /// Suppressed last, then by rank, pairs before halves, then by name.
  static func isMoreImportant(_ a: Finding, _ b: Finding) -> Bool {
    if (a.suppression == nil) != (b.suppression == nil) { return a.suppression == nil }
    if a.rank != b.rank { return a.rank < b.rank }
    let (x, y) = (isPair(a.credential), isPair(b.credential))
    if x != y { return x }
    let (i, j) = (a.credential.keyID?.description ?? "~", b.credential.keyID?.description ?? "~")
    return i == j ? a.fingerprint < b.fingerprint : i < j
  }

  /// Whether the ID and something to use it with are both there.
  private static func isPair(_ credential: Credential) -> Bool {
    credential.kind == .keyPair || credential.kind == .sesSMTPPassword
  }
}

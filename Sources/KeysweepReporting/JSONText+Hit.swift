internal import KeysweepModel

/// The line of a place, by hand: there may be millions, and an encoder takes four times as long.
///
/// The bytes are those of an encoder that sorts keys.
extension JSONText {
  mutating func write(
    _ hit: Hit, credential: String, location fingerprint: String, digests: HitDigests
  ) {
    object { json in
      json.member("credential", credential)
      json.member("keyId", ifAny: hit.keyID?.value.description)
      json.key("location")
      json.write(FindingLocation(hit, fingerprint: fingerprint))
      json.member("secretSha256", ifAny: digests.secret)
      json.member("sesSmtpPasswordSha256", ifAny: digests.sesSMTPPassword)
      json.member("sessionTokenSha256", ifAny: digests.sessionToken)
      json.member("suppressed", ifAny: hit.suppression?.filter)
      json.member("type", "hit")
    }
  }

  private mutating func write(_ location: FindingLocation) {
    object { json in
      json.member("column", location.position.column)
      json.array("encodings", of: location.encodings) { $0.value($1.rawValue) }
      json.member("fingerprint", location.fingerprint)
      if let git = location.git?.value {
        json.key("git")
        json.value(encoded: JSONModel.encode(JSONModel.GitItem(git), pretty: false))
      }
      json.member("length", location.position.length)
      json.member("line", location.position.line)
      json.array("observations", of: location.observations) { json, observation in
        json.object { json in
          json.member("basis", observation.basis.rawValue)
          json.member("instant", observation.instant.iso8601)
        }
      }
      json.member("offset", location.position.offset)
      json.member("pairing", location.pairing.rawValue)
      let (path, bytes) = JSONModel.path(location.path)
      json.member("path", path)
      json.member("pathBytes", ifAny: bytes)
      json.member("rule", location.rule)
      json.write(
        location.secretPosition, "secretColumn", "secretLength", "secretLine", "secretOffset",
        "secretUtf16Column")
      json.write(
        location.sesSMTPPasswordPosition, "sesSmtpPasswordColumn", "sesSmtpPasswordLength",
        "sesSmtpPasswordLine", "sesSmtpPasswordOffset", "sesSmtpPasswordUtf16Column")
      json.write(
        location.sessionTokenPosition, "sessionTokenColumn", "sessionTokenLength",
        "sessionTokenLine", "sessionTokenOffset", "sessionTokenUtf16Column")
      json.member("utf16Column", ifAny: location.position.utf16Column)
    }
  }

  /// Where another part stands, under names of its own.
  private mutating func write(
    _ position: Position?, _ column: StaticString, _ length: StaticString, _ line: StaticString,
    _ offset: StaticString, _ utf16Column: StaticString
  ) {
    guard let position else { return }
    member(column, position.column)
    member(length, position.length)
    member(line, position.line)
    member(offset, position.offset)
    member(utf16Column, ifAny: position.utf16Column)
  }
}

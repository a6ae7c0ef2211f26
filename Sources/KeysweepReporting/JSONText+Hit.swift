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
      if let position = location.secretPosition {
        json.member("secretColumn", position.column)
        json.member("secretLength", position.length)
        json.member("secretLine", position.line)
        json.member("secretOffset", position.offset)
        json.member("secretUtf16Column", ifAny: position.utf16Column)
      }
      if let position = location.sesSMTPPasswordPosition {
        json.member("sesSmtpPasswordColumn", position.column)
        json.member("sesSmtpPasswordLength", position.length)
        json.member("sesSmtpPasswordLine", position.line)
        json.member("sesSmtpPasswordOffset", position.offset)
        json.member("sesSmtpPasswordUtf16Column", ifAny: position.utf16Column)
      }
      if let position = location.sessionTokenPosition {
        json.member("sessionTokenColumn", position.column)
        json.member("sessionTokenLength", position.length)
        json.member("sessionTokenLine", position.line)
        json.member("sessionTokenOffset", position.offset)
        json.member("sessionTokenUtf16Column", ifAny: position.utf16Column)
      }
      json.member("utf16Column", ifAny: location.position.utf16Column)
    }
  }
}

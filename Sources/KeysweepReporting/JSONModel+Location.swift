internal import KeysweepModel

/// Places.
extension JSONModel {
  struct ObservationItem: Encodable {
    var instant: String
    var basis: String
  }

  struct LocationItem: Encodable {
    var path: String
    /// Base64 of the path, only where it is not UTF-8.
    var pathBytes: String?
    var line: Int
    var column: Int
    var offset: Int
    var length: Int
    var secretLine: Int?
    var secretColumn: Int?
    var secretOffset: Int?
    var sessionTokenLine: Int?
    var sessionTokenColumn: Int?
    var sessionTokenOffset: Int?
    var sesSmtpPasswordLine: Int?
    var sesSmtpPasswordColumn: Int?
    var sesSmtpPasswordOffset: Int?
    var rule: String
    var pairing: String
    var encodings: [String]
    var fingerprint: String
    var observations: [ObservationItem]
    /// Only in a git history.
    var git: GitItem?

    init(_ location: FindingLocation) {
      (path, pathBytes) = JSONModel.path(location.path)
      line = location.position.line
      column = location.position.column
      offset = location.position.offset
      length = location.position.length
      secretLine = location.secretPosition?.line
      secretColumn = location.secretPosition?.column
      secretOffset = location.secretPosition?.offset
      sessionTokenLine = location.sessionTokenPosition?.line
      sessionTokenColumn = location.sessionTokenPosition?.column
      sessionTokenOffset = location.sessionTokenPosition?.offset
      sesSmtpPasswordLine = location.sesSMTPPasswordPosition?.line
      sesSmtpPasswordColumn = location.sesSMTPPasswordPosition?.column
      sesSmtpPasswordOffset = location.sesSMTPPasswordPosition?.offset
      rule = location.rule
      pairing = location.pairing.rawValue
      encodings = location.encodings.map(\.rawValue)
      fingerprint = location.fingerprint
      observations = location.observations.map {
        ObservationItem(instant: $0.instant.iso8601, basis: $0.basis.rawValue)
      }
      git = (location.git?.value).map(GitItem.init)
    }
  }
}

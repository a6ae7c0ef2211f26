internal import KeysweepModel

/// Places.
extension JSONModel {
  struct ObservationItem: Codable {
    var instant: String
    var basis: String
  }

  /// What the verdict rests on beside the inventory.
  struct FactsItem: Codable {
    var owners: [String]?
    var accounts: [String]?
    var observations: [ObservationItem]?
    var requestExpires: String?
    var namedAccount: String?
    var namedUser: String?

    init(_ facts: CredentialFacts) {
      owners = facts.owners.isEmpty ? nil : facts.owners
      accounts = facts.accounts.isEmpty ? nil : facts.accounts.map(\.description)
      let items = facts.observations.map {
        ObservationItem(instant: $0.instant.iso8601, basis: $0.basis.rawValue)
      }
      observations = items.isEmpty ? nil : items
      requestExpires = facts.requestExpires?.iso8601
      namedAccount = facts.namedAccount?.description
      namedUser = facts.namedUser
    }
  }

  struct LocationItem: Codable {
    var path: String
    /// Base64 of the path, only where it is not UTF-8.
    var pathBytes: String?
    var line: Int
    var column: Int
    var offset: Int
    var length: Int
    /// In UTF-16 code units, where it is known.
    var utf16Column: Int?
    var secretLine: Int?
    var secretColumn: Int?
    var secretOffset: Int?
    var secretLength: Int?
    var secretUtf16Column: Int?
    var sessionTokenLine: Int?
    var sessionTokenColumn: Int?
    var sessionTokenOffset: Int?
    var sessionTokenLength: Int?
    var sessionTokenUtf16Column: Int?
    var sesSmtpPasswordLine: Int?
    var sesSmtpPasswordColumn: Int?
    var sesSmtpPasswordOffset: Int?
    var sesSmtpPasswordLength: Int?
    var sesSmtpPasswordUtf16Column: Int?
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
      utf16Column = location.position.utf16Column
      secretLine = location.secretPosition?.line
      secretColumn = location.secretPosition?.column
      secretOffset = location.secretPosition?.offset
      secretLength = location.secretPosition?.length
      secretUtf16Column = location.secretPosition?.utf16Column
      sessionTokenLine = location.sessionTokenPosition?.line
      sessionTokenColumn = location.sessionTokenPosition?.column
      sessionTokenOffset = location.sessionTokenPosition?.offset
      sessionTokenLength = location.sessionTokenPosition?.length
      sessionTokenUtf16Column = location.sessionTokenPosition?.utf16Column
      sesSmtpPasswordLine = location.sesSMTPPasswordPosition?.line
      sesSmtpPasswordColumn = location.sesSMTPPasswordPosition?.column
      sesSmtpPasswordOffset = location.sesSMTPPasswordPosition?.offset
      sesSmtpPasswordLength = location.sesSMTPPasswordPosition?.length
      sesSmtpPasswordUtf16Column = location.sesSMTPPasswordPosition?.utf16Column
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

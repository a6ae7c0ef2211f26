internal import KeysweepModel

/// A key as the audit sees it: what all inputs say about it, joined once.
struct AuditedKey {
  /// What is known of its use.
  struct Use {
    /// nil: no use is on record.
    var used: Instant?
    var service: String?
    var region: String?
    /// The time for which a source answers for all uses; nil when only a trail speaks.
    var answeredAt: Instant?
    /// Whether ``answeredAt`` is a lower bound, because the source is undated.
    var isLowerBound = false
    /// The source that says so.
    var source: SourcePath?

    var place: String? { Phrase.place(service, region) }
  }

  var account: AccountID?
  /// nil where no input tells.
  var user: String?
  var slot: Int?
  /// The ID, or its name in a sealed inventory; nil when only the report shows the key.
  var id: String?
  var isActive: Bool
  var created: Instant?
  /// Whether ``created`` is when the key was made or last switched on, whichever is later.
  var createdIsUpperBound = false
  /// A time before which it cannot have been made: that of its user's creation.
  var bornAfter: Instant?
  /// nil: nobody tells.
  var use: Use?
  /// The newest time at which an input shows it so.
  var asOf: Instant?
  var asOfIsLowerBound = false
  /// Whether its user can sign in to the console; nil where no input tells.
  var hasPassword: Bool?
  var evidence: [Evidence]
  /// The easiest check whose action takes it away, once found.
  var settledBy: AuditCheck?

  var isRoot: Bool { user == ReportRow.rootName }

  /// `alice access_key_1`, `alice AKIA…`, `a key of an unknown user AKIA…`.
  var name: String {
    let owner = user.map { Phrase.name($0) } ?? "a user no input names,"
    return [owner, id ?? slot.map { "access_key_\($0)" } ?? "a key"].joined(separator: " ")
  }

  /// When AWS began to record uses: an older key may have been used before.
  ///
  /// Source: IAM user guide, "Getting credential reports", access_key_1_last_used_date.
  static let usesRecordedSince = Instant(year: 2015, month: 4, day: 22)

  /// Whether it was certainly made after AWS began to record uses.
  var isWhollyRecorded: Bool {
    guard let since = Self.usesRecordedSince else { return false }
    if !createdIsUpperBound, let created { return created >= since }
    return bornAfter.map { $0 >= since } ?? false
  }

  /// Days of age; nil when nobody tells.
  var age: (seconds: Int64, isLowerBound: Bool)? {
    guard let created, let asOf, asOf >= created else { return nil }
    return (asOf - created, createdIsUpperBound || asOfIsLowerBound)
  }

  /// Seconds without use, from the last use or else from the creation; nil when nobody tells, or
  /// when what is told was true too long before ``asOf`` to say that it still is.
  var idle: (seconds: Int64, isLowerBound: Bool)? {
    guard let use, let answered = use.answeredAt else { return nil }
    if let asOf, asOf - answered > Judge.useTolerance { return nil }
    if let used = use.used {
      // A trail may know of a use that is younger than the report.
      return used > answered ? (0, true) : (answered - used, use.isLowerBound)
    }
    guard let created, answered >= created else { return nil }
    return (answered - created, createdIsUpperBound || use.isLowerBound)
  }
}

extension AuditedKey.Use {
  /// Joins the report's columns, get-access-key-last-used, and trails; nil when nobody tells.
  init?(
    _ slot: ReportRow.Slot?, of row: ReportRow?, in report: Inventory.Report?,
    _ history: KeyHistory?, listedAt: Instant?
  ) {
    var isKnown = false
    if let slot, let row, let report, row.knowsLastUse, let asOf = report.asOf {
      isKnown = true
      used = slot.lastUsed
      service = slot.service
      region = slot.region
      answeredAt = asOf
      isLowerBound = report.asOfIsLowerBound
      source = report.path
    }
    if let last = history?.lastUse, let asOf = last.asOf ?? listedAt {
      isKnown = true
      if answeredAt.map({ asOf > $0 }) ?? true {
        answeredAt = asOf
        isLowerBound = last.asOfIsLowerBound || last.asOf == nil
        source = last.path
      }
      if let time = last.value.used, used.map({ time > $0 }) ?? true {
        used = time
        service = last.value.service
        region = last.value.region
      }
    }
    if let seen = history?.lastSeenUse?.value, used.map({ seen.time > $0 }) ?? true {
      isKnown = true
      used = seen.time
      if case .used(let service, let region) = seen.kind {
        self.service = service
        self.region = region
      }
    }
    guard isKnown else { return nil }
  }
}

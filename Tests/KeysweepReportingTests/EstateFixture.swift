import KeysweepModel

/// One estate with everything that a reviewer's tool has to cope with; its keys are made up.
enum EstateFixture {
  static func position(_ line: Int, _ column: Int, utf16: Int?, length: Int = 20) -> Position {
    var position = Position(
      offset: 100 * line + column, length: length, line: line, column: column)
    position.utf16Column = utf16
    return position
  }

  /// A place whose columns are known.
  static func location(
    _ path: SourcePath, _ line: Int, encodings: [Encoding] = [], fingerprint: String = "12"
  ) -> FindingLocation {
    var location = FindingLocation(
      path: path, position: position(line, 9, utf16: 7),
      secretPosition: position(line + 1, 5, utf16: 5, length: 40), rule: "aws-access-key-id",
      pairing: .structural, encodings: encodings,
      fingerprint: String(repeating: fingerprint, count: 32))
    location.secretPosition?.offset += 1
    return location
  }

  static var finding: Finding {
    var finding = Fixture.report.findings[0]
    finding.tags = []
    finding.locations = [
      location(SourcePath("./a b/ä.env"), 3), location(SourcePath("./a b/ä.env"), 7),
      location(SourcePath("/srv/abs.env"), 1, fingerprint: "34"),
      location(SourcePath("folded.yml"), 1, encodings: [.folded], fingerprint: "56"),
      location(SourcePath("outer.zip!/in ner.tar!/etc/app.env"), 1, fingerprint: "78"),
      location(SourcePath("outer.zip!/other"), 1, fingerprint: "9a"),
      location(SourcePath(bytes: Array("raw-".utf8) + [0xFE, 0x25]), 1, fingerprint: "bc"),
    ]
    finding.locationCount = 7
    finding.verdict.owner = "al|ice`@example.com"
    return finding
  }

  /// What each format tries on: names that are commands, formulas, markup, links.
  static let hostileNames = [
    "::error file=x::owned", "a\n::error::owned", "a\r::warning::owned", "##[error]owned",
    "%0A::error::x",
    "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(1)", "\t=1", "a,b\"c\"", "a,title=x::y",
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))",
    "a|b", "`a`|``", "@everyone #1", "\u{1B}[2J\u{1B}]0;x\u{7}", "\u{202E}gnp", "{0} [a](1)",
    "a\\|b", "!/", "a!/", "!/a!/b", "..", "//x", "C:\\x",
  ]

  static var hostile: Finding {
    var finding = finding
    finding.fingerprint = String(repeating: "ef", count: 32)
    finding.locations = hostileNames.enumerated().map { index, name in
      let digits = String(index + 16, radix: 16)
      return location(SourcePath(name), index + 1, fingerprint: digits)
    }
    finding.locations.sort()
    finding.locationCount = hostileNames.count
    finding.verdict.owner = hostileNames[0] + "\n" + hostileNames[5]
    return finding
  }

  static var report: SweepReport {
    var report = Fixture.report
    report.findings.insert(contentsOf: [finding, hostile], at: 1)
    let suppressed = report.findings.removeLast()
    report.findings += GitFixture.report.findings + [suppressed]
    report.summary.repositoriesSwept = 2
    report.summary.objectsSwept = 34_567
    report.summary.incidents.append(
      Incident(.notice, path: SourcePath("n\n::error::x"), detail: "[a](1) {0}"))
    report.summary.incidentCounts[.notice] = 3
    return report
  }
}

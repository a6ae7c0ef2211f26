import Foundation
import KeysweepModel
import KeysweepTestSupport
import Testing

@testable import KeysweepScan

@Suite("Archives: formats")
struct ArchiveFormatTests {
  /// The one hit is the pair of `etc/app.env`, with the lines of that file.
  static func expectPair(
    _ result: (hits: [Hit], summary: SweepSummary), _ id: String, in tree: TempTree,
    _ container: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let paths = ArchiveMakers.paths(result.hits, in: tree)
    #expect(paths.count == 1, "\(container): \(paths)", sourceLocation: sourceLocation)
    guard let path = paths.first, let hit = result.hits.first else { return }
    #expect(path.hasPrefix("\(container)!/"), sourceLocation: sourceLocation)
    #expect(path.hasSuffix("app.env"), sourceLocation: sourceLocation)
    #expect(hit.keyID?.value.description == id, sourceLocation: sourceLocation)
    #expect(hit.keyID?.position.line == 2, sourceLocation: sourceLocation)
    #expect(hit.secret?.position.line == 3, sourceLocation: sourceLocation)
    #expect(result.summary.incidents == [], sourceLocation: sourceLocation)
    #expect(result.summary.filesSwept == 1, sourceLocation: sourceLocation)
  }

  @Test("Every format, by its content alone", arguments: ArchiveMakers.archives.map(\.name))
  func formats(name: String) throws {
    let (tree, id) = try ArchiveMakers.source()
    let maker = try #require(ArchiveMakers.archives.first { $0.name == name })
    try ArchiveMakers.shell(maker.command, in: tree("src"))
    try ArchiveMakers.shell("mv \(name) backup.bak", in: tree.path)
    let result = try ArchiveMakers.sweep([tree("backup.bak")])
    Self.expectPair(result, id, in: tree, "backup.bak")
    #expect(result.summary.membersSwept == 2)
    #expect(result.summary.memberBytes > 1500)
    // Member times vouch for the key, beside the hint of the outer file.
    let bases = result.hits.first?.observations.map(\.basis) ?? []
    #expect(bases == [.archiveMember, .fileModification], "\(bases)")
  }

  @Test("Every compression, of a file and of an archive", arguments: ArchiveMakers.compressors)
  func compressions(suffix: String, command: String) throws {
    let (tree, id) = try ArchiveMakers.source()
    try ArchiveMakers.shell(
      "\(command) < src/etc/app.env > app.env.\(suffix); tar -cf - -C src . | \(command) "
        + "> all.tar.\(suffix)", in: tree.path)
    let file = try ArchiveMakers.sweep([tree("app.env.\(suffix)")])
    Self.expectPair(file, id, in: tree, "app.env.\(suffix)")
    #expect(ArchiveMakers.paths(file.hits, in: tree) == ["app.env.\(suffix)!/app.env"])
    Self.expectPair(
      try ArchiveMakers.sweep([tree("all.tar.\(suffix)")]), id, in: tree, "all.tar.\(suffix)")
  }

  @Test("Packages: deb and rpm are archives of compressed archives")
  func packages() throws {
    let (tree, id) = try ArchiveMakers.source()
    try tree.write(
      "src/DEBIAN/control",
      "Package: x\nVersion: 1\nArchitecture: all\nMaintainer: x <x@x>\nDescription: x\n")
    try ArchiveMakers.shell("dpkg-deb -b src x.deb", in: tree.path)
    let result = try ArchiveMakers.sweep([tree("x.deb")])
    Self.expectPair(result, id, in: tree, "x.deb")
    #expect(
      ArchiveMakers.paths(result.hits, in: tree).first?.hasPrefix("x.deb!/data.tar.") ?? false)
  }

  @Test("Each format inside each compression inside a zip inside a tar", arguments: [1, 2])
  func nested(jobs: Int) throws {
    let (tree, id) = try ArchiveMakers.source()
    for maker in ArchiveMakers.archives {
      try ArchiveMakers.shell(maker.command, in: tree("src"))
    }
    var expected = 0
    for maker in ArchiveMakers.archives {
      for compressor in ArchiveMakers.compressors {
        try ArchiveMakers.shell(
          "mkdir -p in && \(compressor.command) < \(maker.name) > in/\(maker.name).x"
            + "\(compressor.suffix)", in: tree.path)
        expected += 1
      }
      try ArchiveMakers.shell("cp \(maker.name) in/", in: tree.path)
      expected += 1
    }
    try ArchiveMakers.shell(
      "mkdir out && cd in && zip -qr ../out/in.zip . && cd .. && tar -czf all.tgz out",
      in: tree.path)
    let result = try ArchiveMakers.sweep([tree("all.tgz")], jobs: jobs)
    #expect(result.hits.count == expected)
    #expect(result.hits.allSatisfy { $0.keyID?.value.description == id && $0.secret != nil })
    #expect(Set(result.hits.map(\.path)).count == expected)
    #expect(
      result.hits.allSatisfy { $0.path.lossyText.contains("all.tgz!/out/in.zip!/") })
    #expect(result.summary.incidents == [])
  }

  @Test("Members that follow each other, be it in gzip, tar or both")
  func concatenated() throws {
    let (tree, id) = try ArchiveMakers.source()
    try ArchiveMakers.shell(
      """
      echo nothing | gzip > a.gz; gzip -c src/etc/app.env >> a.gz
      echo nothing | zstd -qc > a.zst; zstd -qc src/etc/app.env >> a.zst
      tar -cf a.tar -C src readme; tar -cf - -C src etc/app.env >> a.tar
      tar -cf - -C src readme | cat > b.tar; gzip -c src/etc/app.env >> b.tar
      """, in: tree.path)
    for name in ["a.tar"] {
      Self.expectPair(
        try ArchiveMakers.sweep([tree(name)]), id, in: tree, name)
    }
    // One stream each, whose lines count from its beginning.
    for name in ["a.gz", "a.zst"] {
      let result = try ArchiveMakers.sweep([tree(name)])
      #expect(ArchiveMakers.paths(result.hits, in: tree) == ["\(name)!/a"])
      #expect(result.hits.first?.keyID?.position.line == 3)
    }
    let appended = try ArchiveMakers.sweep([tree("b.tar")])
    #expect(ArchiveMakers.paths(appended.hits, in: tree) == ["b.tar!/b.tar"])
  }
}

import Foundation
import KeysweepArchive
import KeysweepModel
import KeysweepTestSupport
import Testing

@testable import KeysweepScan

@Suite("Archives: damage and limits")
struct ArchiveDamageTests {
  /// Archives whose first member has a key, and whose second cannot be compressed.
  static let tearing = [
    "tar -cf x.tar -C src app.env noise",
    "tar -czf x.tar.gz -C src app.env noise",
    "tar -cJf x.tar.xz -C src app.env noise",
    "tar -cf - -C src app.env noise | bzip2 -c1 > x.tar.bz2",
    "tar -cf - -C src app.env noise | zstd -qc > x.tar.zst",
    "tar -cf - -C src app.env noise | lz4 -qcB4 > x.tar.lz4",
    "cd src && zip -q ../x.zip app.env noise",
    "cd src && ls app.env noise | cpio --quiet -o -H newc > ../x.cpio",
    "ar rc x.a src/app.env src/noise",
  ]

  @Test("What comes before a tear is swept, and the tear is named", arguments: tearing)
  func truncated(command: String) throws {
    let tree = try TempTree()
    let id = TestKeys.keyID()
    try tree.write("src/app.env", "key=\(id)\n")
    try tree.write("src/noise", bytes: (0..<600_000).map { _ in UInt8.random(in: 0...255) })
    try ArchiveMakers.shell("\(command)", in: tree.path)
    try ArchiveMakers.shell("for f in x.*; do head -c 400000 $f > cut-$f; done", in: tree.path)
    let result = try ArchiveMakers.sweep([tree.path]) { $0.walk.excludes = ["x.*", "src"] }
    #expect(result.hits.map { $0.keyID?.value.description } == [id])
    #expect(!result.summary.isComplete)
    let incidents = result.summary.incidents.filter(\.makesIncomplete)
    #expect(incidents.map(\.kind) == [.damagedArchive])
    #expect(incidents.first?.path.lossyText.hasSuffix("noise") ?? false)
    #expect(result.summary.filesSwept == 0)
  }

  @Test("Encrypted members are named, and others are swept")
  func encrypted() throws {
    let (tree, _) = try ArchiveMakers.source()
    try ArchiveMakers.shell(
      """
      cd src && zip -q -P pw ../a.zip etc/app.env && zip -q ../a.zip readme
      7z a -bd -ppw ../a.7z . && 7z a -bd -ppw -mhe=on ../b.7z . && rm -r *
      """, in: tree("src") + "/..")
    let zip = try ArchiveMakers.sweep([tree("a.zip")])
    #expect(zip.summary.membersSwept == 1)
    #expect(zip.summary.incidents.map(\.kind) == [.encrypted])
    #expect(zip.summary.incidents.first?.path == SourcePath(tree("a.zip!/etc/app.env")))
    let seven = try ArchiveMakers.sweep([tree("a.7z")])
    #expect(seven.summary.incidents.map(\.kind) == [.encrypted, .encrypted])
    let header = try ArchiveMakers.sweep([tree("b.7z")])
    #expect(header.summary.incidents.map(\.kind) == [.encrypted])
    #expect(header.summary.incidents.first?.path == SourcePath(tree("b.7z")))
  }

  @Test("Depth: deeper containers are swept as they are, and named")
  func depth() throws {
    let (tree, id) = try ArchiveMakers.source()
    try ArchiveMakers.shell(
      """
      cp src/etc/app.env f; for i in 1 2 3 4 5 6 7 8 9; do
        if [ $((i % 2)) = 1 ]; then tar -cf g f; else rm -f g; zip -q - f | cat > g; fi
        mv g f
      done
      """, in: tree.path)
    let shallow = try ArchiveMakers.sweep([tree("f")]) { $0.archives.maxDepth = 8 }
    #expect(shallow.summary.incidents.map(\.kind) == [.limit])
    #expect(!shallow.summary.isComplete)
    let deep = try ArchiveMakers.sweep([tree("f")]) { $0.archives.maxDepth = 9 }
    #expect(deep.hits.map { $0.keyID?.value.description } == [id])
    #expect(deep.summary.isComplete)
    let none = try ArchiveMakers.sweep([tree("f")]) { $0.archives.maxDepth = 0 }
    #expect(none.summary.isComplete)
    #expect(none.summary.membersSwept == 0)
  }

  @Test("A bomb costs what it may, and not what lies beside it", .timeLimit(.minutes(5)))
  func bombs() throws {
    let (tree, id) = try ArchiveMakers.source()
    // As 42.zip: archives of the same archive, down to zeros.
    let script = """
      import zipfile, gzip, io
      data = io.BytesIO()
      with zipfile.ZipFile(data, 'w', zipfile.ZIP_DEFLATED) as z: z.writestr('0', bytes(1 << 20))
      for level in range(3):
          outer = io.BytesIO()
          with zipfile.ZipFile(outer, 'w', zipfile.ZIP_DEFLATED) as z:
              for n in range(16): z.writestr('%x.zip' % n, data.getvalue())
          data = outer
      open('src/bomb.zip', 'wb').write(data.getvalue())
      with gzip.open('src/zeros.gz', 'wb') as f:
          for _ in range(12): f.write(bytes(1 << 20))
      """
    let made = try Tool.run("python3", ["-c", script], in: tree.path)
    #expect(made.status == 0, "\(made.error)")
    try ArchiveMakers.shell(
      "cd src && mv etc z && head -c 300000 /dev/urandom > noise "
        + "&& tar -cf ../all.tar bomb.zip zeros.gz noise z", in: tree.path)
    let result = try ArchiveMakers.sweep([tree("all.tar")]) {
      $0.archives.freeBytes = 4 << 20
    }
    #expect(result.hits.map { $0.keyID?.value.description } == [id])
    let incidents = result.summary.incidents
    #expect(incidents.map(\.kind) == [.limit, .limit])
    #expect(incidents.first?.path.lossyText.contains("all.tar!/bomb.zip!/") ?? false)
    #expect(incidents.last?.path.lossyText.contains("all.tar!/zeros.gz!/") ?? false)
    #expect(incidents.allSatisfy { $0.detail.contains("--max-ratio") })
    let whole = try ArchiveMakers.sweep([tree("all.tar")]) { $0.archives.maxBytes = 2 << 20 }
    #expect(whole.hits.isEmpty)
    #expect(whole.summary.incidents.map(\.kind) == [.limit])
  }

  @Test("A gzip file that contains itself, and one of nothing")
  func quine() throws {
    let tree = try TempTree()
    // A stream of streams stands for it: 40 layers.
    try ArchiveMakers.shell(
      "echo x > q; for i in $(seq 40); do gzip -c q > r; mv r q; done; printf '' | gzip > empty",
      in: tree.path)
    let result = try ArchiveMakers.sweep([tree("q")])
    #expect(!result.summary.isComplete)
    let empty = try ArchiveMakers.sweep([tree("empty")])
    #expect(empty.summary.isComplete)
  }

  @Test("What only looks like a container is swept as it is")
  func lookAlikes() throws {
    let tree = try TempTree()
    let id = TestKeys.keyID()
    for (index, head) in [
      "!<arch>\nnot", "070701not cpio", "BZh9 not", "7z not", "\u{5D}\0\0\u{1}\0not lzma",
      "PK\u{3}",
    ].enumerated() {
      let path = try tree.write("\(index)", head + "\nkey=\(id)\n")
      let result = try ArchiveMakers.sweep([path])
      #expect(result.hits.map { $0.keyID?.value.description } == [id], "\(head)")
      #expect(result.hits.first?.path == SourcePath(path))
      #expect(result.summary.isComplete, "\(head): \(result.summary.incidents)")
    }
    let path = try tree.write("gz", bytes: [0x1F, 0x8B, 8, 0] + Array("broken\nkey=\(id)\n".utf8))
    let result = try ArchiveMakers.sweep([path])
    #expect(result.hits.count == 1)
    #expect(result.summary.incidents.map(\.kind) == [.damagedArchive])
  }

  @Test("Flipped bits crash nothing and hang nothing", .timeLimit(.minutes(5)))
  func flippedBits() throws {
    let (tree, _) = try ArchiveMakers.source()
    let mutants =
      Int(ProcessInfo.processInfo.environment["KEYSWEEP_ARCHIVE_MUTANTS"] ?? "") ?? 150
    var originals: [[UInt8]] = []
    for maker in ArchiveMakers.archives {
      try ArchiveMakers.shell(maker.command, in: tree("src"))
      originals.append(Array(try Data(contentsOf: URL(filePath: tree(maker.name)))))
    }
    for compressor in ArchiveMakers.compressors {
      try ArchiveMakers.shell("\(compressor.command) < ustar.tar > c", in: tree.path)
      originals.append(Array(try Data(contentsOf: URL(filePath: tree("c")))))
    }
    var generator = SeededGenerator(seed: 5)
    for index in 0..<mutants {
      var bytes = originals[index % originals.count]
      for _ in 0..<Int.random(in: 1...8, using: &generator) {
        // Headers are worth more than content.
        let reach = Bool.random(using: &generator) ? min(bytes.count, 1024) : bytes.count
        bytes[Int.random(in: 0..<reach, using: &generator)] ^=
          1
          << UInt8.random(
            in: 0..<8, using: &generator)
      }
      if Bool.random(using: &generator) {
        bytes.removeLast(Int.random(in: 0..<bytes.count, using: &generator))
      }
      try tree.write("mutants/\(index)", bytes: bytes)
    }
    let result = try ArchiveMakers.sweep([tree("mutants")])
    #expect(result.summary.filesSwept + result.summary.incidents.count >= mutants)
  }
}

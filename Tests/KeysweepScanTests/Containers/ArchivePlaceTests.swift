import Foundation
import KeysweepModel
import KeysweepTestSupport
import Testing

@testable import KeysweepScan

@Suite("Archives: names, times, raw bytes")
struct ArchivePlaceTests {
  @Test("Names are only names: absolute, with .., with escapes, not UTF-8")
  func hostileNames() throws {
    let tree = try TempTree()
    let id = TestKeys.keyID()
    let script = """
      import tarfile, io, sys
      t = tarfile.open('names.tar', 'w')
      for n in ['../../up', '/abs/x', 'esc\\x1b[31m', 'bad\\udcff', 'a!/b']:
          i = tarfile.TarInfo(n); d = b'key=\(id)\\n'; i.size = len(d); i.mtime = 1500000000
          t.addfile(i, io.BytesIO(d))
      """
    let made = try Tool.run("python3", ["-c", script], in: tree.path)
    #expect(made.status == 0, "\(made.error)")
    let result = try ArchiveMakers.sweep([tree("names.tar")])
    let names = ["../../up", "/abs/x", "esc\u{1B}[31m", "bad", "a!/b"]
    #expect(result.hits.count == names.count)
    for (hit, name) in zip(result.hits, names) {
      var expected = Array(tree("names.tar!/\(name)").utf8)
      if name == "bad" { expected.append(0xFF) }
      #expect(hit.path.bytes == expected)
      #expect(
        hit.observations.first
          == Observation(Instant(secondsSinceEpoch: 1_500_000_000), basis: .archiveMember))
    }
    #expect(result.summary.isComplete)
  }

  @Test("A key in the name of a folder is found once, and one in the target of a link")
  func keysInNames() throws {
    let tree = try TempTree()
    let (folder, target) = (TestKeys.keyID(), TestKeys.keyID())
    try tree.write("src/\(folder)/a", "x")
    try tree.write("src/\(folder)/b", "y")
    try ArchiveMakers.shell("ln -s /keys/\(target) src/link; tar -cf n.tar -C src .", in: tree.path)
    let result = try ArchiveMakers.sweep([tree("n.tar")])
    let ids = result.hits.compactMap { $0.keyID?.value.description }
    #expect(ids.sorted() == [folder, target].sorted())
  }

  @Test("A comment and what is appended are swept; what members gave is not repeated")
  func rawBytes() throws {
    let (tree, id) = try ArchiveMakers.source()
    let (comment, appended) = (TestKeys.keyID(), TestKeys.keyID())
    try ArchiveMakers.shell(
      """
      cd src && zip -qr0 ../a.zip . && cd ..
      printf 'key: \(comment)' | zip -qz a.zip
      tar -cf a.tar -C src . && printf '\\nkey: \(appended)\\n' >> a.tar
      gzip -c src/readme > a.gz && printf '\\nkey: \(appended)\\n' >> a.gz
      """, in: tree.path)
    let zip = try ArchiveMakers.sweep([tree("a.zip")])
    #expect(zip.hits.compactMap { $0.keyID?.value.description } == [id, comment])
    #expect(ArchiveMakers.paths(zip.hits, in: tree).last == "a.zip")
    let tar = try ArchiveMakers.sweep([tree("a.tar")])
    #expect(tar.hits.compactMap { $0.keyID?.value.description } == [id, appended])
    let gzip = try ArchiveMakers.sweep([tree("a.gz")])
    #expect(gzip.hits.compactMap { $0.keyID?.value.description } == [appended])
    #expect(gzip.summary.isComplete)
  }

  @Test("The same hits for any window and any number of workers")
  func invariance() throws {
    let (tree, _) = try ArchiveMakers.source()
    var text = ""
    for index in 0..<12 {
      text += String(repeating: "filler \(index) filler\n", count: 900 + index * 37)
      text += "key: \(TestKeys.keyID())\n\nsecret: \(TestKeys.secret())\n"
    }
    try tree.write("src/large.log", text)
    for index in 0..<1500 { try tree.write("src/many/\(index)", "key_\(index)=1\n") }
    try ArchiveMakers.shell(
      """
      tar -czf a.tar.gz -C src . ; tar -cf a.tar -C src . ; cd src
      zip -qr ../a.zip . ; 7z a -bd ../a.7z . ; xz -c large.log > ../large.log.xz
      """, in: tree.path)
    let plain = try ArchiveMakers.sweep([tree("src/large.log")])
    for name in ["a.tar.gz", "a.tar", "a.zip", "a.7z", "large.log.xz"] {
      let reference = try ArchiveMakers.sweep([tree(name)], jobs: 1)
      let inLog = reference.hits.filter { $0.path.lossyText.hasSuffix("large.log") }
      #expect(inLog.map(\.position) == plain.hits.map(\.position), "\(name)")
      #expect(inLog.map(\.keyID) == plain.hits.map(\.keyID))
      for (jobs, window) in [(4, 40_000), (1, 100_000), (2, 1 << 20)] {
        let other = try ArchiveMakers.sweep([tree(name)], jobs: jobs, window: window)
        #expect(other.hits == reference.hits, "\(name): \(jobs) jobs, window \(window)")
        #expect(other.summary.membersSwept == reference.summary.membersSwept)
        #expect(other.summary.memberBytes == reference.summary.memberBytes)
        #expect(other.summary.bytesSwept == reference.summary.bytesSwept)
        #expect(other.summary.incidents == reference.summary.incidents)
      }
    }
  }
}

import Foundation
import KeysweepDetection
import KeysweepModel
import KeysweepTestSupport
import Synchronization
import Testing

@testable import KeysweepScan

/// Archives made by the real tools, from a folder with a key.
enum ArchiveMakers {
  /// A name, and what makes the file of that name above the folder it runs in.
  ///
  /// The members are `etc/app.env`, which has a pair, and `readme`.
  static let archives: [(name: String, command: String)] = [
    ("v7.tar", "tar --format=v7 -cf ../v7.tar ."),
    ("ustar.tar", "tar --format=ustar -cf ../ustar.tar ."),
    ("pax.tar", "tar --format=pax -cf ../pax.tar ."),
    ("gnu.tar", "tar --format=gnu -cf ../gnu.tar ."),
    ("python.tar", "python3 -m tarfile -c ../python.tar etc readme"),
    ("newc.cpio", "find . | cpio --quiet -o -H newc > ../newc.cpio"),
    ("odc.cpio", "find . | cpio --quiet -o -H odc > ../odc.cpio"),
    ("bin.cpio", "find . | cpio --quiet -o -H bin > ../bin.cpio"),
    ("deflate.zip", "zip -qr ../deflate.zip ."),
    ("stored.zip", "zip -qr0 ../stored.zip ."),
    ("streamed.zip", "zip -qr - . | cat > ../streamed.zip"),
    ("bsd.zip", "bsdtar --format=zip -cf ../bsd.zip ."),
    ("python.zip", "python3 -m zipfile -c ../python.zip etc readme"),
    ("lzma.zip", "7z a -bd -mm=LZMA ../lzma.zip ."),
    ("lzma.7z", "7z a -bd ../lzma.7z ."),
    ("bsd.7z", "bsdtar --format=7zip -cf ../bsd.7z ."),
    ("joliet.iso", "xorriso -as mkisofs -quiet -R -J -o ../joliet.iso ."),
    ("gnu.a", "ar rc ../gnu.a etc/app.env readme"),
    ("bsd.xar", "bsdtar --format=xar -cf ../bsd.xar ."),
    ("gnome.cab", "gcab -c ../gnome.cab etc/app.env readme"),
  ]

  /// A suffix, and what compresses standard input.
  static let compressors: [(suffix: String, command: String)] = [
    ("gz", "gzip -c"), ("bz2", "bzip2 -c"), ("xz", "xz -c"), ("lzma", "xz --format=lzma -c"),
    ("zst", "zstd -qc"), ("lz4", "lz4 -qc"),
  ]

  /// A tree with a folder `src` to be packed, and the key ID in it.
  static func source() throws -> (tree: TempTree, id: String) {
    let tree = try TempTree()
    let id = TestKeys.keyID()
    try tree.write(
      "src/etc/app.env",
      "# settings\naws_access_key_id = \(id)\naws_secret_access_key = \(TestKeys.secret())\n")
    try tree.write("src/readme", String(repeating: "nothing to see\n", count: 100))
    return (tree, id)
  }

  /// Runs a shell command; the result of it is expected to be there.
  static func shell(_ command: String, in folder: String) throws {
    let result = try Tool.run("sh", ["-c", command], in: folder)
    #expect(result.status == 0, "\(command): \(result.error)")
  }

  /// Sweeps what is given.
  static func sweep(
    _ paths: [String], jobs: Int = 2, window: Int = 256 << 10,
    _ change: (inout SweepConfiguration) -> Void = { _ in }
  ) throws -> (hits: [Hit], summary: SweepSummary) {
    var configuration = SweepConfiguration(rules: try RuleSet.bundled())
    configuration.roots = paths.map { SourcePath($0) }
    configuration.jobs = jobs
    configuration.windowBytes = window
    change(&configuration)
    let hits = Mutex<[Hit]>([])
    let summary = Sweep(configuration).run { hit in hits.withLock { $0.append(hit) } }
    return (hits.withLock { $0 }, summary)
  }

  /// Paths of hits below the tree.
  static func paths(_ hits: [Hit], in tree: TempTree) -> [String] {
    hits.map { String($0.path.lossyText.dropFirst(tree.path.utf8.count + 1)) }
  }
}

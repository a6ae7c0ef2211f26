import Foundation
import KeysweepModel

/// Keys in files, most of which are deleted later.
extension HidingPlaceBuilder {
  /// A file that is going to hold a key.
  private struct File {
    var place: String
    var path: String
    var hasSecret = true
    var isKept = false
    var notYet: String?
    /// How the ID stands in it; nil when it is packed.
    var needle: (String) -> [UInt8]? = { Array($0.utf8) }
    var content: (Pair) throws -> [UInt8] = { Array($0.text.utf8) }
  }

  /// One file after the other, then the removal of most.
  func plantFiles() throws {
    var removed: [Range<Int>] = []
    for file in files {
      let pair = Pair()
      try tree.write("r/\(file.path)", bytes: file.content(pair))
      let first = try commit("Add \(file.place)")
      let object = try id("HEAD:\(file.path)")
      plant(file.place, pair, hasSecret: file.hasSecret, object: object) {
        $0.expected.needle = file.needle(pair.keyID)
        $0.expected.paths = [Array(file.path.utf8)]
        $0.expected.firstCommit = first
        $0.expected.standsAtHead = file.isKept
        $0.notYet = file.notYet
      }
      if !file.isKept { removed.append(planted.count - 1..<planted.count) }
    }
    let start = planted.count
    try plantNeighbour()
    try plantNames()
    removed.append(start..<planted.count)
    try plantLink()
    try plantRenamed()
    let last = try id("HEAD")
    for index in removed.joined() { planted[index].expected.lastCommit = last }
    let paths = removed.joined().flatMap { planted[$0].expected.paths }
    let list = paths.map { "'\(String(decoding: $0, as: UTF8.self))'" }.joined(separator: " ")
    try run("git rm -q -r -- \(list)")
    try commit("Remove the keys")
  }

  private var files: [File] {
    let depth = (1...24).map { "level\($0)" }.joined(separator: "/")
    let archive = "archives inside blobs come with a later version"
    return [
      File(place: "deleted file", path: "conf/credentials"),
      File(place: "deep folder", path: "\(depth)/credentials", isKept: true),
      File(
        place: "UTF-16 file, little-endian with a mark", path: "utf16/marked.txt",
        needle: { Self.utf16($0, isBig: false) },
        content: { [0xFF, 0xFE] + Self.utf16($0.text, isBig: false) }),
      File(
        place: "UTF-16 file, big-endian without a mark", path: "utf16/plain.txt",
        needle: { Self.utf16($0, isBig: true) },
        content: { Self.utf16($0.text, isBig: true) }),
      File(
        place: "binary file", path: "bin/records.dat",
        content: { Self.binary([Array($0.keyID.utf8), [0], Array($0.secret.utf8)]) }),
      File(
        place: "binary file, back to back", path: "bin/packed.dat", hasSecret: false,
        content: { Self.binary([Array($0.keyID.utf8), Array($0.secret.utf8)]) }),
      File(place: "file without diff", path: "backup/customers.dump"),
      File(
        place: "large file", path: "logs/build.log",
        content: {
          let filler = (0..<60_000).map { "line \($0) of a long build, nothing to see\n" }.joined()
          return Array((filler + $0.text + filler).utf8)
        }),
      File(
        place: "tar.gz archive", path: "archives/old.tar.gz", notYet: archive,
        needle: { _ in nil }, content: { try self.archive($0, "tar") }),
      File(
        place: "zip archive", path: "archives/old.zip", notYet: archive, needle: { _ in nil },
        content: { try self.archive($0, "zip") }),
    ]
  }

  private static func utf16(_ text: String, isBig: Bool) -> [UInt8] {
    text.utf16.flatMap { unit -> [UInt8] in
      let (high, low) = (UInt8(unit >> 8), UInt8(unit & 255))
      return isBig ? [high, low] : [low, high]
    }
  }

  private static func binary(_ parts: [[UInt8]]) -> [UInt8] {
    let noise = (0..<3000).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ $0 >> 5) }
    return [0x7F, 0x45, 0x4C, 0x46, 0, 1] + noise + [0, 0] + parts.joined() + [0, 0] + noise
  }

  /// An archive of one packed file.
  private func archive(_ pair: Pair, _ kind: String) throws -> [UInt8] {
    let script = """
      import sys, io, gzip, tarfile, zipfile
      data = sys.stdin.buffer.read()
      if sys.argv[1] == 'tar':
          raw = io.BytesIO()
          with tarfile.open(fileobj=raw, mode='w') as tar:
              info = tarfile.TarInfo('backup/credentials')
              info.size = len(data)
              tar.addfile(info, io.BytesIO(data))
          packed = gzip.compress(raw.getvalue(), mtime=0)
      else:
          raw = io.BytesIO()
          with zipfile.ZipFile(raw, 'w') as archive:
              info = zipfile.ZipInfo('backup/credentials')
              info.compress_type = zipfile.ZIP_DEFLATED
              archive.writestr(info, data)
          packed = raw.getvalue()
      open(sys.argv[2], 'wb').write(packed)
      """
    let (program, output) = (try tree.write("archive.py", script), tree("archive.tmp"))
    try run("python3 '\(program)' \(kind) '\(output)'", input: Array(pair.text.utf8))
    let bytes = try [UInt8](Data(contentsOf: URL(filePath: output)))
    for file in [program, output] { try FileManager.default.removeItem(atPath: file) }
    return bytes
  }

  /// A file beside the pointer to a large one.
  private func plantNeighbour() throws {
    let pair = Pair()
    try write(
      "assets/model.bin",
      "version https://git-lfs.github.com/spec/v1\noid sha256:\(TestKeys.hex(64))\nsize 73400320\n")
    try write("assets/model.credentials", pair.text)
    let first = try commit("Add a large file")
    plant("neighbour of an LFS pointer", pair, object: try id("HEAD:assets/model.credentials")) {
      $0.expected.paths = [Array("assets/model.credentials".utf8)]
      $0.expected.firstCommit = first
    }
  }

  /// Keys that are names of a file and of a folder.
  private func plantNames() throws {
    let (file, folder) = (Pair(), Pair())
    try write("names/\(file.keyID).txt", "rotate this one\n")
    try write("names/\(folder.keyID)/README", "the keys of this one\n")
    let first = try commit("Sort by name")
    let object = try id("HEAD:names")
    for (place, pair, path) in [
      ("file name", file, "names/\(file.keyID).txt"),
      ("folder name", folder, "names/\(folder.keyID)"),
    ] {
      plant(place, pair, hasSecret: false, kind: .tree, object: object) {
        $0.expected.paths = [Array(path.utf8)]
        $0.expected.firstCommit = first
      }
    }
  }

  /// A key in what a symbolic link points to; it is never removed.
  private func plantLink() throws {
    let pair = Pair()
    let target = "s3?aws_access_key_id=\(pair.keyID)&aws_secret_access_key=\(pair.secret)"
    try FileManager.default.createSymbolicLink(
      atPath: tree("r/mount"), withDestinationPath: target)
    let first = try commit("Link the bucket")
    plant("symlink target", pair, object: try id("HEAD:mount")) {
      $0.expected.paths = [Array("mount".utf8)]
      $0.expected.firstCommit = first
      $0.expected.standsAtHead = true
    }
  }

  /// A file that moves, and stays.
  private func plantRenamed() throws {
    let pair = Pair()
    try write("old/credentials", pair.text)
    let first = try commit("Add a file")
    try run("git mv old/credentials moved.ini")
    try commit("Move it")
    plant("renamed file", pair, object: try id("HEAD:moved.ini")) {
      $0.expected.paths = [Array("moved.ini".utf8), Array("old/credentials".utf8)]
      $0.expected.firstCommit = first
      $0.expected.standsAtHead = true
    }
  }
}

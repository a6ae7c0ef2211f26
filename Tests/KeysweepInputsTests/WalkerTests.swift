import Foundation
import KeysweepModel
import KeysweepTestSupport
import Testing

@testable import KeysweepInputs

@Suite("Walker")
struct WalkerTests {
  struct Walked {
    var files: [String] = []
    var incidents: [Incident] = []

    func kinds(_ name: String) -> [Incident.Kind] {
      incidents.filter { $0.path.lossyText.hasSuffix(name) }.map(\.kind)
    }
  }

  static func walk(_ roots: [String], _ options: WalkOptions = WalkOptions()) -> Walked {
    let walker = Walker(roots: roots.map { SourcePath($0) }, options: options)
    var walked = Walked()
    while let batch = walker.next() {
      walked.files += batch.files.map { batch.path(of: $0).lossyText }
      walked.incidents += batch.incidents
    }
    return walked
  }

  @Test("Hidden and ignored files too, depth first, in byte order")
  func order() throws {
    let tree = try TempTree()
    for name in ["b/2", "b/1", "a.txt", ".env", "B/x", "b.txt", ".git/config", "c/.gitignore"] {
      try tree.write(name, "x")
    }
    let expected = [".env", ".git/config", "B/x", "a.txt", "b/1", "b/2", "b.txt", "c/.gitignore"]
    let walked = Self.walk([tree.path])
    #expect(walked.files == expected.map { tree($0) })
    #expect(walked.incidents.isEmpty)
    #expect(Self.walk([tree.path + "/"]).files == walked.files)
  }

  @Test("What is missing does not stop the rest")
  func missing() throws {
    let tree = try TempTree()
    try tree.write("here", "x")
    let walked = Self.walk([tree("nowhere"), tree.path, ""])
    #expect(walked.files == [tree("here")])
    #expect(walked.incidents.map(\.kind) == [.missing, .missing])
  }

  @Test("The same file by two paths is read once")
  func duplicates() throws {
    let tree = try TempTree()
    try tree.write("a/file", "x")
    try Tool.run("ln", [tree("a/file"), tree("a/hard")])
    try Tool.run("ln", ["-s", "file", tree("a/soft")])
    let walked = Self.walk([tree.path, tree("a"), tree("a/file")])
    #expect(walked.files == [tree("a/file")])
    #expect(walked.kinds("hard") == [.duplicate])
    #expect(walked.kinds("soft") == [.duplicate])
    #expect(walked.incidents.allSatisfy { $0.kind == .duplicate })
    // What is met under the name of a root is none.
    #expect(walked.incidents.count == 2)
    // A file named first is not read again in its folder.
    #expect(Self.walk([tree("a/file"), tree("a")]).files == [tree("a/file")])
  }

  @Test("Links lead nowhere but are named; a root may be one")
  func links() throws {
    let tree = try TempTree()
    let outside = try TempTree()
    try outside.write("secret", "x")
    try tree.write("d/file", "x")
    try Tool.run("ln", ["-s", outside.path, tree("d/out")])
    try Tool.run("ln", ["-s", "..", tree("d/loop")])
    try Tool.run("ln", ["-s", "self", tree("d/self")])
    try Tool.run("ln", ["-s", "nothing", tree("d/broken")])
    try Tool.run("ln", ["-s", "d", tree("root")])
    let walked = Self.walk([tree("d")])
    #expect(walked.files == [tree("d/file")])
    #expect(walked.kinds("out") == [.symlinkSkipped])
    #expect(walked.kinds("self") == [.symlinkSkipped])
    #expect(walked.kinds("broken") == [.brokenSymlink])
    #expect(walked.kinds("loop") == [.symlinkSkipped])
    #expect(Self.walk([tree("root")]).files == [tree("root/file")])
  }

  @Test("FIFOs, sockets and devices in a folder are named, not opened", .timeLimit(.minutes(10)))
  func special() throws {
    let tree = try TempTree()
    try Tool.run("mkfifo", [tree("fifo")])
    let walked = Self.walk([tree.path])
    #expect(walked.files.isEmpty)
    #expect(walked.incidents.map(\.kind) == [.specialFile])
  }

  @Test("Objects of a repository are named, the rest of it is walked")
  func repository() throws {
    let tree = try TempTree()
    try Tool.run("git", ["init", "-q", tree("r")])
    try Tool.run("git", ["init", "-q", "--bare", tree("bare.git")])
    let walked = Self.walk([tree.path])
    #expect(walked.files.contains(tree("r/.git/config")))
    #expect(walked.files.contains(tree("bare.git/HEAD")))
    #expect(walked.incidents.map(\.kind) == [.gitObjects, .gitObjects])
    #expect(!walked.files.contains { $0.contains("/objects/") })
  }

  @Test("Exclusions of the command line outweigh those of files")
  func exclusions() throws {
    let tree = try TempTree()
    for name in ["a.log", "b.txt", "sub/c.log", "sub/d.txt", "node_modules/x", "sub/keep.log"] {
      try tree.write(name, "x")
    }
    try tree.write(".keysweepignore", "node_modules/\n")
    try tree.write("sub/.keysweepignore", "*.log\n!keep.log\n")
    var options = WalkOptions()
    let kept = Self.walk([tree.path], options).files.map { $0.dropFirst(tree.path.count + 1) }
    #expect(
      kept == [
        ".keysweepignore", "a.log", "b.txt", "sub/.keysweepignore", "sub/d.txt", "sub/keep.log",
      ])
    options.excludes = ["*.log"]
    let walked = Self.walk([tree.path], options)
    #expect(!walked.files.contains { $0.hasSuffix(".log") })
    #expect(walked.kinds("keep.log") == [.excluded])
    options.readsIgnoreFiles = false
    #expect(Self.walk([tree.path], options).files.contains(tree("node_modules/x")))
    #expect(Self.walk([tree("a.log")], options).kinds("a.log") == [.excluded])
  }

  @Test("Names are bytes")
  func names() throws {
    let tree = try TempTree()
    let script =
      #"cd "$1" && : > "$(printf 'new\nline')" && : > "$(printf '\033[31m')" && : > "$(printf 'bad\377')""#
    try Tool.run("bash", ["-c", script, "bash", tree.path])
    let walker = Walker(roots: [SourcePath(tree.path)], options: WalkOptions())
    var names: [[UInt8]] = []
    while let batch = walker.next() {
      for file in batch.files {
        names.append(Array(batch.path(of: file).lastComponent))
        guard case .success = batch.open(file) else {
          Issue.record("cannot open")
          continue
        }
      }
    }
    #expect(
      names == [[0x1B] + Array("[31m".utf8), Array("bad".utf8) + [0xFF], Array("new\nline".utf8)])
  }

  @Test("Folders deeper than any path may be long", .timeLimit(.minutes(10)))
  func deep() throws {
    let tree = try TempTree()
    // One process: 1500 calls of mkdir take minutes on a busy machine.
    let script = """
      import os, sys
      os.chdir(sys.argv[1])
      for _ in range(1500):
          os.mkdir("dddd")
          os.chdir("dddd")
          open("f", "w").close()
      """
    try Tool.run("python3", ["-c", script, tree.path])
    let walked = Self.walk([tree.path])
    #expect(walked.files.count == 1500)
    #expect(walked.incidents.isEmpty)
  }

  @Test("Many files in one folder, few in a batch")
  func wide() throws {
    let tree = try TempTree()
    try Tool.run("bash", ["-c", "cd \"$1\"; touch $(seq -f 'f%g' 3000)", "bash", tree.path])
    var options = WalkOptions()
    options.batchFiles = 7
    let walker = Walker(roots: [SourcePath(tree.path)], options: options)
    var count = 0
    while let batch = walker.next() {
      #expect(batch.files.count <= 7)
      count += batch.files.count
    }
    #expect(count == 3000)
  }

  @Test("A file that vanishes after it was listed is an incident")
  func vanished() throws {
    let tree = try TempTree()
    try tree.write("file", "x")
    let walker = Walker(roots: [SourcePath(tree.path)], options: WalkOptions())
    let batch = try #require(walker.next())
    try Tool.run("rm", [tree("file")])
    let file = try #require(batch.files.first)
    guard case .failure(let refusal) = batch.open(file) else {
      Issue.record("opened")
      return
    }
    #expect(refusal.incident.kind == .changedWhileRead)
  }

  @Test("Permission denied is said, to anybody but root")
  func unreadable() throws {
    #expect(
      FileError(code: EACCES).incident(SourcePath("x"), wasListed: true).kind == .permissionDenied)
    #expect(FileError(code: EIO).incident(SourcePath("x"), wasListed: true).kind == .unreadable)
    #expect(
      FileError(code: ENOENT).incident(SourcePath("x"), wasListed: true).kind == .changedWhileRead)
    #expect(FileError(code: ENOENT).incident(SourcePath("x"), wasListed: false).kind == .missing)
  }
}

@Suite("Window reader")
struct WindowReaderTests {
  @Test("Cores follow each other, margins are whole, whatever the sizes", arguments: 0..<60)
  func cuts(round: Int) throws {
    let tree = try TempTree()
    let size = Int.random(in: 0..<5000)
    let bytes = (0..<size).map { _ in UInt8.random(in: 0...255) }
    let path = try tree.write("file", bytes: bytes)
    let handle = try FileHandle(forReadingFrom: URL(filePath: path))
    let window = Int.random(in: 1..<2000)
    let margin = Int.random(in: 0..<600)
    var reader = WindowReader(windowBytes: window, margin: margin)
    let start = round.isMultiple(of: 3) ? 0 : Int.random(in: 0...size)
    let end = round.isMultiple(of: 2) ? Int.max : Int.random(in: start...size)
    var next = start
    let known = Bool.random() ? size : nil
    let extent = try reader.read(
      start..<end, size: known, from: .file(handle.fileDescriptor)
    ) { buffer, base, core in
      #expect(base + core.lowerBound == next)
      next = base + core.upperBound
      #expect(base == max(0, min(base, next)))
      #expect(buffer.elementsEqual(bytes[base..<(base + buffer.count)]))
      let left = base + core.lowerBound - base
      #expect(left >= min(margin, base + core.lowerBound))
      #expect(buffer.count - core.upperBound >= min(margin, size - next))
    }
    #expect(next == min(end, max(size, start)))
    #expect(extent.bytes == next - start)
    #expect(!extent.endedEarly)
  }

  @Test("A pipe gives the same windows as a file")
  func pipe() throws {
    let bytes = (0..<30_000).map { _ in UInt8.random(in: 0...255) }
    let pipe = Pipe()
    Thread.detachNewThread {
      var rest = bytes[...]
      while !rest.isEmpty {
        let piece = rest.prefix(Int.random(in: 1...4000))
        try? pipe.fileHandleForWriting.write(contentsOf: Data(piece))
        rest = rest.dropFirst(piece.count)
      }
      try? pipe.fileHandleForWriting.close()
    }
    var reader = WindowReader(windowBytes: 1000, margin: 300)
    var read: [UInt8] = []
    let descriptor = pipe.fileHandleForReading.fileDescriptor
    _ = try reader.read(0..<Int.max, size: nil, from: .stream(descriptor)) { buffer, _, core in
      read += buffer[core]
    }
    #expect(read == bytes)
  }

  @Test("A file that is shorter than it was says so")
  func shrunk() throws {
    let tree = try TempTree()
    let path = try tree.write("file", "12345")
    let handle = try FileHandle(forReadingFrom: URL(filePath: path))
    var reader = WindowReader(windowBytes: 4, margin: 1)
    var count = 0
    let extent = try reader.read(0..<Int.max, size: 50, from: .file(handle.fileDescriptor)) {
      count += $2.count
    }
    #expect(count == 5)
    #expect(extent.endedEarly)
  }
}

import Foundation
import KeysweepModel
import KeysweepTestSupport
import Testing

@testable import KeysweepInputs

@Suite("Roots")
struct RootTests {
  static func permutations<T>(_ items: [T]) -> [[T]] {
    guard items.count > 1 else { return [items] }
    return items.indices.flatMap { index in
      var rest = items
      let first = rest.remove(at: index)
      return permutations(rest).map { [first] + $0 }
    }
  }

  @Test("The order of arguments changes nothing, however they nest")
  func order() throws {
    let tree = try TempTree()
    for name in ["a/file", "a/other", "a/sub/x", "a/sub/y", "b/z"] { try tree.write(name, "x") }
    // Patterns of an outer folder do not reach into what is named itself.
    try tree.write("a/.keysweepignore", "sub/\nother\n")
    try Tool.run("ln", [tree("a/file"), tree("b/hard")])
    let roots = [tree("a"), tree("a/file"), tree.path + "/./a/sub", tree("a/other"), tree("b")]
    var reference: WalkerTests.Walked?
    for roots in Self.permutations(roots) {
      let walked = WalkerTests.walk(roots)
      #expect(reference == nil || reference?.files == walked.files)
      #expect(reference == nil || reference?.incidents == walked.incidents)
      reference = walked
    }
    let names = Set((reference?.files ?? []).map { $0.dropFirst(tree.path.count) })
    #expect(
      names == ["/a/.keysweepignore", "/a/file", "/a/other", "/./a/sub/x", "/./a/sub/y", "/b/z"])
    #expect(reference?.files.count == names.count)
  }

  @Test("A root that is excluded takes nothing away from the walk of another")
  func excludedRoot() throws {
    let tree = try TempTree()
    try tree.write("d/file", "x")
    var options = WalkOptions()
    options.excludes = ["\(tree.path)/d/file"]
    let walked = WalkerTests.walk([tree("d"), tree("d/file")], options)
    #expect(walked.files == [tree("d/file")])
    #expect(walked.kinds("file") == [.excluded])
  }

  @Test(
    "Exclusions see a named file as a walk to it would",
    arguments: [
      ("er/sub/x", "/er/sub/x", true), ("./er/sub/x", "/er/sub/x", true),
      ("er//sub/./x", "/er/sub/x", true), ("/er/sub/x", "er/sub/x", true),
      ("a/../er/sub/x", "/er/sub/x", true), ("er/sub/x", "er/", true), ("er/sub/x", "sub/", true),
      ("../er/x", ".*", false), ("er/sub/x", "/sub/", false), ("er/sub/x", "x/", false),
      ("./er/sub/x", "x", true), ("er/sub/x", "**/sub/*", true), ("er/x", "er/sub", false),
    ])
  func exclusion(path: String, pattern: String, isExcluded: Bool) {
    var options = WalkOptions()
    options.excludes = [pattern]
    #expect(RootTable([], options).excludes(SourcePath(path)) == isExcluded)
  }

  @Test("A pipe that is named is a stream, alone in its batch; other special files are a failure")
  func pipes() throws {
    let tree = try TempTree()
    try Tool.run("mkfifo", [tree("b-fifo")])
    for name in ["a", "c"] { try tree.write(name, "x") }
    let roots = ["a", "b-fifo", "c"].map { SourcePath(tree($0)) } + [SourcePath("/dev/null")]
    let walker = Walker(roots: roots, options: WalkOptions())
    var batches: [[Bool]] = []
    var incidents: [Incident.Kind] = []
    while let batch = walker.next() {
      batches.append(batch.files.map(\.isStream))
      incidents += batch.incidents.map(\.kind)
    }
    #expect(batches == [[false], [true], [false]] || batches == [[], [false], [true], [false]])
    #expect(incidents == [.unreadable])
    var options = WalkOptions()
    options.excludes = ["*-fifo"]
    #expect(WalkerTests.walk([tree("b-fifo")], options).kinds("b-fifo") == [.excluded])
  }

  @Test("A large file is alone in its batch, whatever stands around it")
  func large() throws {
    let tree = try TempTree()
    for (name, size) in [("a", 10), ("b", 10), ("c", 5000), ("d", 5000), ("e", 10)] {
      try tree.write(name, String(repeating: "x", count: size))
    }
    var options = WalkOptions()
    options.aloneBytes = 4999
    let walker = Walker(roots: [SourcePath(tree.path)], options: options)
    var sizes: [[Int]] = []
    while let batch = walker.next() { sizes.append(batch.files.map(\.size)) }
    #expect(sizes == [[10, 10], [5000], [5000], [10]])
  }

  @Test("A batch keeps no more folders open than it may", arguments: [1, 3, 64])
  func folders(cap: Int) throws {
    let tree = try TempTree()
    for index in 100..<200 { try tree.write("d\(index)/f", "x") }
    var options = WalkOptions()
    options.batchFolders = cap
    let walker = Walker(roots: [SourcePath(tree.path)], options: options)
    var files = 0
    while let batch = walker.next() {
      #expect(Set(batch.files.map { ObjectIdentifier($0.directory as AnyObject) }).count <= cap)
      files += batch.files.count
    }
    #expect(files == 100)
  }

  @Test("A byte order mark is no part of the first pattern")
  func byteOrderMark() throws {
    let tree = try TempTree()
    try tree.write("secret.log", "x")
    try tree.write(".keysweepignore", bytes: [0xEF, 0xBB, 0xBF] + Array("*.log\n".utf8))
    #expect(WalkerTests.walk([tree.path]).files == [tree(".keysweepignore")])
  }

  @Test("An ignore file that is a link is not followed, which is said and hides nothing")
  func linkedIgnoreFile() throws {
    let tree = try TempTree()
    try tree.write("d/secret.log", "x")
    try tree.write("patterns", "*.log\n")
    try Tool.run("ln", ["-s", "../patterns", tree("d/.keysweepignore")])
    let walked = WalkerTests.walk([tree("d")])
    #expect(walked.files == [tree("d/secret.log")])
    #expect(walked.kinds(".keysweepignore") == [.notice, .symlinkSkipped])
    #expect(walked.incidents.first?.detail.contains("not followed") ?? false)
  }

  @Test("A link into the roots is not said to be swept when its target is left out")
  func linkToExcluded() throws {
    let tree = try TempTree()
    try tree.write("hidden/file", "x")
    try tree.write("file", "x")
    try Tool.run("ln", ["-s", "hidden/file", tree("link")])
    var options = WalkOptions()
    options.excludes = ["hidden/"]
    let walked = WalkerTests.walk([tree.path], options)
    #expect(walked.kinds("link") == [.duplicate])
    #expect(walked.incidents.contains { $0.detail.contains("unless it is left out") })
  }
}

@Suite("Streams")
struct StreamTests {
  @Test("Waiting for a stream ends when asked to, and what came is handed out")
  func cancelled() throws {
    let pipe = Pipe()
    try pipe.fileHandleForWriting.write(contentsOf: Data("some bytes".utf8))
    var reader = WindowReader(windowBytes: 1000, margin: 100)
    var questions = 0
    var read: [UInt8] = []
    #expect(throws: ReadError.cancelled) {
      _ = try reader.read(
        0..<Int.max, size: nil, from: .stream(pipe.fileHandleForReading.fileDescriptor),
        isCancelled: {
          questions += 1
          return questions > 2
        },
        { bytes, _, core in read += bytes[core] })
    }
    #expect(read == Array("some bytes".utf8))
    try pipe.fileHandleForWriting.close()
  }

  @Test("A file is given up between two windows")
  func betweenWindows() throws {
    let tree = try TempTree()
    let path = try tree.write("file", String(repeating: "x", count: 10_000))
    let handle = try FileHandle(forReadingFrom: URL(filePath: path))
    var reader = WindowReader(windowBytes: 1000, margin: 100)
    var windows = 0
    #expect(throws: ReadError.cancelled) {
      _ = try reader.read(
        0..<Int.max, size: 10_000, from: .file(handle.fileDescriptor),
        isCancelled: { windows == 3 }, { _, _, _ in windows += 1 })
    }
    #expect(windows == 3)
  }

  @Test("Who needs a descriptor waits until one is free")
  func shortage() {
    #expect(FileError(code: EMFILE).isShortageOfDescriptors)
    #expect(DescriptorShortage.wait())
    DescriptorShortage.end()
    #expect(DescriptorShortage.wait())
    DescriptorShortage.end()
  }
}

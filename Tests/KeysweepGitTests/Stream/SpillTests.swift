import Foundation
import KeysweepModel
import KeysweepTestSupport
import Testing

@testable import KeysweepGit

@Suite("What leaves memory")
struct SpillTests {
  /// A pack of 400 blobs of 4 KiB, and at its end a delta against each.
  static func pack() -> (pack: [UInt8], texts: [[UInt8]]) {
    var writer = PackWriter()
    var places: [Int] = []
    var texts: [[UInt8]] = []
    for number in 0..<400 {
      places.append(writer.offset)
      texts.append(Array("SECRET-\(number) ".utf8) + Array(repeating: 65, count: 4000))
      writer.blob(texts[number])
    }
    for number in 0..<400 {
      let head = Array("new \(number) ".utf8)
      writer.delta(PackWriter.prepend(head, to: texts[number].count), offset: places[number])
      texts.append(head + texts[number])
    }
    return (writer.finish(), texts)
  }

  @Test("Bases come back from the file")
  func back() {
    let (pack, texts) = Self.pack()
    let streamed = Streamed(pack, PackStream(limits: .init(budget: 0)))
    #expect(streamed.problems.isEmpty)
    #expect(Set(streamed.objects.values.map(\.bytes)) == Set(texts))
    #expect(streamed.summary.spilledBytes > 1 << 20)
    #expect(Streamed(pack).summary.spilledBytes == 0)
  }

  @Test("Behind the limit the oldest bases are gone, and what needs them is named")
  func limit() {
    let (pack, texts) = Self.pack()
    for limit in [0, 200_000, 600_000] {
      let streamed = Streamed(pack, PackStream(limits: .init(budget: 0, spill: limit)))
      let lost = streamed.problems.count
      #expect(lost > 50 && lost < (limit == 0 ? 401 : 380))
      #expect(streamed.objects.count + lost == texts.count)
      #expect(streamed.problems.allSatisfy { $0.detail.contains("was not kept") })
      #expect(streamed.problems.allSatisfy { $0.code == .tooLarge })
      #expect(streamed.summary.missing == lost)
    }
  }

  @Test("Without a place for the file only what needs it is lost")
  func noFolder() throws {
    let (pack, texts) = Self.pack()
    let tree = try TempTree()
    let streamed = Streamed(
      pack,
      PackStream(limits: .init(budget: 0), spillFolder: SourcePath(tree("absent"))))
    #expect(streamed.objects.count + streamed.problems.count == texts.count)
    #expect(streamed.objects.count >= 400)
    #expect(streamed.problems.contains { $0.detail.contains("no temporary file can be made") })
  }

  #if os(Linux)
    @Test("The file has no name, belongs to its owner alone, and tells nothing")
    func secrecy() throws {
      let (pack, _) = Self.pack()
      let tree = try TempTree()
      let files = FileManager.default
      var seen = 0
      let folder = URL(filePath: tree.path).resolvingSymlinksInPath().path()
      _ = Streamed(
        pack, PackStream(limits: .init(budget: 0), spillFolder: SourcePath(tree.path)),
        visit: { _ in
          guard seen < 5 else { return }
          for name in (try? files.contentsOfDirectory(atPath: "/proc/self/fd")) ?? [] {
            let link = "/proc/self/fd/\(name)"
            guard let target = try? files.destinationOfSymbolicLink(atPath: link),
              target.hasPrefix(folder), target.hasSuffix("(deleted)"),
              let handle = FileHandle(forReadingAtPath: link),
              let bytes = try? handle.readToEnd(), bytes.count > 300_000
            else { continue }
            seen += 1
            #expect((try? files.contentsOfDirectory(atPath: tree.path))?.isEmpty == true)
            #expect(bytes.range(of: Data("SECRET".utf8)) == nil)
            #expect(bytes.range(of: Data("AAAAAAAA".utf8)) == nil)
            #expect(Set(bytes.prefix(100_000)).count == 256)
            var status = stat()
            #expect(stat(link, &status) == 0 && status.st_mode & 0o777 == 0o600)
          }
        })
      #expect(seen == 5)
    }
  #endif
}

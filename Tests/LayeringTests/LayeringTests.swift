import Foundation
import Testing

/// The drawing in CONTRIBUTING.md as a table: who may import what.
@Suite("Layering")
struct LayeringTests {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  static let platform: Set<String> = ["Glibc", "Musl", "Darwin", "Synchronization"]
  static let foundation: Set<String> = ["FoundationEssentials", "Foundation"]
  static let stages: Set<String> = [
    "KeysweepModel", "KeysweepInputs", "KeysweepDetection", "KeysweepTriage", "KeysweepReporting",
  ]

  static let allowed: [String: Set<String>] = [
    "KeysweepModel": [],
    "KeysweepRules": [],
    "KeysweepInputs": platform.union(["KeysweepModel"]),
    "KeysweepPCRE2": ["CPCRE2"],
    "KeysweepInflate": ["CZlib"],
    "KeysweepArchive": platform.union(["KeysweepModel", "CArchive"]),
    "KeysweepGit": platform.union(foundation)
      .union(["KeysweepModel", "KeysweepInflate", "CDeflate", "Crypto"]),
    "KeysweepGitCommand": platform.union([
      "KeysweepModel", "Subprocess", "System", "SystemPackage",
    ]),
    "KeysweepState": platform.union(foundation)
      .union([
        "KeysweepModel", "KeysweepInputs", "KeysweepGit", "KeysweepScan", "Crypto", "GRDB",
      ]),
    "KeysweepDetection": [
      "KeysweepModel", "KeysweepRules", "KeysweepPCRE2", "KeysweepInflate", "TOMLKit", "Crypto",
    ],
    "KeysweepTriage": platform.union(foundation)
      .union([
        "KeysweepModel", "KeysweepRules", "KeysweepInflate", "TOMLKit", "Crypto", "CryptoExtras",
      ]),
    "KeysweepReporting": foundation.union(["KeysweepModel", "Crypto", "Mustache"]),
    "KeysweepScan": platform.union([
      "KeysweepModel", "KeysweepInputs", "KeysweepArchive", "KeysweepDetection", "KeysweepGit",
      "Crypto",
    ]),
    "KeysweepKit": stages.union(["KeysweepScan"]),
    "KeysweepDemo": foundation.union(["KeysweepModel"]),
    "keysweep": platform.union(stages)
      .union([
        "KeysweepArchive", "KeysweepScan", "KeysweepGit", "KeysweepGitCommand", "KeysweepState",
        "KeysweepDemo", "ArgumentParser",
      ]),
  ]

  /// All Swift files of a module.
  static func files(of module: String) -> [URL] {
    let folder = root.appending(path: module == "KeysweepRules" ? "Rules" : "Sources/\(module)")
    let walk = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    return (walk?.allObjects as? [URL] ?? []).filter { $0.pathExtension == "swift" }
  }

  @Test("Imports follow the drawing", arguments: allowed.keys.sorted())
  func imports(module: String) throws {
    let files = Self.files(of: module)
    #expect(!files.isEmpty)
    for file in files {
      for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
        let words = line.split(separator: " ")
        guard let index = words.firstIndex(of: "import"), index <= 1, words.count == index + 2,
          !line.hasPrefix("//")
        else { continue }
        let name = String(words[index + 1])
        let isAllowed = Self.allowed[module]?.contains(name) ?? false
        #expect(isAllowed, "\(file.lastPathComponent) imports \(name)")
      }
    }
  }

  @Test("Every folder of Sources is in the table")
  func complete() throws {
    let folders = try FileManager.default.contentsOfDirectory(
      atPath: Self.root.appending(path: "Sources").path())
    for folder in folders where !["CPCRE2", "CZlib", "CDeflate", "CArchive"].contains(folder) {
      #expect(Self.allowed[folder] != nil, "\(folder) is not in the table")
    }
  }

  @Test("Nothing outside Tests and Rules holds a key that looks live")
  func noLiveKeys() throws {
    let pattern = /A[KS]IA[A-Z2-7]{16}/
    for module in Self.allowed.keys.sorted() where module != "KeysweepRules" {
      for file in Self.files(of: module) {
        let text = try String(contentsOf: file, encoding: .utf8)
        for match in text.matches(of: pattern) {
          let isExample = match.output.contains("EXAMPLE") || match.output.contains("XXXX")
          #expect(isExample, "\(file.lastPathComponent) holds \(match.output)")
        }
      }
    }
  }
}

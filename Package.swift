// swift-tools-version: 6.1
import PackageDescription

/// Settings of every target: Swift 6 mode with complete concurrency checking, and no silent
/// widening of what a file imports.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// Tests see everything they import, so the upcoming import features would only add noise.
let tests: [SwiftSetting] = [.swiftLanguageMode(.v6)]

/// The parts of the page that `--format html` writes; `HTMLAssets` joins them.
let page: [Resource] = [
  "page.mustache", "findings.mustache", "swept.mustache", "base.css", "parts.css", "charts.css",
  "print.css", "dom.js", "data.js", "timeline.js", "filter.js", "toolbar.js", "list.js", "tree.js",
  "treemap.js", "people.js", "detail.js", "main.js",
].map { .embedInCode("HTML/Assets/\($0)") }

/// Targets stand in the order of the data path; see CONTRIBUTING.md for who may import whom.
let package = Package(
  name: "keysweep",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "keysweep", targets: ["keysweep"]),
    .library(name: "KeysweepKit", targets: ["KeysweepKit"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
    // Without its default trait, which drags Foundation in.
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
  ],
  targets: [
    .systemLibrary(
      name: "CPCRE2", pkgConfig: "libpcre2-8",
      providers: [.apt(["libpcre2-dev"]), .brew(["pcre2"])]),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .systemLibrary(
      name: "CDeflate", pkgConfig: "libdeflate",
      providers: [.apt(["libdeflate-dev"]), .brew(["libdeflate"])]),
    // Headers only: the library is loaded when the first archive is met.
    .systemLibrary(name: "CArchive", providers: [.apt(["libarchive-dev"]), .brew(["libarchive"])]),
    .target(name: "KeysweepModel", swiftSettings: strict),
    .target(
      name: "KeysweepRules", path: "Rules",
      exclude: ["README.md"],
      resources: [
        .embedInCode("aws.toml"), .embedInCode("examples.toml"), .embedInCode("accounts.toml"),
        .embedInCode("advice.toml"), .embedInCode("controls.toml"),
      ],
      swiftSettings: strict),
    .target(
      name: "KeysweepInputs",
      dependencies: ["KeysweepModel", .product(name: "SystemPackage", package: "swift-system")],
      swiftSettings: strict),
    .target(name: "KeysweepPCRE2", dependencies: ["CPCRE2"], swiftSettings: strict),
    .target(name: "KeysweepInflate", dependencies: ["CZlib"], swiftSettings: strict),
    .target(
      name: "KeysweepArchive", dependencies: ["KeysweepModel", "CArchive"], swiftSettings: strict),
    .target(
      name: "KeysweepGit",
      dependencies: [
        "KeysweepModel", "KeysweepInflate", "CDeflate",
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      swiftSettings: strict),
    .target(
      name: "KeysweepGitCommand",
      dependencies: [
        "KeysweepModel", .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: strict),
    .target(
      name: "KeysweepDetection",
      dependencies: [
        "KeysweepModel", "KeysweepRules", "KeysweepPCRE2", "KeysweepInflate",
        .product(name: "TOMLKit", package: "TOMLKit"),
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      swiftSettings: strict),
    .target(
      name: "KeysweepTriage",
      dependencies: [
        "KeysweepModel", "KeysweepRules", "KeysweepInflate",
        .product(name: "TOMLKit", package: "TOMLKit"),
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "CryptoExtras", package: "swift-crypto"),
      ],
      swiftSettings: strict),
    .target(
      name: "KeysweepReporting",
      dependencies: [
        "KeysweepModel", .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "Mustache", package: "swift-mustache"),
      ],
      resources: page + [
        .embedInCode("Schemas/report-1.json"), .embedInCode("Schemas/line-1.json"),
        .embedInCode("Schemas/audit-1.json"), .embedInCode("Schemas/diff-1.json"),
        .embedInCode("Schemas/definitions-1.json"),
      ],
      swiftSettings: strict),
    .target(
      name: "KeysweepScan",
      dependencies: [
        "KeysweepModel", "KeysweepInputs", "KeysweepArchive", "KeysweepDetection", "KeysweepGit",
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      swiftSettings: strict),
    .target(
      name: "KeysweepState",
      dependencies: [
        "KeysweepModel", "KeysweepInputs", "KeysweepGit", "KeysweepScan",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: strict),
    .target(
      name: "KeysweepKit",
      dependencies: [
        "KeysweepModel", "KeysweepInputs", "KeysweepDetection", "KeysweepTriage",
        "KeysweepReporting", "KeysweepScan",
      ],
      swiftSettings: strict),
    .target(name: "KeysweepDemo", dependencies: ["KeysweepModel"], swiftSettings: strict),
    .executableTarget(
      name: "keysweep",
      dependencies: [
        "KeysweepArchive", "KeysweepDemo", "KeysweepModel", "KeysweepInputs", "KeysweepDetection",
        "KeysweepTriage", "KeysweepReporting", "KeysweepScan", "KeysweepGit", "KeysweepGitCommand",
        "KeysweepState",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      resources: [.embedInCode("Collect/collect.sh")],
      swiftSettings: strict),
    .target(
      name: "KeysweepTestSupport", dependencies: ["KeysweepModel"],
      path: "Tests/KeysweepTestSupport", swiftSettings: tests),
    .target(
      name: "KeysweepFuzzHarness",
      dependencies: ["KeysweepGit", "KeysweepModel", "KeysweepTestSupport"],
      path: "Tests/KeysweepFuzzHarness", swiftSettings: tests),
    .executableTarget(
      name: "KeysweepFuzz", dependencies: ["KeysweepFuzzHarness"], path: "Tests/KeysweepFuzz",
      swiftSettings: tests),
    .testTarget(
      name: "KeysweepModelTests", dependencies: ["KeysweepModel"], swiftSettings: tests),
    .testTarget(
      name: "KeysweepPCRE2Tests", dependencies: ["KeysweepPCRE2"], swiftSettings: tests),
    .testTarget(
      name: "KeysweepInflateTests", dependencies: ["KeysweepInflate", "KeysweepTestSupport"],
      swiftSettings: tests),
    .testTarget(
      name: "KeysweepArchiveTests", dependencies: ["KeysweepArchive"], swiftSettings: tests),
    .testTarget(
      name: "KeysweepGitTests",
      dependencies: [
        "KeysweepFuzzHarness", "KeysweepGit", "KeysweepModel", "KeysweepTestSupport",
      ],
      swiftSettings: tests),
    .testTarget(
      name: "KeysweepGitCommandTests",
      dependencies: ["KeysweepGitCommand", "KeysweepModel", "KeysweepTestSupport"],
      swiftSettings: tests),
    // A process of its own that a test can kill.
    .executableTarget(
      name: "keysweep-state-writer", dependencies: ["KeysweepState", "KeysweepTestSupport"],
      path: "Tests/KeysweepStateWriter", swiftSettings: tests),
    .testTarget(
      name: "KeysweepStateTests",
      dependencies: [
        "KeysweepState", "KeysweepTestSupport", "keysweep", "keysweep-state-writer",
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: tests),
    .testTarget(
      name: "KeysweepDetectionTests",
      dependencies: [
        "KeysweepDetection", "KeysweepModel", "KeysweepRules", "KeysweepTestSupport",
      ],
      exclude: ["Formats", "Signed"], swiftSettings: tests),
    .testTarget(
      name: "KeysweepInputsTests",
      dependencies: ["KeysweepInputs", "KeysweepModel", "KeysweepTestSupport"],
      swiftSettings: tests),
    .testTarget(
      name: "KeysweepScanTests",
      dependencies: [
        "KeysweepScan", "KeysweepArchive", "KeysweepDetection", "KeysweepGit", "KeysweepModel",
        "KeysweepTestSupport",
      ],
      swiftSettings: tests),
    .testTarget(
      name: "KeysweepCLITests",
      dependencies: ["keysweep", "KeysweepDemo", "KeysweepModel", "KeysweepTestSupport"],
      swiftSettings: tests),
    .testTarget(
      name: "KeysweepReportingTests",
      dependencies: ["KeysweepReporting", "KeysweepModel", "KeysweepTestSupport"],
      exclude: ["Golden", "Schemas"], swiftSettings: tests),
    .testTarget(
      name: "KeysweepTriageTests",
      dependencies: ["KeysweepTriage", "KeysweepModel", "KeysweepTestSupport"],
      exclude: ["Fixtures"], swiftSettings: tests),
    .testTarget(name: "LayeringTests", swiftSettings: tests),
  ]
)

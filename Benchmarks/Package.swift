// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "keysweep-benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "keysweep", path: ".."),
    .package(url: "https://github.com/google/swift-benchmark", from: "0.1.2"),
  ],
  targets: [
    .executableTarget(
      name: "micro",
      dependencies: [
        .product(name: "KeysweepKit", package: "keysweep"),
        .product(name: "Benchmark", package: "swift-benchmark"),
      ]),
    .executableTarget(
      name: "render", dependencies: [.product(name: "KeysweepKit", package: "keysweep")]),
  ]
)

import Foundation

/// A long chain of deltas, and the ways in which objects are stored.
extension HidingPlaceBuilder {
  /// Versions of the file of ``plantDeltaChain()``, and the one that holds the key.
  private static let versions = 300
  private static let leak = 30

  /// A key in one of many versions of a file.
  func plantDeltaChain() throws {
    let pair = Pair()
    // Larger with each version, so that packs begin with the newest and go back one by one.
    var lines = (0..<400).map { "setting.\($0) = \(($0 &* 7919) % 1000)" }
    var stream: [UInt8] = []
    for version in 0..<Self.versions {
      lines[(version &* 37) % 400] += " # changed in version \(version)"
      if version == Self.leak { lines.insert(pair.text, at: 200) }
      if version == Self.leak + 1 { lines.remove(at: 200) }
      let content = Array(lines.joined(separator: "\n").utf8) + [10]
      stream +=
        "commit refs/heads/chain\ncommitter C <c@example.com> \(1_690_000_000 + version) +0000\n"
        .utf8
      stream += "data 3\nset\nM 100644 inline settings/app.conf\ndata \(content.count)\n".utf8
      stream += content + [10]
    }
    try run("git fast-import --quiet", input: stream)
    let first = try id("chain~\(Self.versions - 1 - Self.leak)")
    plant("delta deep in a chain", pair, object: try id("\(first):settings/app.conf")) {
      $0.expected.paths = [Array("settings/app.conf".utf8)]
      ($0.expected.firstCommit, $0.expected.lastCommit) = (first, first)
    }
  }

  /// Between places: stores what was made so far otherwise than what comes.
  func passHalfway() throws {
    switch packing {
    case .multiPackIndex: try run("git repack -d -q")
    case .mixed: try run("git repack -a -d -q")
    case .alternates:
      // Everything so far is borrowed from now on.
      let isFirst = !FileManager.default.fileExists(atPath: tree("pool.git"))
      guard isFirst else { return }
      try run(
        """
        git init -q --bare --object-format=\(format) ../pool.git
        mv .git/objects/?? ../pool.git/objects/
        echo '\(tree("pool.git"))/objects' > .git/objects/info/alternates
        """)
    case .loose, .gc, .aggressive, .deep: break
    }
  }

  /// After the last place.
  func pack() throws {
    switch packing {
    case .loose, .alternates, .mixed: break
    case .gc: try run("git gc -q --prune=never")
    case .aggressive: try run("git gc -q --aggressive --prune=never")
    case .deep: try run("git repack -a -d -f -k -q --depth=250 --window=250")
    case .multiPackIndex: try run("git repack -d -q; git multi-pack-index write --no-progress")
    }
  }
}

import KeysweepDetection
import KeysweepModel
import KeysweepTestSupport
import Testing

@testable import KeysweepScan

/// Real repositories with a key in every place where keys hide, swept as a user would.
@Suite("Histories: every hiding place")
struct HidingPlaceSweepTests {
  @Test(
    "Everything planted is found, with its secret and where it stands",
    arguments: [
      (HidingPlaces.Format.sha1, HidingPlaces.Packing.loose), (.sha1, .deep),
      (.sha1, .multiPackIndex), (.sha1, .alternates), (.sha256, .aggressive),
    ])
  func all(format: HidingPlaces.Format, packing: HidingPlaces.Packing) throws {
    let tree = try TempTree()
    let planted = try HidingPlaces.make(in: tree, format: format, packing: packing)
    var configuration = SweepConfiguration(rules: try RuleSet.bundled())
    configuration.roots = [SourcePath(tree(HidingPlaces.repository))]
    let gathered = Gathered()
    _ = Sweep(configuration).run { gathered.hits.append($0) }
    let hits = Dictionary(
      grouping: gathered.hits.filter { $0.git != nil },
      by: { $0.keyID?.value.description ?? "" })
    for place in planted where place.isFindableByThisVersion {
      let found = try #require(hits[place.keyID], "\(place)")
      if let secret = place.secret {
        let isPaired = found.contains { hit in
          hit.secret?.value.withUnsafeSecretBytes { $0.elementsEqual(secret.utf8) } ?? false
        }
        #expect(isPaired, "\(place)")
      }
      let places = found.compactMap(\.git?.value).filter { $0.kind == place.expected.kind }
      #expect(!places.isEmpty, "\(place)")
      if let reach = place.expected.reach {
        #expect(places.contains { $0.reach == reach }, "\(place)")
      }
      if let first = place.expected.firstCommit {
        #expect(places.contains { $0.first?.id == first }, "\(place)")
      }
      if place.expected.standsAtHead {
        #expect(places.contains { $0.standsAtHead }, "\(place)")
      }
    }
    #expect(planted.count { $0.isFindableByThisVersion } >= 39)
  }

  private final class Gathered: @unchecked Sendable {
    // Sendable: a sweep hands hits out from one thread at a time.
    var hits: [Hit] = []
  }
}

internal import KeysweepModel

/// The first locations of a credential in order, whatever the order in which they come.
struct LocationList: Sendable {
  /// Up to the length of ``sorted`` in order, the rest as it came.
  private var kept: [FindingLocation] = []
  /// How many of ``kept`` are known to be the first of all that came before the rest.
  private var sorted = 0

  /// How many are kept at the moment: up to twice the cap.
  var count: Int { kept.count }

  /// Adds the place of a hit, unless enough others come before it.
  mutating func add(_ hit: Hit, cap: Int) {
    // Most hits come in order, so most places beyond the cap are turned down here.
    if sorted >= cap, !Self.precedes(hit, kept[cap - 1]) { return }
    add(FindingLocation(hit), cap: cap)
  }

  /// Adds a place.
  mutating func add(_ location: FindingLocation, cap: Int) {
    kept.append(location)
    if kept.count >= 2 * cap { trim(to: cap) }
  }

  /// Adds the places of another list that was kept with the same cap.
  mutating func add(_ other: LocationList, cap: Int) {
    for location in other.kept { add(location, cap: cap) }
  }

  /// Drops what comes after the first `cap`.
  mutating func trim(to cap: Int) {
    if sorted < kept.count { kept.sort() }
    // A new array: removing would keep the memory.
    if kept.count > cap { kept = Array(kept[..<cap]) }
    sorted = kept.count
  }

  /// The first `cap` places in order.
  consuming func first(_ cap: Int) -> [FindingLocation] {
    trim(to: cap)
    return kept
  }

  private static func precedes(_ hit: Hit, _ location: FindingLocation) -> Bool {
    // As locations are ordered.
    if hit.path != location.path { return hit.path < location.path }
    let (position, rule) = (hit.position, hit.rule)
    if position != location.position { return position < location.position }
    if rule != location.rule { return rule < location.rule }
    return hit.git?.value.object ?? "" < location.git?.value.object ?? ""
  }
}

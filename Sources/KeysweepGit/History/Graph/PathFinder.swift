/// The paths at which items stand.
struct PathFinder {
  private struct Place: Hashable {
    var path: UInt32
    var node: UInt32
  }

  private struct Segment: Hashable {
    var folder: UInt32
    var name: UInt32
  }

  /// How many folders are visited: repositories can be built that have more paths than atoms.
  static let mostPlaces = 1 << 20
  /// How many entries of folders are looked at, and how many folders and files get a number: every
  /// place may be a folder of ten thousand others.
  static let mostSteps = 1 << 21
  /// Longer paths are cut; no system takes them.
  static let longestPath = 4096

  private let projection: Projection
  private let names: NameTable
  // Paths share their beginnings: each is a folder's number and a name. Path 0 is the root.
  private var segments = [Segment(folder: 0, name: 0)]
  private var numbers: [Segment: UInt32] = [:]
  private var seen: Set<Place> = []
  private var stack: [Place] = []
  private var found: [Int: Set<UInt32>] = [:]
  private var steps = 0
  /// Whether some places were left out.
  private(set) var isCut = false

  init(_ projection: Projection, names: NameTable) {
    self.projection = projection
    self.names = names
  }

  /// Visits everything below these root folders.
  mutating func visit(roots: Set<UInt32>) {
    for node in roots.sorted() where node != 0 { push(Place(path: 0, node: node)) }
    while let place = stack.popLast() {
      for edge in projection[place.node] {
        steps += 1
        guard steps <= Self.mostSteps else {
          isCut = true
          stack = []
          return
        }
        let path =
          edge.name == Projection.itself ? place.path : number(place.path, edge.name)
        if let item = edge.item {
          found[item, default: []].insert(path)
        } else {
          push(Place(path: path, node: edge.child))
        }
      }
    }
  }

  /// The first paths of an item in the order of bytes, and how many there are.
  func paths(of item: Int, limit: Int) -> (paths: [[UInt8]], count: Int) {
    let numbers = found[item] ?? []
    var first: [[UInt8]] = []
    for number in numbers {
      let path = bytes(number)
      if first.count >= limit {
        // All of them at once would be too much, and so would be sorting them.
        guard let last = first.last, path.lexicographicallyPrecedes(last) else { continue }
        first.removeLast()
      }
      let index = first.firstIndex { path.lexicographicallyPrecedes($0) } ?? first.count
      first.insert(path, at: index)
    }
    return (first, numbers.count)
  }

  private mutating func push(_ place: Place) {
    guard seen.count < Self.mostPlaces else {
      isCut = true
      return
    }
    if seen.insert(place).inserted { stack.append(place) }
  }

  private mutating func number(_ folder: UInt32, _ name: UInt32) -> UInt32 {
    let segment = Segment(folder: folder, name: name)
    if let number = numbers[segment] { return number }
    let number = UInt32(segments.count)
    segments.append(segment)
    numbers[segment] = number
    return number
  }

  private func bytes(_ path: UInt32) -> [UInt8] {
    var parts: [ArraySlice<UInt8>] = []
    var path = path
    while path != 0 {
      let segment = segments[Int(path)]
      parts.append(names[segment.name])
      path = segment.folder
    }
    return Self.joined(parts.reversed())
  }

  private static func joined(_ parts: some Sequence<ArraySlice<UInt8>>) -> [UInt8] {
    var path: [UInt8] = []
    for part in parts {
      if !path.isEmpty { path.append(0x2F) }
      path += part.prefix(longestPath - min(longestPath, path.count))
      if path.count >= longestPath { break }
    }
    return path
  }

  /// One path of an item below a root folder: the first in the order of the tree.
  static func path(
    of item: Int, below root: UInt32, _ projection: Projection, _ names: NameTable,
    masks: [UInt64], bit: UInt64
  ) -> [UInt8]? {
    var node = root
    var parts: [ArraySlice<UInt8>] = []
    // Children have smaller numbers, so this ends.
    while masks[Int(node)] & bit != 0 {
      let next = projection[node].first {
        $0.item == item || ($0.item == nil && masks[Int($0.child)] & bit != 0)
      }
      guard let next else { return nil }
      if next.name != Projection.itself { parts.append(names[next.name]) }
      if next.item != nil { return joined(parts) }
      node = next.child
    }
    return nil
  }
}

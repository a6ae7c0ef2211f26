/// A ring of shares as SVG.
///
/// Every share is a stroke of a circle whose circumference is 1000, so that shares are whole numbers
/// and the same everywhere. Shares have gaps between them and stand in words beside the ring.
enum HTMLDonut {
  struct Share {
    var name: String
    var count: Int
  }

  /// The ring.
  ///
  /// - Parameters:
  ///   - shares: What it shows, clockwise from the top. Names are classes of the style.
  ///   - center: The number in the middle.
  ///   - label: The word below it.
  /// - Returns: An `svg` element.
  static func svg(_ shares: [Share], center: String, label: String) -> String {
    let total = shares.reduce(0) { $0 + $1.count }
    let words = shares.map { "\($0.count) \($0.name)" }.joined(separator: ", ")
    var svg =
      "<svg class=\"donut\" viewBox=\"0 0 420 420\" role=\"img\" aria-label=\"By status: \(words)\">"
    // 1000 / 2π.
    let circle = "<circle cx=\"210\" cy=\"210\" r=\"159.155\" fill=\"none\" stroke-width=\"62\""
    svg += circle + " class=\"ring\"/>"
    var before = 0
    for share in shares where share.count > 0 {
      let start = before * 1000 / total
      before += share.count
      // However few there are, they are to be seen.
      let length = max(6, before * 1000 / total - start)
      let gap = share.count == total ? 0 : min(4, length / 2)
      svg +=
        circle
        + " class=\"s-\(share.name)\" stroke-dasharray=\"\(length - gap) \(1000 - length + gap)\""
        + " stroke-dashoffset=\"\(-start)\" transform=\"rotate(-90 210 210)\">"
        + "<title>\(share.count) \(share.name)</title></circle>"
    }
    return svg
      + "<text x=\"210\" y=\"216\" text-anchor=\"middle\" class=\"center\">\(center)</text>"
      + "<text x=\"210\" y=\"256\" text-anchor=\"middle\" class=\"center-label\">\(label)</text></svg>"
  }
}

public import KeysweepModel

/// One page for a browser: a summary that is readable as it is, and everything else as data that
/// the page's own script shows.
///
/// The page needs no network and may run nothing but its own script: a policy in its head names the
/// digests of its style and script. What comes from outside is text throughout: escaped where it
/// stands in the page, and set as text, never as HTML, by the script.
public struct HTMLReporter: Reporter {
  /// How much is gathered before it is handed on.
  private static let chunk = 1 << 16

  /// Makes a reporter.
  public init() {}

  /// Writes the report.
  ///
  /// - Parameters:
  ///   - report: What to write.
  ///   - write: Gets the text in order.
  public func write(_ report: SweepReport, to write: (String) -> Void) {
    let assets = HTMLAssets.shared
    write(assets.render("page", HTMLPage(report, assets)))
    // The template ends with the opening tag of the data.
    var data = HTMLData()
    var json = ScriptJSON()
    data.write(report, into: &json) { json in
      if json.bytes.count >= Self.chunk { write(json.take()) }
    }
    write(json.take())
    write("</script>\n<script>\(assets.script)</script>\n</body>\n</html>\n")
  }
}

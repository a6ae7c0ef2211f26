import Foundation
import KeysweepModel
import KeysweepTestSupport
import Testing

@testable import KeysweepReporting

/// The page in a real browser, opened as a file.
@Suite(
  "HTML page in Chromium", .serialized,
  .enabled(
    if: Browser.isInstalled || ProcessInfo.processInfo.environment["CI"] != nil,
    "chromium and chromium-driver are not installed; .ci/deps.sh test does it"))
struct BrowserTests {
  /// Screenshots are kept beside what was built.
  static let pictures = LayoutPaths.root.appending(path: ".build/page-screenshots")

  /// Opens a report in a browser of its own.
  static func with(
    _ report: SweepReport, fragment: String = "", body: (Browser, String) async throws -> Void
  ) async throws {
    let tree = try TempTree()
    let path = try tree.write("report.html", HTMLFixture.render(report))
    let browser = try await Browser()
    do {
      // The tab that it starts with has loaded pages of its own.
      try await browser.open("/dev/null")
      _ = try await (browser.requests(), browser.console())
      try await browser.open(path, fragment: fragment)
      try await body(browser, path)
      let console = try await browser.console()
      #expect(console.isEmpty)
      let requests = Set(try await browser.requests().map { $0.prefix { $0 != "#" } })
      // Blank pages are the browser's own.
      let others = requests.filter { !$0.hasSuffix("/report.html") && !$0.hasPrefix("data:,") }
      #expect(others.isEmpty)
      let loaded: [String] = try await browser.run(
        "return performance.getEntriesByType('resource').map((entry) => entry.name)")
      #expect(loaded.isEmpty)
    } catch {
      await browser.quit()
      throw error
    }
    await browser.quit()
  }

  static func count(_ selector: String, in browser: Browser) async throws -> Int {
    try await browser.run("return document.querySelectorAll(`\(selector)`).length")
  }

  static func text(_ selector: String, in browser: Browser) async throws -> String {
    try await browser.run("return document.querySelector(`\(selector)`)?.innerText ?? 'nothing'")
  }

  /// Waits for what comes after a pause in typing.
  static func settle(
    _ browser: Browser, _ condition: String, _ place: SourceLocation = #_sourceLocation
  ) async throws {
    for _ in 0..<100 {
      if try await browser.run("return Boolean(\(condition))") { return }
      try await Task.sleep(for: .milliseconds(100))
    }
    Issue.record("never: \(condition)", sourceLocation: place)
  }

  @Test("Content: what opens the door first, the map, owners, incidents")
  func content() async throws {
    try await Self.with(HTMLFixture.report) { browser, _ in
      #expect(try await Self.text("h1", in: browser).contains("2 of 11 credentials still open"))
      #expect(try await Self.count(".rows .row", in: browser) == 11)
      #expect(try await Self.text(".rows .row:first-child .pill", in: browser) == "active")
      #expect(try await Self.count(".rows .row svg.time", in: browser) == 11)
      #expect(try await Self.count(".donut circle[stroke-dasharray]", in: browser) == 5)
      #expect(try await Self.count("#map .tile-group", in: browser) > 0)
      #expect(try await Self.count("#owners table", in: browser) == 2)
      #expect(try await Self.text("#incidents", in: browser).contains("no such file or folder"))
      #expect(try await Self.text(".alarm", in: browser).contains("Incomplete"))
      #expect(try await Self.count(".static", in: browser) == 0)
      // Nothing that only says so by colour, and a name for everything that can be used.
      let nameless: Int = try await browser.run(
        """
        return [...document.querySelectorAll('button, select, input, a[href], [role=img]')]
          .filter((node) => !(node.innerText || node.ariaLabel || node.labels?.length)).length
        """)
      #expect(nameless == 0)
    }
  }

  @Test("Search, filters, order and keys")
  func filters() async throws {
    try await Self.with(HTMLFixture.report) { browser, _ in
      try await browser.type("/")
      try await browser.type("bob never")
      try await Self.settle(browser, "document.querySelectorAll('.rows .row').length < 11")
      #expect(try await Self.text("#count", in: browser).hasPrefix("1 credential of 11"))
      #expect(try await Self.count("[aria-live] , [role=status]", in: browser) > 0)
      try await browser.press(.down)
      try await browser.press(.enter)
      try await Self.settle(browser, "!document.getElementById('page').hidden")
      #expect(try await browser.run("return document.activeElement.id") == "credential")
      #expect(try await Self.text("#page .pill", in: browser) == "stale")
      #expect(try await Self.text("#page", in: browser).contains("never used"))
      try await browser.press(.escape)
      try await Self.settle(browser, "document.getElementById('page').hidden")
      // Back where it was left.
      #expect(try await browser.run("return document.activeElement.matches('.row a.key')"))
      try await browser.type("/")
      try await browser.press(.escape)
      try await Self.settle(browser, "document.querySelectorAll('.rows .row').length === 11")
      try await browser.click("input[value=suppressed]")
      #expect(try await Self.count(".rows .row", in: browser) == 1)
      #expect(
        try await Self.text(".rows .row", in: browser).contains("a key ID that AWS publishes"))
      try await browser.click("input[value=rotated]")
      #expect(try await Self.count(".rows .row", in: browser) == 2)
      try await browser.click("#clear")
      let order = "const list = document.getElementById('sort'); list.value = 'places';"
      let first: String = try await browser.run(
        order + "list.dispatchEvent(new Event('change'));"
          + "return document.querySelector('.row .count').innerText")
      #expect(first == "1207 places")
      try await browser.click("#owners table button")
      #expect(try await Self.text("#clear", in: browser) == "Clear filters")
    }
  }

  @Test("A credential's page: history, links to the forge, and an address of its own")
  func credential() async throws {
    let index = try #require(
      HTMLFixture.report.findings.firstIndex { $0.locations.contains { $0.git?.value.url != nil } })
    try await Self.with(HTMLFixture.report, fragment: "c=\(HTMLFixture.fingerprint(index))") {
      browser, _ in
      #expect(try await Self.text("#page h1", in: browser).hasPrefix("AKIARTX3GSDSQ"))
      let links: [[String]] = try await browser.run(
        "return [...document.querySelectorAll('#page a[target]')].map((a) => [a.href, a.rel])")
      #expect(links.count >= 2)
      #expect(links.allSatisfy { $0[0].hasPrefix("https://github.com/") })
      #expect(links.allSatisfy { $0[1] == "noopener noreferrer" })
      try await browser.click("#page summary")
      let text = try await Self.text("#page", in: browser)
      for words in [
        "First commit", "Alice Example", "“add config”", "refs/heads/main", "and 2 more",
      ] {
        #expect(text.contains(words), "\(words)")
      }
      // From below, its place would be under the bar at the top.
      let _: Int = try await browser.run("scrollTo(0, 0); return 0")
      try await browser.click("#back")
      try await Self.settle(browser, "document.getElementById('page').hidden")
    }
  }

  @Test("Hostile names are text, in the list and on every page")
  func hostile() async throws {
    try await Self.with(HTMLFixture.hostile) { browser, _ in
      for index in -1..<HTMLFixture.payloads.count {
        if index >= 0 {
          let _: Int = try await browser.run(
            "location.hash = 'c=\(HTMLFixture.fingerprint(index))'; return 0")
          try await Self.settle(browser, "!document.getElementById('page').hidden")
          let _: Int = try await browser.run(
            "document.querySelectorAll('#page details').forEach((node) => { node.open = true; }); return 0"
          )
          let page = try await Self.text("#page", in: browser)
          // White space is collapsed on screen.
          #expect(page.contains(Escaping.printable(HTMLFixture.payloads[index])))
        }
        let bad: Int = try await browser.run(
          """
          dispatchEvent(new Event('beforeprint'));
          const all = [...document.querySelectorAll('*')];
          const count = all.filter((node) => node.matches('img, iframe, object, embed, base, link, form:not(.tools), script[src]')
            || /^(javascript|data|vbscript):/i.test(node.getAttribute('href') || '')
            || [...node.attributes].some((attribute) => attribute.name.startsWith('on'))).length;
          return count + (typeof window.pwned === 'undefined' ? 0 : 1000);
          """)
        #expect(bad == 0)
      }
      #expect(try await Self.count("script", in: browser) == 1)
    }
  }
}

/// Where this checkout is.
enum LayoutPaths {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
}

import Foundation
import KeysweepModel
import KeysweepTestSupport
import Testing

@testable import KeysweepReporting

/// How the page looks, and how it does with much in it.
extension BrowserTests {
  @Test("Light and dark by the system and by the button, narrow and wide, and on paper")
  func looks() async throws {
    let estate = HTMLFixture.estate(credentials: 400, places: 3)
    try await Self.with(estate) { browser, path in
      let background = "return getComputedStyle(document.body).backgroundColor"
      for (width, height) in [(1280, 900), (400, 850)] {
        try await browser.resize(width: width, height: height)
        for isDark in [false, true] {
          try await browser.media(isDark: isDark)
          try await browser.open(path)
          #expect(
            try await browser.run(background) == (isDark ? "rgb(14, 19, 25)" : "rgb(244, 246, 248)")
          )
          let name = "\(width)-\(isDark ? "dark" : "light")"
          try await Self.picture(browser, "list-\(name)")
          let overflow: Int = try await browser.run(
            "return document.documentElement.scrollWidth - document.documentElement.clientWidth")
          #expect(overflow <= 0, "\(name) scrolls sideways")
          try await browser.click(".row a.key")
          try await Self.settle(browser, "!document.getElementById('page').hidden")
          try await Self.picture(browser, "credential-\(name)")
        }
      }
      try await browser.media(isDark: true)
      try await browser.resize(width: 1280, height: 900)
      try await browser.open(path)
      try await browser.click("#theme")
      #expect(try await browser.run(background) == "rgb(244, 246, 248)")
      try await browser.media(isPaper: true)
      let printed: Int = try await browser.run(
        "dispatchEvent(new Event('beforeprint')); return document.querySelectorAll('.paper-item').length"
      )
      #expect(printed == 400)
      #expect(
        try await browser.run("return getComputedStyle(document.querySelector('.tools')).display")
          == "none")
      let left: Int = try await browser.run(
        "dispatchEvent(new Event('afterprint')); return document.querySelectorAll('.paper-item').length"
      )
      #expect(left == 0)
    }
  }

  static func picture(_ browser: Browser, _ name: String) async throws {
    try await browser.screenshot(pictures.appending(path: "\(name).png").path())
  }

  @Test("Text has a contrast of 4.5 to 1 at least", arguments: [false, true])
  func contrast(isDark: Bool) async throws {
    try await Self.with(HTMLFixture.report) { browser, path in
      try await browser.media(isDark: isDark)
      for fragment in ["", "c=\(HTMLFixture.fingerprint(0))"] {
        try await browser.open(path, fragment: fragment)
        let low: [String] = try await browser.run(Self.contrastScript)
        #expect(low.isEmpty)
      }
    }
  }

  /// Every element with text of its own: the contrast with the nearest background (WCAG 2.2, 1.4.3).
  static let contrastScript = """
    const parse = (text) => (text.match(/[0-9.]+/g) || []).map(Number);
    const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
      .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
      .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
    const behind = (node) => {
      for (; node; node = node.parentElement) {
        const color = parse(getComputedStyle(node).backgroundColor);
        if (color.length === 3 || color[3] > 0) return color;
      }
      return [255, 255, 255];
    };
    return [...document.querySelectorAll('body *')].filter((node) =>
      [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim())
      && node.checkVisibility() && !node.closest('svg, option, :disabled'))
      .map((node) => {
        const a = light(parse(getComputedStyle(node).color));
        const b = light(behind(node));
        return [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), node];
      }).filter(([ratio]) => ratio < 4.5)
      .map(([ratio, node]) => `${ratio.toFixed(2)} ${node.className} ${node.innerText.slice(0, 40)}`);
    """

  @Test("Without scripts there is a summary and what opens the door first")
  func withoutScripts() async throws {
    try await Self.with(HTMLFixture.report) { browser, path in
      try await browser.allowScripts(false)
      try await browser.open(path)
      try await Self.picture(browser, "without-scripts")
      // Chromium still runs what a driver asks for.
      let text = try await Self.text("main", in: browser)
      for words in ["2 of 11 credentials still open", "AKIARTX3GSDSQAAAAAAA", "src/app.env:1:7"] {
        #expect(text.contains(words), "\(words)")
      }
      #expect(try await Self.count(".js", in: browser) == 0)
      try await browser.allowScripts(true)
    }
  }

  @Test(
    "50 000 places load, are filtered and opened in bounded time",
    arguments: [(50_000, 1), (50, 1000)])
  func large(credentials: Int, places: Int) async throws {
    let report = HTMLFixture.estate(credentials: credentials, places: places)
    var bytes = 0
    let render = ContinuousClock().measure {
      HTMLReporter().write(report) { bytes += $0.utf8.count }
    }
    try await Self.with(report) { browser, path in
      let clock = ContinuousClock()
      let load = try await clock.measure { try await browser.open(path) }
      let rows = try await Self.count(".rows .row", in: browser)
      #expect(rows == 25)
      let search: Double = try await browser.run(
        """
        const start = performance.now();
        const search = document.getElementById('search');
        search.value = 'config/prod.env';
        document.querySelector('input[value=active]').click();
        search.value = 'alice config';
        search.dispatchEvent(new Event('input'));
        return performance.now() - start;
        """)
      try await Self.settle(browser, "document.getElementById('count').innerText.includes(' of ')")
      let open: Double = try await browser.run(
        """
        const start = performance.now();
        document.querySelector('.row a.key').click();
        return performance.now() - start;
        """)
      try await Self.settle(browser, "!document.getElementById('page').hidden")
      print(
        "\(credentials) × \(places): \(bytes) bytes in \(render), load \(load), filter \(search) ms, open \(open) ms"
      )
      // A tenth of that on an idle machine.
      #expect(load < .seconds(30))
      #expect(search < 10_000)
      #expect(open < 5000)
    }
  }
}

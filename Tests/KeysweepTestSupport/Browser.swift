import Foundation

/// A real browser without a window, driven through chromedriver (W3C WebDriver) on a port of this
/// machine.
///
/// It ends with its owner, and after ten minutes in any case. `.ci/deps.sh test` installs it.
public final class Browser: @unchecked Sendable {
  // Sendable: nothing changes after `init`; tests use one from one task at a time.
  private let tree: TempTree
  private let process: Process
  private let port: UInt16
  private let session: String

  /// Whether there is a browser to start.
  public static let isInstalled = program != nil && driver != nil

  private static let program = find(["chromium", "chromium-browser", "google-chrome"])
  private static let driver = find(["chromedriver"])

  private static func find(_ names: [String]) -> String? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":")
    return names.lazy.flatMap { name in folders.map { "\($0)/\(name)" } }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// A key that is no character, as WebDriver names it.
  public enum Key: String, Sendable {
    /// Enter.
    case enter = "\u{E007}"
    /// Escape.
    case escape = "\u{E00C}"
    /// The arrow that points up.
    case up = "\u{E013}"
    /// The arrow that points down.
    case down = "\u{E015}"
    /// Tab.
    case tab = "\u{E004}"
  }

  private struct Answer<Value: Decodable>: Decodable { var value: Value }
  private struct Session: Decodable { var sessionId: String }
  private struct Entry: Decodable { var level: String, message: String }
  private struct Picture: Decodable { var data: String }
  /// An answer that nobody looks at.
  private struct Nothing: Decodable { init(from decoder: any Decoder) throws {} }

  /// Starts a browser.
  ///
  /// - Throws: When it is not up within a minute.
  public init() async throws {
    guard let program = Self.program, let driver = Self.driver else {
      throw BrowserError(description: "no chromium, or no chromedriver; run .ci/deps.sh test")
    }
    tree = try TempTree()
    let log = try tree.write("log", "")
    process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    // A group of processes of its own, which ends together. It has to be killed: what a thread of a
    // pool starts inherits that signals are blocked.
    process.arguments = ["timeout", "--signal=KILL", "600", driver, "--port=0"]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: URL(filePath: log))
    process.standardError = FileHandle.nullDevice
    try process.run()
    var found: UInt16?
    for _ in 0..<600 where found == nil {
      try await Task.sleep(for: .milliseconds(100))
      found = try String(contentsOfFile: log, encoding: .utf8)
        .firstMatch(of: /on port ([0-9]+)\./).flatMap { UInt16($0.output.1) }
    }
    guard let found else {
      kill(-process.processIdentifier, SIGKILL)
      throw BrowserError(description: "chromedriver did not start")
    }
    port = found
    let options: [String: Any] = [
      "binary": program,
      "args": [
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
        "--no-first-run", "--force-prefers-reduced-motion", "--user-data-dir=\(tree("profile"))",
        "--window-size=1280,900",
      ],
    ]
    let capabilities: [String: Any] = [
      "browserName": "chrome", "goog:chromeOptions": options,
      "goog:loggingPrefs": ["browser": "ALL", "performance": "ALL"],
    ]
    do {
      let answer: Session = try await Self.call(
        found, "/session", ["capabilities": ["alwaysMatch": capabilities]])
      session = answer.sessionId
    } catch {
      kill(-process.processIdentifier, SIGKILL)
      throw error
    }
  }

  deinit { kill(-process.processIdentifier, SIGKILL) }

  /// Ends the browser.
  public func quit() async {
    _ = try? await LocalHTTP.send("DELETE", port: port, path: "/session/\(session)", body: Data())
    _ = try? await LocalHTTP.send("GET", port: port, path: "/shutdown", body: Data())
  }

  // MARK: Pages

  /// Opens a file and waits until it is loaded.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - fragment: What stands behind `#`.
  /// - Throws: When there is no such page.
  public func open(_ path: String, fragment: String = "") async throws {
    let suffix = fragment.isEmpty ? "" : "#\(fragment)"
    try await send("url", ["url": "\(URL(filePath: path).absoluteString)\(suffix)"])
  }

  /// Runs a script in the page: the body of a function.
  ///
  /// - Parameter script: The script; it returns the value.
  /// - Returns: The value.
  /// - Throws: What the script threw, or when the value is of another type.
  public func run<Value: Decodable>(_ script: String) async throws -> Value {
    try await call("execute/sync", ["script": script, "args": [String]()])
  }

  /// Clicks the first element that a selector finds, where a person would.
  public func click(_ selector: String) async throws {
    let element: [String: String] = try await call(
      "element", ["using": "css selector", "value": selector])
    try await send("element/\(element.values.first ?? "")/click", [:])
  }

  /// Types on the keyboard, into what has the focus.
  public func type(_ text: String) async throws {
    let keys = text.map(String.init).flatMap { key in
      [["type": "keyDown", "value": key], ["type": "keyUp", "value": key]]
    }
    try await send("actions", ["actions": [["type": "key", "id": "keyboard", "actions": keys]]])
  }

  /// Presses a key.
  public func press(_ key: Key) async throws { try await type(key.rawValue) }

  // MARK: Looks

  /// Sets the size of the page's part that is seen, in pixels.
  public func resize(width: Int, height: Int) async throws {
    try await command(
      "Emulation.setDeviceMetricsOverride",
      ["width": width, "height": height, "deviceScaleFactor": 1, "mobile": false])
  }

  /// Makes the system dark or light, or the medium paper.
  public func media(isDark: Bool = false, isPaper: Bool = false) async throws {
    try await command(
      "Emulation.setEmulatedMedia",
      [
        "media": isPaper ? "print" : "",
        "features": [["name": "prefers-color-scheme", "value": isDark ? "dark" : "light"]],
      ])
  }

  /// Switches scripts off or on, for pages that are opened then.
  public func allowScripts(_ isAllowed: Bool) async throws {
    try await command("Emulation.setScriptExecutionDisabled", ["value": !isAllowed])
  }

  /// Writes a picture of the whole page.
  public func screenshot(_ path: String) async throws {
    let picture: Picture = try await call(
      "goog/cdp/execute",
      ["cmd": "Page.captureScreenshot", "params": ["captureBeyondViewport": true]])
    try FileManager.default.createDirectory(
      at: URL(filePath: path).deletingLastPathComponent(), withIntermediateDirectories: true)
    try (Data(base64Encoded: picture.data) ?? Data()).write(to: URL(filePath: path))
  }

  // MARK: Logs

  /// What was written on the console since the last call, violations of the policy too.
  public func console() async throws -> [String] {
    let entries: [Entry] = try await call("se/log", ["type": "browser"])
    return entries.map { "\($0.level): \($0.message)" }
  }

  /// The addresses that were asked for since the last call.
  public func requests() async throws -> [String] {
    let entries: [Entry] = try await call("se/log", ["type": "performance"])
    return try entries.compactMap { entry in
      let object = try JSONSerialization.jsonObject(with: Data(entry.message.utf8))
      let message = (object as? [String: Any])?["message"] as? [String: Any]
      guard message?["method"] as? String == "Network.requestWillBeSent" else { return nil }
      let request = (message?["params"] as? [String: Any])?["request"] as? [String: Any]
      return request?["url"] as? String
    }
  }

  // MARK: Protocol

  private func command(_ name: String, _ parameters: [String: Any]) async throws {
    try await send("goog/cdp/execute", ["cmd": name, "params": parameters])
  }

  private func send(_ path: String, _ body: [String: Any]) async throws {
    let _: Nothing? = try await call(path, body)
  }

  private func call<Value: Decodable>(_ path: String, _ body: [String: Any]) async throws -> Value {
    try await Self.call(port, "/session/\(session)/\(path)", body)
  }

  private static func call<Value: Decodable>(
    _ port: UInt16, _ path: String, _ body: [String: Any]
  ) async throws -> Value {
    let data = try JSONSerialization.data(withJSONObject: body)
    let (status, answer) = try await LocalHTTP.send("POST", port: port, path: path, body: data)
    guard status == 200 else {
      throw BrowserError(description: String(decoding: answer.prefix(2000), as: UTF8.self))
    }
    return try JSONDecoder().decode(Answer<Value>.self, from: answer).value
  }
}

/// Something that the browser did not like.
public struct BrowserError: Error, CustomStringConvertible {
  /// What it said.
  public var description: String
}

internal import Crypto
internal import Mustache

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// The files in `HTML/Assets`, joined: templates, one style, one script, and their digests.
struct HTMLAssets: Sendable {
  let style: String
  let script: String
  /// What the page may do: show its style, run its script, and nothing else.
  let policy: String
  private let templates: MustacheLibrary

  static let shared = HTMLAssets()

  private init() {
    style = Self.join([
      PackageResources.base_css, PackageResources.parts_css, PackageResources.charts_css,
      PackageResources.print_css,
    ])
    // One function around all of it, so that nothing is global.
    script =
      "(() => {\n\"use strict\";\n"
      + Self.join([
        PackageResources.dom_js, PackageResources.data_js, PackageResources.timeline_js,
        PackageResources.filter_js, PackageResources.toolbar_js, PackageResources.list_js,
        PackageResources.tree_js, PackageResources.treemap_js, PackageResources.people_js,
        PackageResources.detail_js, PackageResources.main_js,
      ]) + "})();\n"
    policy =
      "default-src 'none'; style-src '\(Self.digest(style))'; script-src '\(Self.digest(script))'; "
      + "base-uri 'none'; form-action 'none'"
    MustacheContentTypes.register(ScalarEscaping(), named: ScalarEscaping.name)
    var templates = MustacheLibrary()
    for (name, bytes) in [
      ("page", PackageResources.page_mustache), ("findings", PackageResources.findings_mustache),
      ("swept", PackageResources.swept_mustache),
    ] {
      do {
        try templates.register(String(decoding: bytes, as: UTF8.self), named: name)
      } catch {
        preconditionFailure("template \(name): \(error)")  // They are ours, and tested.
      }
    }
    self.templates = templates
  }

  /// Fills a template.
  func render(_ name: String, _ values: Any) -> String {
    templates.render(values, withTemplate: name) ?? ""
  }

  private static func join(_ files: [[UInt8]]) -> String {
    files.map { String(decoding: $0, as: UTF8.self) }.joined()
  }

  private static func digest(_ text: String) -> String {
    "sha256-" + Data(SHA256.hash(data: Data(text.utf8))).base64EncodedString()
  }
}

/// HTML escaping by scalars.
///
/// That of the library goes by characters: a quote with a combining mark behind it is another
/// character, stays as it is, and ends an attribute.
struct ScalarEscaping: MustacheContentType {
  static let name = "SCALARS"

  func escapeText(_ text: String) -> String {
    var result: [UInt8] = []
    result.reserveCapacity(text.utf8.count)
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "<"): result += "&lt;".utf8
      case UInt8(ascii: ">"): result += "&gt;".utf8
      case UInt8(ascii: "&"): result += "&amp;".utf8
      case UInt8(ascii: "\""): result += "&quot;".utf8
      case UInt8(ascii: "'"): result += "&#39;".utf8
      default: result.append(byte)
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}

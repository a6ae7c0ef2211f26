public import KeysweepModel

/// Writes an audit.
public protocol AuditReporter: Sendable {
  /// Writes the audit.
  ///
  /// - Parameters:
  ///   - audit: What to write.
  ///   - write: Gets the text in order.
  func write(_ audit: Audit, to write: (String) -> Void)
}

/// The formats an audit can have.
public enum AuditFormat: String, Sendable, CaseIterable {
  /// For people.
  case text
  /// One JSON document, `keysweep-audit/1`.
  case json
  /// One row a finding.
  case csv

  /// The reporter of this format.
  ///
  /// - Parameter style: How text looks; other formats do not use it.
  /// - Returns: The reporter.
  public func reporter(style: TextStyle = TextStyle()) -> any AuditReporter {
    switch self {
    case .text: AuditTextReporter(style: style)
    case .json: AuditJSONReporter()
    case .csv: AuditCSVReporter()
    }
  }
}

extension [Control] {
  /// `CIS 7.0 2.11, IAM.22`: of CIS the newest version that has the control, of AWS Config nothing.
  var short: String {
    var parts: [String] = []
    let newest = filter { $0.framework == .cis }
      .max { ($0.versions.last ?? "").isOlder(than: $1.versions.last ?? "") }
    if let newest, let version = newest.versions.last {
      parts.append("CIS \(version) \(newest.id)")
    }
    parts += filter { $0.framework == .securityHub }.map(\.id)
    return parts.joined(separator: ", ")
  }

  /// All of them: `CIS AWS Foundations 1.2: 1.3; 1.4 to 4.0: 1.12. Security Hub IAM.22. …`.
  var full: [String] {
    Control.Framework.allCases.compactMap { framework in
      let own = filter { $0.framework == framework }
      guard !own.isEmpty else { return nil }
      let words = own.map { control -> String in
        guard let first = control.versions.first, let last = control.versions.last else {
          return control.id
        }
        return "\(first == last ? first : "\(first) to \(last)"): \(control.id)"
      }
      return "\(framework.title) " + words.joined(separator: framework == .cis ? "; " : ", ")
    }
  }
}

extension String {
  /// Compares version numbers part by part.
  fileprivate func isOlder(than other: String) -> Bool {
    let numbers = [self, other].map { $0.split(separator: ".").map { Int($0) ?? 0 } }
    return numbers[0].lexicographicallyPrecedes(numbers[1])
  }
}

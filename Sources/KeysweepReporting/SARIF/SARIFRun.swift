internal import KeysweepModel

/// What of a run stands behind its results: how it went, where it was, and what was cut.
struct SARIFRun {
  private let report: SweepReport
  private let cut: SARIFReporter.Cut

  init(_ report: SweepReport, _ cut: SARIFReporter.Cut) {
    self.report = report
    self.cut = cut
  }

  /// Writes the members behind `results`.
  func write(_ places: inout SARIFPlaces, _ json: inout JSONText, _ write: (String) -> Void) {
    let notifications = notifications(&places)
    json.object { json in
      json.array("invocations") { json in
        json.object { json in
          json.member("executionSuccessful", report.summary.isComplete)
          json.key("toolExecutionNotifications")
          json.array(of: notifications) { json, notification in
            json.raw("\n")
            notification(&json)
          }
        }
      }
      json.object("automationDetails") { json in
        json.member("id", "keysweep/")
        json.object("description") { $0.member("text", "A sweep for leaked AWS keys.") }
      }
      json.array("taxonomies") { Self.writeTaxonomy(&$0) }
      places.writeNamed(&json)
      writeProperties(&json)
    }
    // The members without the braces around them.
    write(String(json.take().dropFirst().dropLast()))
  }

  private static func writeTaxonomy(_ json: inout JSONText) {
    json.object { json in
      json.member("name", "CWE")
      json.member("organization", "MITRE")
      json.member("informationUri", "https://cwe.mitre.org/")
      json.object("shortDescription") {
        $0.member("text", "The MITRE Common Weakness Enumeration")
      }
      json.array(
        "taxa",
        of: [
          (798, "Use of Hard-coded Credentials"),
          (312, "Cleartext Storage of Sensitive Information"),
        ]
      ) { json, taxon in
        json.object { json in
          json.member("id", "CWE-\(taxon.0)")
          json.object("shortDescription") { $0.member("text", taxon.1) }
          json.member("helpUri", "https://cwe.mitre.org/data/definitions/\(taxon.0).html")
        }
      }
    }
  }

  private func writeProperties(_ json: inout JSONText) {
    let summary = JSONModel.Summary(report)
    json.object("properties") { json in
      json.member("asOf", report.asOf.iso8601)
      json.member("staleAfterDays", report.staleAfterDays)
      json.member("credentials", summary.credentials)
      json.member("usable", summary.usable)
      json.object("byStatus") { json in
        for status in Status.allCases {
          json.key(text: status.rawValue)
          json.value(summary.byStatus[status.rawValue] ?? 0)
        }
      }
      json.member("files", summary.files)
      json.member("objects", summary.objects)
    }
  }

  // MARK: Notifications

  private func notifications(_ places: inout SARIFPlaces) -> [(inout JSONText) -> Void] {
    var all: [(inout JSONText) -> Void] = []
    for incident in report.summary.incidents {
      let place = FilePlace(
        FindingLocation(
          path: incident.path,
          position: Position(offset: 0, length: 0, line: incident.line ?? 1, column: 1), rule: "",
          pairing: .none))
      var location = JSONText()
      places.write(place, nil, nil, &location)
      let level = incident.makesIncomplete ? "error" : "note"
      all.append { json in
        Self.write(
          incident.kind.rawValue, level,
          "\(place.shown): \(incident.kind.rawValue): \(Escaping.printable(incident.detail))", &json
        ) { json in
          guard !incident.path.bytes.isEmpty else { return }
          json.array("locations") { json in
            json.object { json in
              json.object("physicalLocation") { json in
                json.members(location)
                if let line = incident.line, line > 0 {
                  json.object("region") { $0.member("startLine", line) }
                }
              }
            }
          }
        }
      }
    }
    // Of some kinds there may be more than are kept.
    for kind in Incident.Kind.allCases {
      let named = report.summary.incidents.count { $0.kind == kind }
      let count = report.summary.incidentCounts[kind] ?? 0
      guard count > named else { continue }
      let level = kind.makesIncomplete ? "error" : "note"
      let text = "\(kind.rawValue): \(Amounts.number(count - named)) more, not named"
      all.append { Self.write(kind.rawValue, level, text, &$0) }
    }
    for text in limits { all.append { Self.write(SARIFRules.limits, "warning", text, &$0) } }
    return all
  }

  /// What consumers or we leave out, in words.
  private var limits: [String] {
    typealias Limit = SARIFReporter.Limit
    var limits: [String] = []
    if cut.lostResults > 0 {
      limits.append(
        "GitHub takes \(Amounts.number(Limit.results)) results: "
          + "\(Amounts.number(cut.lostResults)) of the least severe are left out; "
          + "--format jsonl has them")
    }
    if cut.results > Limit.shownResults {
      limits.append(
        "GitHub shows \(Amounts.number(Limit.shownResults)) of the "
          + "\(Amounts.number(cut.results)) results, the most severe")
    }
    if cut.lostLocations > 0 {
      limits.append(
        "\(Amounts.count(cut.lostLocations, "location")) left out, because GitHub takes "
          + "\(Amounts.number(Limit.locations)) of a result and 10 MB in all")
    }
    let kept = report.findings.reduce(0) { $0 + $1.locations.count }
    let counted = report.findings.reduce(0) { $0 + $1.locationCount }
    if counted > kept {
      limits.append(
        "\(Amounts.count(counted - kept, "location")) counted only; --max-locations keeps more, and "
          + "--format jsonl has all")
    }
    return limits
  }

  private static func write(
    _ kind: String, _ level: String, _ text: String, _ json: inout JSONText,
    _ more: (inout JSONText) -> Void = { _ in }
  ) {
    json.object { json in
      json.object("descriptor") { json in
        json.member("id", kind)
        json.member("index", ifAny: SARIFRules.notifications.firstIndex(of: kind))
      }
      json.member("level", level)
      json.object("message") { $0.member("text", SARIFResult.escaped(text)) }
      more(&json)
    }
  }
}

internal import KeysweepModel

/// Reads the access keys that a Terraform state manages.
///
/// The state also holds their secrets, which are not decoded. Formats: version 4 (`resources`) and
/// version 3 (`modules`), which Terraform before 0.12 wrote.
enum TerraformState {
  static let format = "terraform-state"
  private static let kind = "aws_iam_access_key"

  private struct State: Decodable {
    var resources: [Resource]?
    var modules: [Module]?
  }

  /// A resource of version 4.
  private struct Resource: Decodable {
    struct Instance: Decodable {
      var attributes: Key?
    }
    var instances: [Instance]

    private enum CodingKeys: String, CodingKey {
      case type, instances
    }

    init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      // Other resources have attributes of other kinds.
      let isKey = (try? values.decode(String.self, forKey: .type)) == kind
      instances = isKey ? try values.decode([Instance].self, forKey: .instances) : []
    }
  }

  private struct Module: Decodable {
    var resources: [String: OldResource]?
  }

  /// A resource of version 3.
  private struct OldResource: Decodable {
    struct Instance: Decodable {
      var attributes: Key?
    }
    var primary: Instance?

    private enum CodingKeys: String, CodingKey {
      case type, primary
    }

    init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      let isKey = (try? values.decode(String.self, forKey: .type)) == kind
      primary = isKey ? try values.decodeIfPresent(Instance.self, forKey: .primary) : nil
    }
  }

  private struct Key: Decodable {
    var id: String
    var user: String?
    var status: String?
    var create_date: AWSTime?
  }

  /// Reads a state; one without keys says nothing.
  static func load(_ bytes: Bytes, line: Int, into sink: inout FactSink) throws(DocumentError) {
    let state = try AWSDocument.decode(State.self, from: bytes)
    sink.recognise(format)
    let current = (state.resources ?? []).flatMap(\.instances).compactMap(\.attributes)
    let old = (state.modules ?? []).flatMap { $0.resources?.values.map { $0 } ?? [] }
      .compactMap { $0.primary?.attributes }
    for key in current + old.sorted(by: { $0.id < $1.id }) {
      var record = KeyTableRow(line: line)
      record.id = key.id
      record.status = key.status
      record.created = key.create_date?.text
      record.user = key.user
      record.isUserUnknown = key.user == nil
      record.emit(format, into: &sink)
    }
  }
}

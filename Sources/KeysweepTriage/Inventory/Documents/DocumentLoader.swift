internal import KeysweepModel

/// What is known about a document from what stands around it.
struct DocumentContext {
  /// Where the document starts.
  var line: Int
  /// Told by the collector.
  var account: AccountID?
  var partition: String?
  var user: String?
  var key: String?
  /// When the call was made.
  var asOf: Instant?
  /// How many documents stand around this one.
  var nesting = 0

  init(line: Int) { self.line = line }

  /// Whether the collector vouches for the call's arguments.
  var isCollected: Bool { asOf != nil }
}

/// Reads JSON documents of all kinds, mixed, and hands each to who knows it.
///
/// A document is known by the names of its members. What it is told by nothing else: the same file
/// may hold lists, users and log records.
struct DocumentLoader {
  var trail = CloudTrailReader()
  var tables = TableRows()
  /// Whether the key in the file's name has been given to a document.
  var hasUsedFileName = false

  /// Reads everything that a window gives.
  ///
  /// - Parameters:
  ///   - window: Stands at the first byte.
  ///   - sink: Gets facts and remarks.
  static func load(_ window: ByteWindow, into sink: inout FactSink) {
    let isFamiliar = Sniffer.looksFamiliar(window.unread)
    var loader = DocumentLoader()
    var stream = JSONStream(window)
    var arrays: Set<JSONStream.Container> = []
    while let piece = stream.next() {
      switch piece {
      case .document(let bytes, let line):
        loader.load(bytes, DocumentContext(line: line), into: &sink)
      case .element(let bytes, let container, let line):
        loader.load(bytes, of: container, DocumentContext(line: line), into: &sink)
      case .container(let container, _):
        arrays.insert(container)
      case .problem(let line, let reason):
        if isFamiliar {
          sink.malformed(line: line, "left out: \(reason)")
        } else {
          sink.foreign(line: line, "left out: \(reason)")
        }
      }
    }
    loader.trail.flush(into: &sink)
    if arrays.contains(.records) || arrays.contains(.events) {
      sink.recognise(CloudTrailReader.format)
    } else if !arrays.isEmpty, sink.firstProblem == nil, sink.inputs.isEmpty {
      sink.recognise("empty-array")
    }
  }

  /// Reads an element of an array that says what its elements are.
  mutating func load(
    _ bytes: Bytes, of container: JSONStream.Container, _ context: DocumentContext,
    into sink: inout FactSink
  ) {
    if container == .records {
      trail.load(bytes, line: context.line, into: &sink)
    } else {
      load(bytes, context, into: &sink)
    }
  }

  /// Reads one document.
  mutating func load(_ bytes: Bytes, _ context: DocumentContext, into sink: inout FactSink) {
    let names = JSONFields.names(of: bytes)
    do throws(DocumentError) {
      if try loadCall(bytes, names, context, into: &sink) { return }
      if try loadFinding(bytes, names, context, into: &sink) { return }
      if try loadWrapped(bytes, names, context, into: &sink) { return }
      let some = names.sorted().prefix(4).map { String($0.prefix(40)) }
      sink.foreign(
        line: context.line,
        "left out: not an AWS CLI document that keysweep knows; its members: "
          + (some.isEmpty ? "none" : some.joined(separator: ", ")))
    } catch {
      sink.malformed(line: context.line, "left out: \(error.reason)")
    }
  }

  /// Answers of AWS APIs.
  private mutating func loadCall(
    _ bytes: Bytes, _ names: Set<String>, _ context: DocumentContext, into sink: inout FactSink
  ) throws(DocumentError) -> Bool {
    if names.contains("AccessKeyMetadata") {
      try KeyDocuments.list(bytes, context, into: &sink)
    } else if names.contains("AccessKeyLastUsed") {
      try lastUse(bytes, context, into: &sink)
    } else if names.contains("Content") {
      try KeyDocuments.report(bytes, context, into: &sink)
    } else if names.contains("AccessKey") {
      try KeyDocuments.created(bytes, context, into: &sink)
    } else if names.contains("Users") {
      try UserDocuments.users(bytes, context, into: &sink)
    } else if names.contains("UserDetailList") {
      try UserDocuments.details(bytes, context, into: &sink)
    } else if names.contains("SummaryMap") {
      try UserDocuments.summary(bytes, context, into: &sink)
    } else if names.contains("CloudTrailEvent") {
      trail.load(lookup: bytes, line: context.line, into: &sink)
    } else if CloudTrailReader.recognises(names) {
      trail.load(bytes, line: context.line, into: &sink)
    } else if tables.load(bytes, names, line: context.line, into: &sink) {
      return true
    } else if names.contains("AccessKeyId") {
      try KeyDocuments.entry(bytes, context, into: &sink)
    } else if names.isSubset(of: ["UserId", "Account", "Arn"]) && names.contains("Account")
      || names.isSubset(of: ["State", "Description"]) && names.contains("State")
    {
      sink.notice(
        line: context.line,
        "the answer of \(names.contains("State") ? "generate-credential-report" : "get-caller-identity") says nothing about keys"
      )
    } else {
      return false
    }
    return true
  }

  /// Findings of services that watch keys, and what else knows keys.
  private func loadFinding(
    _ bytes: Bytes, _ names: Set<String>, _ context: DocumentContext, into sink: inout FactSink
  ) throws(DocumentError) -> Bool {
    func has(_ name: String) -> Bool {
      names.contains(name) || names.contains(name.prefix(1).lowercased() + name.dropFirst())
    }
    if names.contains("Resources"), names.contains("AwsAccountId") || names.contains("ProductArn") {
      try SecurityHubFindings.load(bytes, line: context.line, into: &sink)
    } else if has("Resource"), has("Service"), has("Type") {
      try GuardDutyFindings.load(bytes, line: context.line, into: &sink)
    } else if has("FindingType") {
      try AccessAnalyzerFindings.load(bytes, line: context.line, into: &sink)
    } else if names.contains("result") {
      try TrustedAdvisorResults.load(bytes, line: context.line, into: &sink)
    } else if names.contains("version"), names.contains("resources") || names.contains("modules") {
      try TerraformState.load(bytes, line: context.line, into: &sink)
    } else {
      return false
    }
    return true
  }

  /// Documents in documents: of the collector, of EventBridge, and arrays that were not cut because
  /// they lie deeper.
  private mutating func loadWrapped(
    _ bytes: Bytes, _ names: Set<String>, _ context: DocumentContext, into sink: inout FactSink
  ) throws(DocumentError) -> Bool {
    guard context.nesting < 3 else { return false }
    var inner = context
    inner.nesting += 1
    if names.contains("keysweepCollect") {
      let call = try CollectedCall(bytes)
      guard let response = JSONFields.value("response", of: bytes),
        response.first == UInt8(ascii: "{") || response.first == UInt8(ascii: "[")
      else {
        throw DocumentError(reason: call.failure)
      }
      call.apply(to: &inner)
      load(response, inner, into: &sink)
      return true
    }
    if names.contains("detail-type"), let detail = JSONFields.value("detail", of: bytes) {
      load(detail, inner, into: &sink)
      return true
    }
    var arrays: [(JSONStream.Container, Bytes)] = []
    JSONFields.forEachMember(of: bytes) { name, value in
      if let container = JSONStream.Container(name), value.first == UInt8(ascii: "[") {
        arrays.append((container, value))
      }
    }
    for (container, array) in arrays {
      if container == .records || container == .events { sink.recognise(CloudTrailReader.format) }
      var elements: [Bytes] = []
      JSONFields.forEachElement(of: array) { elements.append($0) }
      for element in elements { load(element, of: container, inner, into: &sink) }
    }
    return !arrays.isEmpty
  }

  private mutating func lastUse(
    _ bytes: Bytes, _ context: DocumentContext, into sink: inout FactSink
  ) throws(DocumentError) {
    var context = context
    if context.key == nil, !hasUsedFileName {
      context.key = KeyDocuments.keyID(inName: sink.path)
      hasUsedFileName = context.key != nil
    }
    try KeyDocuments.lastUse(bytes, context, into: &sink)
  }
}

public import KeysweepModel

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

extension Inventory {
  /// The largest file that is taken for an inventory, in bytes.
  private static let maxBytes = 1 << 30

  /// Reads files and folders; each input is recognised by what it holds, never by its name.
  ///
  /// - Parameters:
  ///   - paths: Files, or folders that are read with everything below them.
  ///   - asOf: The time at which everything was true, over what the inputs say themselves.
  /// - Returns: The index.
  /// - Throws: ``InventoryError`` when a named file is no inventory, or a folder holds none.
  public static func load(
    paths: [SourcePath], asOf: Instant? = nil
  ) throws(InventoryError) -> Inventory {
    let (inputs, incidents) = try loadInputs(paths: paths, asOf: asOf)
    return Inventory(inputs, incidents: incidents)
  }

  /// Reads files and folders, and dates what they hold.
  static func loadInputs(
    paths: [SourcePath], asOf: Instant?
  ) throws(InventoryError) -> (inputs: [LoadedInput], incidents: [Incident]) {
    var inputs: [LoadedInput] = []
    var incidents: [Incident] = []
    for path in paths {
      let text = path.lossyText
      var status = stat()
      guard stat(text, &status) == 0 else {
        throw InventoryError(
          path: path, reason: "\(String(cString: strerror(errno))); check the path")
      }
      guard status.st_mode & S_IFMT == S_IFDIR else {
        let loaded = try load(file: path)
        inputs += loaded
        continue
      }
      let before = inputs.count
      for file in files(below: text) {
        do throws(InventoryError) {
          inputs += try load(file: SourcePath(file))
        } catch {
          incidents.append(Incident(.notice, path: error.path, detail: "not used: \(error.reason)"))
        }
      }
      if inputs.count == before {
        throw InventoryError(
          path: path,
          reason: """
            no inventory in this folder; expected credential reports (CSV or get-credential-report \
            JSON) or list-access-keys JSON
            """)
      }
    }
    for index in inputs.indices { date(&inputs[index], override: asOf) }
    return (inputs, incidents)
  }

  /// Takes the time from the option, else from the content, else from the file's name.
  private static func date(_ input: inout LoadedInput, override: Instant?) {
    if let override {
      input.asOf = override
      input.asOfIsLowerBound = false
    } else if input.asOfIsLowerBound, let named = ReportTime.inName(input.path.lastComponent),
      named >= input.asOf ?? named
    {
      input.asOf = named
      input.asOfIsLowerBound = false
    }
  }

  /// Reads one file.
  private static func load(file path: SourcePath) throws(InventoryError) -> [LoadedInput] {
    let data = try read(path)
    guard !data.isEmpty else { throw InventoryError(path: path, reason: "the file is empty") }
    if SealedFormat.recognises(data) { return try SealedReader.load(data[...], path: path) }
    let inputs = recognise(data[...], path: path)
    guard !inputs.isEmpty else {
      throw InventoryError(path: path, reason: describeForeign(data))
    }
    guard inputs.contains(where: { !$0.facts.isEmpty || $0.incidents.isEmpty }) else {
      let first = inputs.flatMap(\.incidents).first
      throw InventoryError(
        path: path,
        reason: "no usable row; line \(first?.line ?? 1): \(first?.detail ?? "nothing there")")
    }
    return inputs
  }

  /// Recognises the content: CSV, JSON, or base64 of CSV as `--output text` prints it.
  static func recognise(_ bytes: ArraySlice<UInt8>, path: SourcePath) -> [LoadedInput] {
    if CredentialReportLoader.recognises(bytes) {
      return [CredentialReportLoader.load(bytes, path: path)]
    }
    if JSONInventoryLoader.recognises(bytes) {
      return JSONInventoryLoader.load(bytes, path: path)
    }
    // `user,arn,` in base64.
    let trimmed = bytes.drop { $0 <= 0x20 }
    guard trimmed.starts(with: Array("dXNlcixhcm4s".utf8)) else { return [] }
    let end = trimmed.firstIndex(of: 0x09) ?? trimmed.endIndex
    guard let csv = Data(base64Encoded: Data(trimmed[..<end]), options: .ignoreUnknownCharacters)
    else { return [] }
    let decoded = [UInt8](csv)[...]
    guard CredentialReportLoader.recognises(decoded) else { return [] }
    var input = CredentialReportLoader.load(decoded, path: path)
    input.format = "get-credential-report"
    if end < trimmed.endIndex {
      let rest = trimmed[trimmed.index(after: end)...].prefix { $0 > 0x20 }
      ReportTime.apply(String(decoding: rest, as: UTF8.self), to: &input)
    }
    return [input]
  }

  /// Says what a file that is no inventory seems to be, and what was expected.
  private static func describeForeign(_ bytes: [UInt8]) -> String {
    let expected = """
      expected a credential report (CSV, get-credential-report JSON or base64) or \
      list-access-keys JSON
      """
    let head = String(decoding: bytes.prefix(512), as: UTF8.self).lowercased()
    if head.contains("<html") || head.contains("<!doctype") {
      return "an HTML page, perhaps an error page saved by a browser; \(expected)"
    }
    if bytes.prefix(512).contains(0) { return "binary data; \(expected)" }
    return "not recognised; \(expected)"
  }

  private static func read(_ path: SourcePath) throws(InventoryError) -> [UInt8] {
    let descriptor = open(path.lossyText, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw InventoryError(path: path, reason: String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw InventoryError(path: path, reason: "not a regular file")
    }
    guard status.st_size <= maxBytes else {
      throw InventoryError(path: path, reason: "larger than 1 GiB, which no inventory file is")
    }
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
    var done = 0
    while done < bytes.count {
      let start = done
      let count = bytes.withUnsafeMutableBytes {
        pread(descriptor, $0.baseAddress.map { $0 + start }, $0.count - start, off_t(start))
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        throw InventoryError(path: path, reason: String(cString: strerror(errno)))
      }
      if count == 0 { break }
      done += count
    }
    return Array(bytes[..<done])
  }

  /// All regular files below a folder, in order; links are not followed.
  private static func files(below folder: String) -> [String] {
    var files: [String] = []
    var folders = [folder]
    while let current = folders.popLast() {
      guard let stream = opendir(current) else { continue }
      defer { closedir(stream) }
      while let entry = readdir(stream) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
          String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
        }
        if name == "." || name == ".." { continue }
        let path = current.hasSuffix("/") ? current + name : "\(current)/\(name)"
        var status = stat()
        guard lstat(path, &status) == 0 else { continue }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: folders.append(path)
        case S_IFREG: files.append(path)
        default: continue
        }
      }
    }
    return files.sorted()
  }
}

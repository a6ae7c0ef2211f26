internal import KeysweepModel

/// Finds the files of a working tree that differ from the index and from `HEAD`.
///
/// `git diff-files` alone would do, were it not for files that are as new as the index: of those it
/// reads the content, through the filters that the repository names. So it is shown a copy of the
/// index that looks old, and goes by time stamps and sizes alone; what these leave open is read here.
final class WorktreeComparison {
  /// A file of the index whose content must be compared.
  private struct Tracked {
    var path: [UInt8]
    var id: String
    var mode: UInt32
  }

  private let session: Session
  private let top: [UInt8]
  private let scratch: ScratchFolder
  /// The content at `HEAD` of files whose index entry differs from it.
  private var baselines: [[UInt8]: String?] = [:]
  /// Files whose content in the index is not that of `HEAD`.
  private var staged: [[UInt8]] = []
  /// Files that differ from the index, so far as is known.
  private var different: Set<[UInt8]> = []
  private var open: [Tracked] = []

  /// What was found.
  private(set) var files: [[UInt8]: GitCommand.ChangedFile] = [:]

  /// Prepares a comparison.
  ///
  /// - Parameters:
  ///   - session: How git is called, from the top of the working tree.
  ///   - top: The top of the working tree.
  /// - Throws: ``GitCommandError`` when there is no place for temporary files.
  init(session: Session, top: [UInt8]) throws(GitCommandError) {
    self.session = session
    self.top = top
    scratch = try ScratchFolder()
  }

  /// Takes note of a file of the index that differs from `HEAD`.
  func addStaged(_ entry: RawDiff.Entry) {
    baselines[entry.path] = .some(entry.oldBlob)
    if entry.newBlob != nil, entry.newBlob != entry.oldBlob { staged.append(entry.path) }
  }

  /// Compares all files of the index.
  func compareTracked() throws(GitCommandError) {
    let index = try session.answer("rev-parse", "--path-format=absolute", "--git-path", "index")
    let time = Files.status(index, followsLink: true)?.modifiedSecond
    guard try scratch.copy(index, to: "index"), let time else { return }
    let more = [Array("GIT_INDEX_FILE=".utf8) + scratch("index")]
    var diff = RawDiff()
    let arguments = GitCommand.diff("diff-files").map { Array($0.utf8) }
    try session.records(arguments, separator: 0, more: more) { record in
      if let entry = diff.feed(record) { addDifference(entry) }
    }
    let listing = ["ls-files", "-s", "-v", "-z", "--"].map { Array($0.utf8) }
    try session.records(listing, separator: 0, more: more) { addTracked($0, indexTime: time) }
    try compareOpen()
    for path in staged where !different.contains(path) { add(path, inIndex: nil) }
  }

  /// Adds the files that are neither tracked nor ignored.
  func addUntracked() throws(GitCommandError) {
    let arguments = ["ls-files", "-z", "-o", "--exclude-standard", "--"].map { Array($0.utf8) }
    try session.records(arguments, separator: 0) { record in
      var path = Array(record)
      guard path.last == UInt8(ascii: "/") else { return add(path, inIndex: nil) }
      path.removeLast()
      files[path] = GitCommand.ChangedFile(
        path: path, mode: GitMode.submodule, blob: nil, baseline: nil)
    }
  }

  private func full(_ path: [UInt8]) -> [UInt8] { top + [UInt8(ascii: "/")] + path }

  /// Adds a file, where it is there and can be read.
  private func add(_ path: [UInt8], inIndex id: String?) {
    guard let mode = Files.status(full(path))?.gitMode,
      !Files.leadsAstray(path, below: top)
    else { return }
    files[path] = GitCommand.ChangedFile(
      path: path, mode: mode, blob: nil, baseline: baselines[path] ?? id)
  }

  private func addDifference(_ entry: RawDiff.Entry) {
    different.insert(entry.path)
    if entry.status == UInt8(ascii: "M"), let id = entry.oldBlob {
      open.append(Tracked(path: entry.path, id: id, mode: entry.oldMode))
    } else if entry.status != UInt8(ascii: "D") {
      add(entry.path, inIndex: entry.oldBlob)
    }
  }

  /// Takes a line of the index: `H 100644 <id> 0`, a tab, and the path.
  private func addTracked(_ record: UnsafeRawBufferPointer, indexTime: Int) {
    guard let tab = record.firstIndex(of: 0x09) else { return }
    let words = record[..<tab].split(separator: 0x20)
    guard words.count == 4, let tag = words[0].first,
      let mode = UInt32(String(decoding: words[1], as: UTF8.self), radix: 8),
      GitMode.isContent(mode), words[3].elementsEqual("0".utf8)
    else { return }
    let path = Array(record[(tab + 1)...])
    // `h`: to be taken for unchanged. `S`: not to be looked at. `H`: ordinary.
    let isHidden = tag != UInt8(ascii: "H")
    guard let status = Files.status(full(path)), status.gitMode != nil,
      isHidden || status.modifiedSecond >= indexTime, !different.contains(path),
      !Files.leadsAstray(path, below: top)
    else { return }
    open.append(Tracked(path: path, id: String(decoding: words[2], as: UTF8.self), mode: mode))
  }

  /// Reads the files whose time stamps decide nothing.
  private func compareOpen() throws(GitCommandError) {
    let names = try scratch.write("names")
    var asked: [Tracked] = []
    for file in open {
      guard let status = Files.status(full(file.path)) else { continue }
      guard status.isLink == (file.mode & 0o170000 == GitMode.link) else {
        different.insert(file.path)
        add(file.path, inIndex: file.id)
        continue
      }
      var name = full(file.path)
      if status.isLink {
        // What a link holds is its target; git would follow it.
        guard let target = Files.target(name) else { continue }
        name = scratch("link\(asked.count)")
        let content = try scratch.write("link\(asked.count)")
        content.append(target)
        try content.flush()
      }
      names.append(Self.quoted(name) + [0x0A])
      asked.append(file)
    }
    guard !asked.isEmpty else { return }
    try names.rewind()
    var ids: [String] = []
    var splitter = RecordSplitter(0x0A)
    // A file that vanishes meanwhile ends this early; what is left counts as changed.
    _ = try session.run(
      ["hash-object", "--no-filters", "--stdin-paths"].map { Array($0.utf8) },
      input: names.descriptor
    ) { piece in
      splitter.feed(piece) { ids.append(String(decoding: $0, as: UTF8.self)) }
    }
    for (index, file) in asked.enumerated() {
      if index < ids.count, ids[index] == file.id {
        different.remove(file.path)
      } else {
        different.insert(file.path)
        // What was changed in the index and undone in the working tree is what is committed.
        let isCommitted = index < ids.count && baselines[file.path] == .some(.some(ids[index]))
        if !isCommitted { add(file.path, inIndex: file.id) }
      }
    }
  }

  /// A path as git reads it from a line.
  private static func quoted(_ path: [UInt8]) -> [UInt8] {
    let odd: Set<UInt8> = [0x0A, 0x0D, UInt8(ascii: "\"")]
    guard path.contains(where: odd.contains) else { return path }
    var result: [UInt8] = [UInt8(ascii: "\"")]
    for byte in path {
      switch byte {
      case 0x0A: result += Array("\\n".utf8)
      case 0x0D: result += Array("\\r".utf8)
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): result += [UInt8(ascii: "\\"), byte]
      default: result.append(byte)
      }
    }
    return result + [UInt8(ascii: "\"")]
  }
}

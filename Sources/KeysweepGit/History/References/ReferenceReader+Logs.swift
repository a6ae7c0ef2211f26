extension ReferenceReader {
  /// Reads the reflogs of a folder and those below it.
  mutating func readLogs(_ folder: [UInt8], in root: [UInt8], worktree: [UInt8]?, depth: Int) {
    guard depth < Self.deepest else { return report(folder, .tooMany) }
    for name in list(folder, in: root) {
      let full = folder + [0x2F] + name.bytes
      if name.isFolder {
        readLogs(full, in: root, worktree: worktree, depth: depth + 1)
      } else {
        readLog(full, in: root, worktree: worktree)
      }
    }
  }

  /// Reads one reflog: `old new name <address> seconds zone TAB message` a line.
  mutating func readLog(_ path: [UInt8], in root: [UInt8], worktree: [UInt8]?) {
    guard let bytes = read(path, in: root) else { return }
    var entries: [Reflog.Entry] = []
    var isDamaged = false
    for line in lines(of: bytes) {
      let fields = line.split(separator: 0x20, maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count >= 2, let old = ObjectID(hexDigits: fields[0]),
        let new = ObjectID(hexDigits: fields[1])
      else {
        isDamaged = true
        continue
      }
      let who = fields.count == 3 ? Array(fields[2].prefix { $0 != 0x09 }) : []
      let date = who.withUnsafeBufferPointer { Signature.time(in: $0)?.date }
      entries.append(
        Reflog.Entry(old: old.isZero ? nil : old, new: new.isZero ? nil : new, date: date))
    }
    if isDamaged { report(path, .malformed) }
    guard !entries.isEmpty else { return }
    let name = Array(path.dropFirst("logs/".utf8.count))
    result.reflogs.append(Reflog(name: name, worktree: worktree, entries: entries))
  }
}

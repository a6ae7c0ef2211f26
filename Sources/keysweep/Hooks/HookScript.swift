/// The script that git runs as a hook.
///
/// It runs the hook that was there before, and then `keysweep hook run`. The order matters: a
/// formatter may still change what is staged.
struct HookScript: Equatable {
  /// What the file of a hook is.
  enum Ownership: Equatable {
    /// Made here, and as it was made.
    case ours
    /// Made here, and changed by somebody since.
    case edited
    /// Made by somebody else.
    case foreign
  }

  /// How the hook that was there before is called now.
  static let suffix = ".keysweep-chained"

  private static let mark = "# keysweep hook script 1: "
  private static let sumMark = "# sum "

  /// Everything there is in the file.
  let bytes: [UInt8]

  /// Writes the script.
  ///
  /// - Parameters:
  ///   - kind: Which hook.
  ///   - program: The absolute path of keysweep.
  ///   - options: What `keysweep hook run` gets.
  ///   - madeFolder: Whether the folder of hooks is there only for it.
  init(_ kind: HookKind, program: [UInt8], options: [[UInt8]], madeFolder: Bool) {
    let name = kind.rawValue
    let arguments = options.map { [UInt8(ascii: " ")] + Self.quoted($0) }.joined()
    let fed = kind.readsInput ? "feed | " : ""
    let end = kind.readsInput ? "feed | " : "exec "
    let read =
      kind.readsInput
      ? "input=$(cat)\nfeed() { [ -z \"$input\" ] || printf '%s\\n' \"$input\"; }\n" : ""
    var body = Array(
      """
      # Made by "keysweep hook install", taken away by "keysweep hook uninstall"; not to be edited.
      # folder \(madeFolder ? "made" : "found")
      \(read)chained=${0%/*}/\(name)\(Self.suffix)
      if [ -f "$chained" ] && [ -x "$chained" ]; then
        \(fed)"$chained" "$@" || exit $?
      fi
      keysweep=
      """.utf8)
    body += Self.quoted(program)
    body += Array(
      """

      [ -x "$keysweep" ] || keysweep=$(command -v keysweep) || {
        echo "keysweep: this \(kind.verb) cannot be checked for AWS keys: keysweep is not installed any more." >&2
        echo "keysweep: install it again, or delete the file $0, or go past it with --no-verify." >&2
        exit 1
      }
      \(end)"$keysweep" hook run \(name)
      """.utf8)
    body += Array(arguments) + Array(" -- \"$@\"\n".utf8)
    bytes =
      Array("#!/bin/sh\n\(Self.mark)\(name)\n\(Self.sumMark)\(Self.sum(body))\n".utf8) + body
  }

  /// Says whose a file is.
  static func ownership(of bytes: [UInt8]) -> Ownership {
    let lines = bytes.split(separator: 0x0A, maxSplits: 3, omittingEmptySubsequences: false)
    guard lines.count == 4, lines[1].starts(with: mark.utf8) else { return .foreign }
    let isWhole =
      lines[0].elementsEqual("#!/bin/sh".utf8)
      && lines[2].elementsEqual("\(sumMark)\(sum(lines[3]))".utf8)
    return isWhole ? .ours : .edited
  }

  /// Whether a script says that the folder it lies in was made for it.
  static func madeFolder(_ bytes: [UInt8]) -> Bool {
    bytes.split(separator: 0x0A).contains { $0.elementsEqual("# folder made".utf8) }
  }

  /// FNV-1a: it tells edits, and is no protection against anybody.
  private static func sum(_ bytes: some Collection<UInt8>) -> String {
    var sum: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes { sum = (sum ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return String(sum, radix: 16)
  }

  /// Bytes as one word for a shell, whatever they are.
  static func quoted(_ bytes: [UInt8]) -> [UInt8] {
    let quote = UInt8(ascii: "'")
    let inside = bytes.flatMap { $0 == quote ? Array("'\\''".utf8) : [$0] }
    return [quote] + inside + [quote]
  }
}

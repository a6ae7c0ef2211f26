/// Splits concatenated JSON documents, as a shell loop over the AWS CLI writes them.
///
/// Works on bytes and without recursion. Documents nested deeper than 512 are refused, because
/// decoders recurse.
enum JSONDocuments {
  static let maxDepth = 512

  /// A document and the line it starts on, from 1.
  struct Document {
    var line: Int
    var bytes: ArraySlice<UInt8>
  }

  /// A place where the text is no JSON.
  struct SplitError: Error {
    var line: Int
    var reason: String
  }

  /// Splits the bytes.
  ///
  /// - Parameter bytes: The file.
  /// - Returns: The documents, and the error that ended the splitting, if any.
  static func split(_ bytes: ArraySlice<UInt8>) -> (documents: [Document], error: SplitError?) {
    var documents: [Document] = []
    var line = 1
    var depth = 0
    var start = bytes.startIndex
    var startLine = 1
    var inString = false
    var at = bytes.startIndex
    while at < bytes.endIndex {
      let byte = bytes[at]
      if byte == 0x0A { line += 1 }
      if inString {
        if byte == UInt8(ascii: "\\") {
          at += 1
        } else if byte == UInt8(ascii: "\"") {
          inString = false
        }
      } else {
        switch byte {
        case UInt8(ascii: "\""): inString = true
        case UInt8(ascii: "{"), UInt8(ascii: "["):
          if depth == 0 {
            start = at
            startLine = line
          }
          depth += 1
          if depth > maxDepth {
            return (documents, SplitError(line: line, reason: "nested deeper than \(maxDepth)"))
          }
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
          depth -= 1
          if depth < 0 {
            return (documents, SplitError(line: line, reason: "a bracket closes what is not open"))
          }
          if depth == 0 {
            documents.append(Document(line: startLine, bytes: bytes[start...at]))
          }
        case 0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: ","), 0x1E: break
        default:
          if depth == 0 {
            return (documents, SplitError(line: line, reason: "text outside of any JSON document"))
          }
        }
      }
      at += 1
    }
    if depth > 0 {
      return (
        documents,
        SplitError(line: startLine, reason: "the document that starts here is cut off")
      )
    }
    return (documents, nil)
  }
}

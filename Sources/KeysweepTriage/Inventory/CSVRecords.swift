/// Splits CSV into records after RFC 4180, tolerating LF, CRLF and a missing last line end.
enum CSVRecords {
  /// A record and the line it starts on, from 1.
  struct Record {
    var line: Int
    var fields: [String]
  }

  /// Reads all records; blank lines are left out.
  static func read(_ bytes: ArraySlice<UInt8>) -> [Record] {
    var records: [Record] = []
    var fields: [String] = []
    var field: [UInt8] = []
    var line = 1
    var start = 1
    var isQuoted = false
    var at = bytes.startIndex

    func endField() {
      fields.append(String(decoding: field, as: UTF8.self))
      field.removeAll(keepingCapacity: true)
    }

    func endRecord() {
      if field.last == 0x0D { field.removeLast() }
      endField()
      if fields.count > 1 || !(fields.first ?? "").isEmpty {
        records.append(Record(line: start, fields: fields))
      }
      fields = []
      start = line + 1
    }

    while at < bytes.endIndex {
      let byte = bytes[at]
      if isQuoted {
        if byte == UInt8(ascii: "\"") {
          if at + 1 < bytes.endIndex, bytes[at + 1] == byte {
            field.append(byte)
            at += 1
          } else {
            isQuoted = false
          }
        } else {
          if byte == 0x0A { line += 1 }
          field.append(byte)
        }
      } else {
        switch byte {
        case UInt8(ascii: "\"") where field.isEmpty: isQuoted = true
        case UInt8(ascii: ","): endField()
        case 0x0A:
          endRecord()
          line += 1
        default: field.append(byte)
        }
      }
      at += 1
    }
    if !field.isEmpty || !fields.isEmpty { endRecord() }
    return records
  }
}

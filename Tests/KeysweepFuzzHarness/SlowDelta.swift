/// Deltas, byte by byte and slowly, for comparison.
enum SlowDelta {
  /// An instruction with the bytes it gives.
  private enum Step {
    case copy(offset: Int, count: Int)
    case insert([UInt8])
  }

  /// The instructions; nil when they are damaged.
  private static func steps(_ bytes: ArraySlice<UInt8>) -> [Step]? {
    var rest = bytes
    var steps: [Step] = []
    while let code = rest.popFirst() {
      if code & 0x80 != 0 {
        var (offset, count) = (0, 0)
        for bit in 0..<7 where code >> bit & 1 == 1 {
          guard let byte = rest.popFirst() else { return nil }
          if bit < 4 {
            offset |= Int(byte) << (8 * bit)
          } else {
            count |= Int(byte) << (8 * (bit - 4))
          }
        }
        steps.append(.copy(offset: offset, count: count == 0 ? 0x10000 : count))
      } else {
        guard code > 0, rest.count >= code else { return nil }
        steps.append(.insert(Array(rest.prefix(Int(code)))))
        rest = rest.dropFirst(Int(code))
      }
    }
    return steps
  }

  /// How many bytes instructions give; 0 when they are damaged.
  static func size(ofInstructions bytes: ArraySlice<UInt8>) -> Int {
    (steps(bytes) ?? []).reduce(0) {
      switch $1 {
      case .copy(_, let count): $0 + count
      case .insert(let bytes): $0 + bytes.count
      }
    }
  }

  /// A size as it stands before the instructions.
  static func number(_ value: Int) -> [UInt8] {
    value < 128 ? [UInt8(value)] : [UInt8(value & 127) | 128] + number(value >> 7)
  }

  /// The two sizes before the instructions, and those; nil when they are damaged.
  static func parts(_ delta: [UInt8]) -> (base: Int, result: Int, rest: ArraySlice<UInt8>)? {
    var rest = delta[...]
    func number() -> Int? {
      var (value, shift) = (0, 0)
      while shift < 56, let byte = rest.popFirst() {
        value |= Int(byte & 127) << shift
        if byte < 128 { return value }
        shift += 7
      }
      return nil
    }
    guard let base = number(), let result = number() else { return nil }
    return (base, result, rest)
  }

  /// What a delta gives; nil when it is damaged.
  static func apply(_ delta: [UInt8], to base: [UInt8]) -> [UInt8]? {
    guard let parts = parts(delta), parts.base == base.count, let steps = steps(parts.rest),
      size(ofInstructions: parts.rest) == parts.result
    else { return nil }
    var result: [UInt8] = []
    for step in steps {
      switch step {
      case .copy(let offset, let count):
        guard offset + count <= base.count else { return nil }
        result += base[offset..<(offset + count)]
      case .insert(let bytes): result += bytes
      }
    }
    return result
  }
}

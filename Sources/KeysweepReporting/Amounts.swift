/// Numbers for people.
enum Amounts {
  /// `1.5 MiB`.
  static func bytes(_ count: Int) -> String {
    let units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"]
    var unit = 0
    var scale = 1
    while count / scale >= 1024, unit < units.count - 1 {
      scale *= 1024
      unit += 1
    }
    if unit == 0 { return "\(count) B" }
    let (product, overflows) = count.multipliedReportingOverflow(by: 10)
    let tenths = overflows ? Int.max : product / scale
    return tenths < 100
      ? "\(tenths / 10).\(tenths % 10) \(units[unit])" : "\(count / scale) \(units[unit])"
  }

  /// `12 345`, with thin groups as SI has them but with plain spaces.
  static func number(_ count: Int) -> String {
    let digits = Array(String(count))
    guard digits.count > 4 else { return String(digits) }
    var result = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { result.append(" ") }
      result.append(digit)
    }
    return result
  }

  /// `1 file`, `3 files`.
  static func count(_ number: Int, _ noun: String) -> String {
    "\(self.number(number)) \(noun)\(number == 1 ? "" : "s")"
  }

  /// `0.4 s`, `75 s`, `2 min 5 s`, `3 h 4 min`.
  static func duration(_ seconds: Double) -> String {
    if seconds < 10 {
      let tenths = Int((seconds * 10).rounded())
      return "\(tenths / 10).\(tenths % 10) s"
    }
    guard seconds < 1e9 else { return "for ever" }
    let whole = Int(seconds)
    if whole < 100 { return "\(whole) s" }
    if whole < 6000 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3600) h \(whole / 60 % 60) min"
  }
}

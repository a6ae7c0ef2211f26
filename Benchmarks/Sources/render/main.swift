import Foundation
import KeysweepKit

// Renders a million locations in a format to standard output; says on standard error how long it
// took and how much memory: render FORMAT [LOCATIONS]
//
// The findings share one list of locations, so that what is measured is rendering.
let arguments = CommandLine.arguments
guard arguments.count > 1, let format = ReportFormat(rawValue: arguments[1]) else {
  FileHandle.standardError.write(Data("usage: render FORMAT [LOCATIONS]\n".utf8))
  exit(2)
}
let total = arguments.count > 2 ? Int(arguments[2]) ?? 1_000_000 : 1_000_000
let perFinding = 50

func hex(_ number: Int) -> String {
  var state = UInt64(truncatingIfNeeded: number) &* 0x9E37_79B9_7F4A_7C15
  return (0..<4).map { _ in
    state = (state ^ state >> 29) &* 0xBF58_476D_1CE4_E5B9
    let digits = String(state, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }.joined()
}

func position(_ line: Int, _ length: Int) -> Position {
  var position = Position(offset: line * 97, length: length, line: line, column: 19)
  position.utf16Column = 19
  return position
}

let locations = (0..<perFinding).map { index in
  FindingLocation(
    path: SourcePath("services/shop/config/environment-\(index / 4).env"),
    position: position(index + 1, 20), secretPosition: position(index + 2, 40),
    rule: "aws-access-key-id", pairing: .structural, fingerprint: hex(index / 4))
}

func finding(_ number: Int) -> Finding {
  let verdict = Verdict(
    .unknown, usable: .unknown, reason: .noInventory,
    evidence: [Evidence("no inventory was given", rule: "no-inventory")])
  return Finding(
    credential: Credential(
      kind: .keyPair, keyID: AccessKeyID("AKIAXXXXXXXXXXXXXXXX"), secretSHA256: [hex(number)],
      pairing: .structural),
    verdict: verdict, locations: locations, locationCount: perFinding, fingerprint: hex(-number),
    advice: "Find out whether it works: the evidence names what is missing.")
}

/// Standard output, in large writes.
final class Sink {
  private var buffer = Data()
  private(set) var bytes = 0

  func write(_ text: String) {
    buffer.append(contentsOf: text.utf8)
    bytes += text.utf8.count
    if buffer.count >= 1 << 16 { flush() }
  }

  func flush() {
    FileHandle.standardOutput.write(buffer)
    buffer.removeAll(keepingCapacity: true)
  }
}

let sink = Sink()

var report = SweepReport(
  findings: [], summary: SweepSummary(), toolVersion: "0",
  asOf: Instant(secondsSinceEpoch: 1_780_000_000), staleAfterDays: 90)
var hit = Hit(path: locations[0].path, pairing: .structural)
if format == .jsonl {
  hit.keyID = AccessKeyID("AKIAXXXXXXXXXXXXXXXX").map {
    Located($0, rule: "aws-access-key-id", position: position(1, 20))
  }
  hit.secret = Located(Secret([]), rule: "aws-secret-access-key", position: position(2, 40))
} else {
  report.findings = (0..<(total / perFinding)).map(finding)
}

func peak() -> String {
  let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
  let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? "VmHWM: 0 kB"
  let kib = line.split(separator: " ").dropLast().last.flatMap { Int($0) } ?? 0
  return "\(kib / 1024) MiB"
}

let before = peak()
let start = ContinuousClock.now
if format == .jsonl {
  // As a sweep does: every place as it is found.
  var digests = HitDigests()
  digests.secret = hex(1)
  for number in 0..<total {
    hit.path = locations[number % perFinding].path
    sink.write(
      JSONLinesReporter.line(
        for: hit, credential: hex(number), location: locations[number % perFinding].fingerprint,
        digests: digests))
  }
}
format.reporter().write(report) { sink.write($0) }
sink.flush()
let took = ContinuousClock.now - start
FileHandle.standardError.write(
  Data(
    "\(format.rawValue): \(total) locations, \(sink.bytes >> 20) MiB, \(took), peak \(peak()), before \(before)\n"
      .utf8))

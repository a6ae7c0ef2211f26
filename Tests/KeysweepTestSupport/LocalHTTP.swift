import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// One request to a port of this machine.
///
/// The client of Foundation on Linux takes no header without a space behind its colon, which is how
/// chromedriver writes them.
enum LocalHTTP {
  /// Sends a request and reads the answer to its end, on a thread that may block.
  static func send(
    _ method: String, port: UInt16, path: String, body: Data
  ) async throws -> (status: Int, body: Data) {
    try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread {
        continuation.resume(
          with: Result { try exchange(method, port: port, path: path, body: body) })
      }
    }
  }

  private static func exchange(
    _ method: String, port: UInt16, path: String, body: Data
  ) throws -> (Int, Data) {
    #if canImport(Glibc)
      let stream = Int32(SOCK_STREAM.rawValue)
    #else
      let stream = SOCK_STREAM
    #endif
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var descriptor: Int32 = -1
    var isConnected = false
    // On a busy machine the driver says its port before it listens.
    for attempt in 0..<40 where !isConnected {
      if attempt > 0 { Thread.sleep(forTimeInterval: 0.25) }
      if descriptor >= 0 { close(descriptor) }
      descriptor = socket(AF_INET, stream, 0)
      guard descriptor >= 0 else { throw BrowserError(description: "no socket") }
      isConnected = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
        }
      }
    }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    guard isConnected else { throw BrowserError(description: "port \(port) does not answer") }
    let head = """
      \(method) \(path) HTTP/1.1\r
      Host: 127.0.0.1:\(port)\r
      Connection: close\r
      Content-Type: application/json\r
      Content-Length: \(body.count)\r
      \r

      """
    try file.write(contentsOf: Data(head.utf8) + body)
    // Up to the length that it states: processes of the browser hold the connection open.
    var answer = Data()
    var end: Int?
    while true {
      if end == nil, let head = answer.range(of: Data("\r\n\r\n".utf8)) {
        let text = String(decoding: answer[..<head.lowerBound], as: UTF8.self).lowercased()
        let length = text.firstMatch(of: /content-length: *([0-9]+)/).flatMap { Int($0.output.1) }
        end = head.upperBound + (length ?? 0)
      }
      if let end, answer.count >= end { break }
      let more = file.availableData
      if more.isEmpty { throw BrowserError(description: "\(path): the answer was cut off") }
      answer += more
    }
    let start = answer.range(of: Data("\r\n\r\n".utf8))?.upperBound ?? 0
    let line = String(decoding: answer.prefix(64), as: UTF8.self).split(separator: " ")
    return (line.count > 1 ? Int(line[1]) ?? 0 : 0, Data(answer[start...]))
  }
}

internal import CArchive

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// libarchive, loaded when it is needed for the first time.
///
/// It brings libxml2, ICU and ten more libraries along, whose loading would add 1.2 to 2 ms to the
/// start of every sweep, most of which meet no archive; and a sweep must be possible without it.
final class ArchiveLibrary: Sendable {
  /// The library, or nil where it is not installed.
  static let shared = ArchiveLibrary()

  typealias Archive = OpaquePointer
  typealias Entry = OpaquePointer
  typealias Status = @convention(c) (Archive?) -> Int32
  typealias Text = @convention(c) (OpaquePointer?) -> UnsafePointer<CChar>?
  typealias EntryStatus = @convention(c) (Entry?) -> Int32
  typealias EntryNumber = @convention(c) (Entry?) -> Int64

  let readNew: @convention(c) () -> Archive?
  let readFree: Status
  let open: Status
  let setCallbackData: @convention(c) (Archive?, UnsafeMutableRawPointer?) -> Int32
  let setReadCallback:
    @convention(c) (
      Archive?,
      @convention(c) (
        Archive?, UnsafeMutableRawPointer?, UnsafeMutablePointer<UnsafeRawPointer?>?
      ) -> Int
    ) -> Int32
  let setSkipCallback:
    @convention(c) (
      Archive?, @convention(c) (Archive?, UnsafeMutableRawPointer?, Int64) -> Int64
    ) -> Int32
  let setSeekCallback:
    @convention(c) (
      Archive?, @convention(c) (Archive?, UnsafeMutableRawPointer?, Int64, Int32) -> Int64
    ) -> Int32
  let nextHeader: @convention(c) (Archive?, UnsafeMutablePointer<Entry?>?) -> Int32
  let dataBlock:
    @convention(c) (
      Archive?, UnsafeMutablePointer<UnsafeRawPointer?>?, UnsafeMutablePointer<Int>?,
      UnsafeMutablePointer<Int64>?
    ) -> Int32
  let dataSkip: Status
  let filterBytes: @convention(c) (Archive?, Int32) -> Int64
  let filterCount: Status
  let hasEncryptedEntries: Status
  let setOptions: @convention(c) (Archive?, UnsafePointer<CChar>?) -> Int32
  let errorString: Text
  let pathname: Text
  let pathnameUTF8: Text
  let symlink: Text
  let hardlink: Text
  let entrySize: EntryNumber
  let sizeIsSet: EntryStatus
  let modified: EntryNumber
  let modifiedIsSet: EntryStatus
  let fileType: @convention(c) (Entry?) -> UInt32
  let isDataEncrypted: EntryStatus
  /// What makes a reader take a kind.
  let supports: [ContainerKind: [Status]]

  private init?() {
    #if canImport(Darwin)
      let names = ["libarchive.2.dylib", "/opt/homebrew/opt/libarchive/lib/libarchive.dylib"]
    #else
      let names = ["libarchive.so.13", "libarchive.so"]
    #endif
    guard let handle = names.lazy.compactMap({ dlopen($0, RTLD_NOW | RTLD_LOCAL) }).first
    else { return nil }
    var isWhole = true
    // A missing name makes the library unfit as a whole; the stand-in is never called.
    func load<F>(_ name: String, as type: F.Type = F.self) -> F {
      let address = dlsym(handle, "archive_\(name)")
      if address == nil { isWhole = false }
      return unsafeBitCast(address ?? handle, to: F.self)
    }
    readNew = load("read_new")
    readFree = load("read_free")
    open = load("read_open1")
    setCallbackData = load("read_set_callback_data")
    setReadCallback = load("read_set_read_callback")
    setSkipCallback = load("read_set_skip_callback")
    setSeekCallback = load("read_set_seek_callback")
    nextHeader = load("read_next_header")
    dataBlock = load("read_data_block")
    dataSkip = load("read_data_skip")
    filterBytes = load("filter_bytes")
    filterCount = load("filter_count")
    hasEncryptedEntries = load("read_has_encrypted_entries")
    setOptions = load("read_set_options")
    errorString = load("error_string")
    pathname = load("entry_pathname")
    pathnameUTF8 = load("entry_pathname_utf8")
    symlink = load("entry_symlink")
    hardlink = load("entry_hardlink")
    entrySize = load("entry_size")
    sizeIsSet = load("entry_size_is_set")
    modified = load("entry_mtime")
    modifiedIsSet = load("entry_mtime_is_set")
    fileType = load("entry_filetype")
    isDataEncrypted = load("entry_is_data_encrypted")
    var supports: [ContainerKind: [Status]] = [:]
    for kind in ContainerKind.allCases {
      supports[kind] = kind.libraryNames.map { load("read_support_\($0)") }
    }
    self.supports = supports
    guard isWhole else { return nil }
  }
}

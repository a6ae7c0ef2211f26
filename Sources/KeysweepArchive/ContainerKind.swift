/// What holds other files, or one in fewer bytes.
public enum ContainerKind: String, Sendable, Hashable, CaseIterable {
  case tar
  case cpio
  case zip
  case sevenZip = "7z"
  case rar
  case iso9660
  case ar
  case cab
  case xar
  case rpm
  case gzip
  case bzip2
  case xz
  case lzma
  case zstd
  case lz4
  case compress

  /// Whether it is one stream of bytes without members; an RPM package counts as one around the
  /// archive in it.
  public var isStream: Bool {
    switch self {
    case .gzip, .bzip2, .xz, .lzma, .zstd, .lz4, .compress, .rpm: true
    case .tar, .cpio, .zip, .sevenZip, .rar, .iso9660, .ar, .cab, .xar: false
    }
  }

  /// Whether more bytes come out than go in.
  var isCompressing: Bool {
    switch self {
    case .tar, .cpio, .ar, .iso9660: false
    default: true
    }
  }

  /// Whether it can only be read by going back and forth.
  var needsSeeking: Bool { self == .sevenZip || self == .iso9660 }

  /// Whether it says more to somebody who can go back and forth.
  var wantsSeeking: Bool { needsSeeking || self == .zip }

  /// Whether what looks like it certainly is it, so that not being readable is damage.
  var isCertain: Bool {
    switch self {
    case .lzma, .compress, .cpio, .ar: false
    default: true
    }
  }

  /// Names of the functions that make libarchive take it, without `archive_read_support_`.
  var libraryNames: [String] {
    switch self {
    case .tar: ["filter_none", "format_tar"]
    case .cpio: ["filter_none", "format_cpio"]
    case .zip: ["filter_none", "format_zip_streamable", "format_zip_seekable"]
    case .sevenZip: ["filter_none", "format_7zip"]
    case .rar: ["filter_none", "format_rar", "format_rar5"]
    case .iso9660: ["filter_none", "format_iso9660"]
    case .ar: ["filter_none", "format_ar"]
    case .cab: ["filter_none", "format_cab"]
    case .xar: ["filter_none", "format_xar"]
    case .rpm: ["filter_rpm", "format_raw", "format_empty"]
    case .gzip: ["filter_gzip", "format_raw", "format_empty"]
    case .bzip2: ["filter_bzip2", "format_raw", "format_empty"]
    case .xz: ["filter_xz", "format_raw", "format_empty"]
    case .lzma: ["filter_lzma", "format_raw", "format_empty"]
    case .zstd: ["filter_zstd", "format_raw", "format_empty"]
    case .lz4: ["filter_lz4", "format_raw", "format_empty"]
    case .compress: ["filter_compress", "format_raw", "format_empty"]
    }
  }

  /// Endings of names that tell it, with what stands for them once it is unpacked.
  var suffixes: [(packed: String, plain: String)] {
    switch self {
    case .gzip: [(".gz", ""), (".tgz", ".tar"), (".svgz", ".svg"), (".z", ""), (".gzip", "")]
    case .bzip2: [(".bz2", ""), (".tbz2", ".tar"), (".tbz", ".tar"), (".bz", "")]
    case .xz: [(".xz", ""), (".txz", ".tar")]
    case .lzma: [(".lzma", ""), (".tlz", ".tar")]
    case .zstd: [(".zst", ""), (".tzst", ".tar"), (".zstd", "")]
    case .lz4: [(".lz4", "")]
    case .compress: [(".z", ""), (".taz", ".tar")]
    case .rpm: [(".rpm", ".cpio")]
    default: []
    }
  }
}

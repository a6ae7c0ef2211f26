public import KeysweepModel

/// The kind of an object.
public enum ObjectKind: UInt8, Sendable, CaseIterable {
  /// A commit.
  case commit = 1
  /// A folder of one version.
  case tree = 2
  /// The content of a file.
  case blob = 3
  /// An annotated tag.
  case tag = 4
}

/// What is wrong with a repository, or with one object of it.
public struct GitError: Error, Hashable, CustomStringConvertible {
  /// The family of an error.
  public enum Code: String, Sendable {
    /// There is no git directory at the path.
    case notARepository = "not-a-repository"
    /// The operating system refuses.
    case unreadable
    /// The repository uses an object format that is not known here.
    case unsupported
    /// An object or a table is damaged.
    case corrupt
    /// An object is larger than what is held in memory.
    case tooLarge = "too-large"
  }

  /// The family of the error.
  public let code: Code
  /// The file or folder it lies in.
  public let path: SourcePath
  /// What exactly is wrong, in a few words.
  public let detail: String

  /// Makes an error.
  public init(_ code: Code, _ path: SourcePath, _ detail: String) {
    self.code = code
    self.path = path
    self.detail = detail
  }

  /// The detail with its path.
  public var description: String { "\(path.lossyText): \(detail)" }
}

/// Why one object cannot be had.
///
/// Words are made only when somebody wants to read them.
enum ObjectFault: Error {
  case header
  case tooLarge(Int)
  case implausible(Int)
  case inflate
  case delta
  case deltaBase
  case baseMissing(ObjectID)
  case baseOffset
  case baseDamaged
  case circle
  case memory
  case shrunk
  case position
  case looseHeader
  case unreadable(Int32)

  /// The words.
  var detail: String {
    switch self {
    case .header: "the header of the object is damaged"
    case .tooLarge(let size): "the object is too large to be read (\(size) bytes)"
    case .implausible(let size): "the object states a size that it cannot have (\(size) bytes)"
    case .inflate: "the compressed data of the object is damaged"
    case .delta: "the delta of the object is damaged"
    case .deltaBase: "the delta of the object does not fit its base"
    case .baseMissing(let id): "the base \(id) of the object is missing"
    case .baseOffset: "the base of the object lies outside its pack"
    case .baseDamaged: "a base of the object is damaged"
    case .circle: "the bases of the object run in a circle"
    case .memory: "memory ran out"
    case .shrunk: "the file has shrunk since it was opened"
    case .position: "the index places the object outside its pack"
    case .looseHeader: "the header of the loose object is damaged"
    case .unreadable(let code): "the object cannot be read (\(SystemFile.message(code)))"
    }
  }

  /// The family.
  var code: GitError.Code {
    switch self {
    case .tooLarge: .tooLarge
    case .unreadable: .unreadable
    default: .corrupt
    }
  }
}

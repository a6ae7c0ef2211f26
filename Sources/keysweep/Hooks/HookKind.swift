internal import ArgumentParser

/// A hook of git, by the name of its file.
enum HookKind: String, ExpressibleByArgument, CaseIterable {
  case preCommit = "pre-commit"
  case prePush = "pre-push"
  case commitMessage = "commit-msg"
  case preReceive = "pre-receive"
  case update

  /// Whether git hands it something on standard input.
  var readsInput: Bool { self == .prePush || self == .preReceive }

  /// What people do when it runs.
  var verb: String {
    switch self {
    case .preCommit, .commitMessage: "commit"
    case .prePush, .preReceive, .update: "push"
    }
  }
}

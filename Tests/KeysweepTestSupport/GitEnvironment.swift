/// Variables with which the real git does the same on every machine.
public enum GitEnvironment {
  /// Nothing of the machine's configuration, two people, and one date for both.
  ///
  /// - Parameters:
  ///   - home: A folder that stands for the user's.
  ///   - date: Seconds since 1970 and a zone, as git takes them.
  /// - Returns: Variables to add to those of the process.
  public static func variables(
    home: String, date: String = "1700000000 +0000"
  ) -> [String: String] {
    [
      "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null", "HOME": home,
      "XDG_CONFIG_HOME": home, "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.com",
      "GIT_COMMITTER_NAME": "C", "GIT_COMMITTER_EMAIL": "c@example.com", "GIT_AUTHOR_DATE": date,
      "GIT_COMMITTER_DATE": date, "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0",
    ]
  }

  /// The same with people of other names.
  public static func variables(
    home: String, date: String, author: (name: String, email: String),
    committer: (name: String, email: String)
  ) -> [String: String] {
    variables(home: home, date: date).merging([
      "GIT_AUTHOR_NAME": author.name, "GIT_AUTHOR_EMAIL": author.email,
      "GIT_COMMITTER_NAME": committer.name, "GIT_COMMITTER_EMAIL": committer.email,
    ]) { $1 }
  }
}

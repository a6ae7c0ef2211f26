import Testing

@testable import KeysweepTriage

@Suite("Data files")
struct DataFileTests {
  @Test(
    "A mistake in an accounts file is named with line, column and reason",
    arguments: [
      (
        "[[canary]]\nname = \"x\"\naccounts = [\n  \"111122223333\",\n  \"11112222333\",\n]", "5:3",
        "x"
      ),
      ("[[canary]]\nname = \"x\"\naccounts = [111122223333]", "3:13", "twelve digits"),
      ("[[canary]]\nname = \"x\"\naccounts = []\n[[canary]]\nname = \"y\"\n", "4:1", "accounts"),
      ("[[fixture]]\naccounts = []", "1:1", "name"), ("\n[[fixtures]]\n", "2:1", "fixtures"),
      ("# none\nfixture = 5", "2:1", "[[fixture]]"), ("\n\n[[fixture\n", "3:10", "header"),
    ])
  func accounts(text: String, place: String, reason: String) {
    #expect {
      try AccountTags(toml: Array(text.utf8), name: "mine.toml")
    } throws: { error in
      let message = "\(error)"
      let fits = message.hasPrefix("mine.toml:\(place): ") && message.contains(reason)
      if !fits { Issue.record("\(message)") }
      return fits
    }
  }
}

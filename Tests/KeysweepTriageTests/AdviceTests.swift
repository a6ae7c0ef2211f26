import KeysweepModel
import Testing

@testable import KeysweepTriage

@Suite("Advice by place")
struct AdviceTests {
  static let commit = String(repeating: "0123abcd", count: 5)

  @Test(
    "Places are recognised by path",
    arguments: [
      // Pipelines.
      (".github/workflows/ci.yml", "ci-pipeline"), ("repo/.GitHub/Workflows/x.yaml", "ci-pipeline"),
      (".gitlab-ci.yml", "ci-pipeline"), ("a/build.gitlab-ci.yml", "ci-pipeline"),
      (".gitlab/ci/deploy.yml", "ci-pipeline"), ("bitbucket-pipelines.yml", "ci-pipeline"),
      ("Jenkinsfile", "ci-pipeline"), ("ci/Jenkinsfile.prod", "ci-pipeline"),
      ("/var/lib/jenkins/credentials.xml", "ci-pipeline"), (".circleci/config.yml", "ci-pipeline"),
      ("azure-pipelines.yml", "ci-pipeline"), (".azure-pipelines/build.yml", "ci-pipeline"),
      // What runs on AWS.
      ("x/main.tf", "terraform"), ("prod.tfvars", "terraform"),
      ("cloudformation/stack.yaml", "infrastructure-template"),
      ("app/serverless.yml", "infrastructure-template"),
      ("lambda/index.py", "infrastructure-template"),
      ("ec2/user-data.sh", "infrastructure-template"),
      ("cloud/user_data", "infrastructure-template"), ("buildspec.yml", "infrastructure-template"),
      ("Dockerfile", "container"), ("k8s/app.yaml", "kubernetes"),
      // People.
      ("/home/alice/.aws/credentials", "developer-files"), (".aws/config", "developer-files"),
      ("/root/.bash_history", "developer-files"), ("shop/.env", "developer-files"),
      ("shop/.env.production", "developer-files"), ("prod.env", "developer-files"),
      ("home/.config/rclone/rclone.conf", "developer-files"), (".zshrc", "developer-files"),
      ("Downloads/rootkey.csv", "console-download"), ("alice_accessKeys.csv", "console-download"),
      // Servers elsewhere.
      ("/etc/app/app.conf", "server"), ("ansible/group_vars/all.yml", "server"),
      ("host_vars/db1.yml", "server"), ("deploy/azure/settings.json", "server"),
      ("appsettings.Production.json", "server"), ("/opt/tool/conf.ini", "server"),
      // Kept, with and without something to say about the file.
      ("db/dump.sql", "backup"), ("backups/etc.conf", "backup"),
      ("/var/backups/etc/app.conf", "backup server"), ("x.zip!/src/app.py", "backup"),
      ("x.tar.gz!/repo/.github/workflows/ci.yml", "backup ci-pipeline"),
      ("a.zip!/b.tar!/home/.aws/credentials", "backup developer-files"),
      ("image.tar!/layer.tar!/app/.env", "container-layer developer-files"),
      ("image.tar!/blobs/sha256/abc!/app/x.py", "container-layer"),
      ("src/app.py@\(commit)", "git-history"), ("main.tf@0123abc", "git-history terraform"),
      (".github/workflows/ci.yml@\(commit)", "git-history ci-pipeline"),
      ("x.zip!/.env@\(commit)", "git-history developer-files"), (".git/config", "git-history"),
      ("terraform.tfstate.backup", "backup terraform"),
      // The rest.
      ("build.log", "log"), ("/opt/app/logs/a.txt", "log"), ("a/b.ipynb", "notebook"),
      ("src/app.py", "elsewhere"), ("<stdin>", "elsewhere"), ("", "elsewhere"),
      // Near misses.
      ("docs/credentials.md", "elsewhere"), ("src/credentials", "elsewhere"),
      ("docs/.aws.md", "elsewhere"), ("aws/credentials", "elsewhere"),
      (".github/workflows.md", "elsewhere"), ("x.github/workflows", "elsewhere"),
      ("src/jenkinsfileparser.py", "elsewhere"), ("circleci/config.md", "elsewhere"),
      ("src/backup_service.py", "elsewhere"), ("src/environment.ts", "elsewhere"),
      ("docs/terraform.tf.md", "elsewhere"), ("src/lambda.py", "elsewhere"),
      ("etcetera/x.conf", "elsewhere"), (".github/CODEOWNERS", "elsewhere"),
      ("mail/alice@example.com", "elsewhere"), ("a@zzzzzzz", "elsewhere"),
      ("a@012345", "elsewhere"),
      ("wow!/", "backup"), ("catalog/x", "elsewhere"), (".gitignore", "elsewhere"),
    ] as [(String, String)])
  func places(path: String, expected: String) throws {
    let names = try AdviceTable.bundled().placeNames(of: SourcePath(path))
    #expect(names.joined(separator: " ") == expected)
  }

  @Test(
    "The advice names what replaces the key",
    arguments: [
      (".github/workflows/ci.yml", ["OIDC federation"]), ("main.tf", ["role"]),
      ("cloudformation/x.yaml", ["role"]), (".aws/credentials", ["IAM Identity Center"]),
      ("/etc/app.conf", ["IAM Roles Anywhere"]), ("x.zip!/a.txt", ["Rotate first"]),
      ("x.zip!/main.tf", ["Rotate first", "Terraform"]),
      ("Jenkinsfile@\(commit)", ["Revoke first", "rewriting history does not", "OIDC"]),
      ("k8s/secret.yaml", ["Pods"]), ("src/app.py", ["role", "Identity Center", "Roles Anywhere"]),
    ] as [(String, [String])])
  func words(path: String, words: [String]) throws {
    let table = try AdviceTable.bundled()
    let text = table.advice(path: SourcePath(path), status: .active)
    #expect(text.hasPrefix("Rotate it now"))
    for word in words { #expect(text.contains(word), "\(text)") }
    // What is dead needs no advice on what to use instead.
    #expect(!table.advice(path: SourcePath(path), status: .rotated).contains("OIDC"))
  }

  @Test(
    "A malformed table is refused with the place and the reason",
    arguments: [
      ("[status", "advice.toml:1:"), ("", "[status] lacks active"), (status, "no [[place]]"),
      (with("[[place]]\nadvice = 'x'\n"), "lacks its name"),
      (with("[[place]]\nname = 'p'\n"), "place p lacks its advice"),
      (with("[[place]]\nname = 'p'\nadvice = 'x'\nname2 = 1\n"), "unknown key \u{201c}name2"),
      (with("[[place]]\nname = 'p'\nadvice = 'x'\nnames = 'a'\n"), "names takes a list"),
      (with("[[place]]\nname = 'p'\nadvice = 'x'\nnames = ['a']\n"), "must have no condition"),
      (with("[[place]]\nname = 'p'\nadvice = 'x'\nkept = 'tape'\n"), "git, archive"),
      (with("[[place]]\nname = 'p'\nadvice = 'x'\nalso = true\n"), "needs a condition"),
      (
        with("[[place]]\nname = 'p'\nadvice = 'x'\n[[place]]\nname = 'q'\nadvice = 'x'\n"),
        "only the last"
      ),
      (with("[other]\n"), "unknown key \u{201c}other"),
    ] as [(String, String)])
  func malformed(toml: String, reason: String) {
    #expect {
      try AdviceTable(toml: Array(toml.utf8), name: "advice.toml")
    } throws: { error in
      (error as? DataFileError)?.description.contains(reason) ?? false
    }
  }

  static func with(_ rest: String) -> String { status + rest }

  static let status =
    "[status]\nactive = 'a'\nstale = 'b'\nunknown = 'c'\nrotated = 'd'\ninferred = 'f'\nexpired = 'e'\n"
}

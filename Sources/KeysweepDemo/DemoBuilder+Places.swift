internal import KeysweepModel

extension DemoBuilder {
  /// A checked-out project: an active key, a stale one, a secret whose ID is elsewhere.
  mutating func writeWorkingTree() throws {
    let account = production.account
    let deploy = pair(account, "shop/.env", .active, .inUse)
    production.users.append(
      DemoInventory.User(
        name: "ci-deploy", created: ago(900),
        keys: [
          DemoInventory.Key(
            id: deploy.id, isActive: true, created: ago(420), lastUsed: now - 5400,
            place: "s3/eu-central-1")
        ]))
    try estate.write(
      "shop/.env",
      """
      # copied from the wiki, do not commit
      APP_ENV=production
      AWS_ACCESS_KEY_ID=\(deploy.id)
      AWS_SECRET_ACCESS_KEY="\(deploy.secret)"
      AWS_REGION=eu-central-1

      """, date: ago(400))
    let old = pair(account, "shop/infra/main.tf", .stale, .unused)
    production.users.append(
      DemoInventory.User(
        name: "terraform", created: ago(1500),
        keys: [
          DemoInventory.Key(
            id: old.id, isActive: true, created: ago(1400), lastUsed: ago(310),
            place: "ec2/us-east-1")
        ]))
    try estate.write(
      "shop/infra/main.tf",
      """
      provider "aws" {
        region     = "us-east-1"
        access_key = "\(old.id)"
        secret_key = "\(old.secret)"
      }

      """, date: ago(1200))
    let lone = material.secret()
    plant(nil, lone, "shop/config/settings.py", .unknown, .noKeyID)
    try estate.write(
      "shop/config/settings.py",
      """
      from os import environ

      AWS_ACCESS_KEY_ID = environ["AWS_ACCESS_KEY_ID"]
      AWS_SECRET_ACCESS_KEY = environ.get("AWS_SECRET_ACCESS_KEY", "\(lone)")

      """, date: ago(90))
    try writeProfiles()
  }

  /// A developer's profiles: one per account, one switched off, one somebody else's.
  private mutating func writeProfiles() throws {
    let file = "home/dev/.aws/credentials"
    let off = pair(staging.account, file, .rotated, .deactivated)
    let fresh = pair(staging.account, file, .active, .recentlyCreated)
    staging.users.append(
      DemoInventory.User(
        name: "dev", created: ago(700),
        keys: [
          DemoInventory.Key(
            id: off.id, isActive: false, created: ago(650), lastUsed: ago(200),
            place: "sts/eu-west-1"),
          DemoInventory.Key(
            id: fresh.id, isActive: true, created: ago(20), lastUsed: nil, place: "N/A"),
        ]))
    let foreign = pair(material.account(), file, .unknown, .foreignAccount)
    try estate.write(
      file,
      """
      [default]
      aws_access_key_id = \(off.id)
      aws_secret_access_key = \(off.secret)

      [staging-new]
      aws_access_key_id = \(fresh.id)
      aws_secret_access_key = \(fresh.secret)

      [customer]
      aws_access_key_id = \(foreign.id)
      aws_secret_access_key = \(foreign.secret)

      """, date: ago(15))
  }

  /// CI logs: a printed environment among thousands of lines, and a link that has run out.
  mutating func writePipelines() throws {
    let file = "ci-logs/build-4711.log"
    let gone = pair(production.account, file, .rotated, .deleted)
    var lines: [String] = []
    for step in 0..<4000 {
      let time = (ago(600) + Int64(step)).iso8601
      lines.append("\(time) [step \(step % 40)] compiling unit \(material.hex(8)).o")
      if step == 2317 {
        lines.append("\(time) + env | sort")
        lines.append("\(time) AWS_ACCESS_KEY_ID=\(gone.id)")
        lines.append("\(time) AWS_DEFAULT_REGION=eu-central-1")
        lines.append("\(time) AWS_SECRET_ACCESS_KEY=\(gone.secret)")
      }
    }
    try estate.write(file, lines.joined(separator: "\n") + "\n", date: ago(600))
    let session = material.keyID("ASIA", account: production.account)
    plant(session, nil, "ci-logs/artifacts.md", .expired, .pastLifetime)
    let signed = ago(380).iso8601.filter { $0 != "-" && $0 != ":" }
    try estate.write(
      "ci-logs/artifacts.md",
      """
      # Artifacts of build 4711

      [report](https://builds.s3.eu-central-1.amazonaws.com/4711/report.html?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=\(session)%2F\(signed.prefix(8))%2Feu-central-1%2Fs3%2Faws4_request&X-Amz-Date=\(signed)&X-Amz-Expires=3600&X-Amz-SignedHeaders=host&X-Amz-Signature=\(material.hex(64)))

      """, date: ago(380))
  }

  /// Backups: a database dump, and what the console once let people download.
  mutating func writeBackups() throws {
    let dump = "backups/shop-2023.sql"
    let row = pair(staging.account, dump, .unknown, .inventoryOlderThanLeak)
    try estate.write(
      dump,
      """
      COPY settings (name, value) FROM stdin;
      shop_title\tShop
      s3_access_key\t\(row.id)
      s3_secret_key\t\(row.secret)
      mail_from\tshop@example.org
      \\.
      INSERT INTO `jobs` VALUES (1,'import','{\\"bucket\\":\\"imports\\"}'),(2,'export','{}');

      """, date: ago(800))
    let root = pair(staging.account, "backups/laptop/rootkey.csv", .active, .inUse)
    staging.rootKeys = [
      DemoInventory.Key(
        id: root.id, isActive: true, created: ago(2000), lastUsed: ago(3), place: "iam/us-east-1")
    ]
    try estate.write(
      "backups/laptop/rootkey.csv",
      "AWSAccessKeyId=\(root.id)\r\nAWSSecretKey=\(root.secret)\r\n", date: ago(1990))
    let unused = pair(production.account, "backups/laptop/accessKeys.csv", .stale, .unused)
    production.users.append(
      DemoInventory.User(
        name: "intern", created: ago(500),
        keys: [
          DemoInventory.Key(
            id: unused.id, isActive: true, created: ago(495), lastUsed: nil, place: "N/A")
        ]))
    try estate.write(
      "backups/laptop/accessKeys.csv",
      "\u{FEFF}Access key ID,Secret access key\r\n\(unused.id),\(unused.secret)\r\n", date: ago(490)
    )
    let oldID = material.oldKeyID()
    let oldSecret = material.secret()
    plant(oldID, oldSecret, "backups/laptop/credentials.csv", .unknown, .accountUndecodable)
    try estate.write(
      "backups/laptop/credentials.csv",
      "User Name,Access Key Id,Secret Access Key\n\"reporting\",\(oldID),\(oldSecret)\n",
      date: ago(3000))
  }

  /// What looks like keys and is none.
  mutating func writeDecoys() throws {
    try estate.write(
      "shop/README.md",
      """
      Set `AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE` and
      `AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY`, then run `make`.
      The role is AROA\(material.keyID("", account: production.account)).

      """, date: ago(300))
    try estate.write(
      "shop/.env.example",
      "AWS_ACCESS_KEY_ID=AKIAXXXXXXXXXXXXXXXX\nAWS_SECRET_ACCESS_KEY=<your secret here>\n",
      date: ago(300))
    var lock = "{\n  \"dependencies\": {\n"
    for index in 0..<40 {
      lock += "    \"package-\(index)\": { \"resolved\": \"\(material.hex(40))\", "
      lock += "\"integrity\": \"sha512-\(material.base64(86))==\" },\n"
    }
    try estate.write("shop/package-lock.json", lock + "    \"end\": {}\n  }\n}\n", date: ago(300))
    let image = (0..<60).map { _ in material.base64(76) }.joined(separator: "\n")
    try estate.write("shop/logo.b64", image + "\n\(material.base64(40))==\n", date: ago(300))
    try estate.write(
      "README.txt",
      "Everything in this folder was made at random by `keysweep demo`; no key in it is real.\n",
      date: now)
  }
}

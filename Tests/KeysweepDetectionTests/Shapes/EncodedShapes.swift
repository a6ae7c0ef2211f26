extension LeakShape {
  /// Secrets written with escapes, glued to escapes, or far from their ID.
  static let encoded: [LeakShape] = [
    LeakShape("url s3n", "hadoop fs -ls s3n://<I1>:<S1|url>@bucket/path\n"),
    LeakShape("url slash only", "sqs://<I1>:<S1|slash>@\n"),
    LeakShape("url lower case", "aws://<I1>:<S1|lower>@x\n"),
    LeakShape("url three", rows: 3, "s3://<I#>:<S#|url>@bucket#/path\n"),
    LeakShape("url encoded twice", rows: 3, "s3://<I#>:<S#|twice>@bucket#/path\n"),
    LeakShape("mongodb", "mongodb+srv://<I1>:<S1|url>@c.mongodb.net/x?authMechanism=MONGODB-AWS\n"),
    LeakShape("git credentials", "https://<I1>:<S1|url>@git-codecommit.us-east-1.amazonaws.com\n"),
    LeakShape("query", "POST /x?AWSAccessKeyId=<I1>&SecretKey=<S1|url>&y=1\n"),
    LeakShape("form, encoded", "%22AccessKeyId%22%3A%22<I1>%22%2C%22Secret%22%3A%22<S1>%22\n"),
    LeakShape("celery", "BROKER_URL = 'sqs://<I1>:<S1|url>@'\n"),
    LeakShape("json slash", "{\"key\": \"<I1>\", \"secret\": \"<S1|json>\"}"),
    LeakShape("json slash rows", rows: 3, "{\"key\": \"<I#>\", \"secret\": \"<S#|json>\"},"),
    LeakShape("json of .NET", "{\"key\": \"<I1>\", \"secret\": \"<S1|net>\"}"),
    LeakShape(
      "json in json",
      "{\"m\": \"{\\\"key\\\": \\\"<I1>\\\", \\\"secret\\\": \\\"<S1|json2>\\\"}\"}"),
    LeakShape(
      "json of a log", rows: 3, "AWS_ACCESS_KEY_ID=<I#>\\nAWS_SECRET_ACCESS_KEY=<S#|json>\\n",
      head: "{\"log\": \"", tail: "\"}"),
    LeakShape(
      "json of lines", rows: 3, "\\n<I#>\\n<S#>\\n", head: "{\"log\": \"keys:", tail: "\"}"),
    LeakShape(
      "json of lines with slashes", rows: 2, "\\n<I#>\\n<S#|json>\\n", head: "{\"log\": \"keys:",
      tail: "\"}"),
    LeakShape("xml", "<k><I1></k><s><S1|xml></s>"),
    LeakShape("xml by name", "<k><I1></k><secret><S1|entity></secret>"),
    LeakShape("hex escapes", rows: 2, "k='<I#>'\ns='<S#|hex>'\n"),
    LeakShape("quoted-printable", "aws_access_key_id=3D<I1> aws_secret_access_key=3D<S1> x=\ny\n"),
    LeakShape(
      "colours written out",
      "\\e[32mid\\e[0m=\\e[33m<I1>\\e[0m \\u001b[32msecret\\u001b[0m=\\u001b[33m<S1>\\u001b[0m"),
    LeakShape(
      "minified", rows: 200, "{\"id\":#,\"ak\":\"<I#>\",\"x\":\"yyyy\",\"sk\":\"<S#>\"},",
      head: "[", tail: "0]"),
    LeakShape(
      "minified, secret first", rows: 100,
      "{\"i\":#,\"secretAccessKey\":\"<S#>\",\"n\":\"zz\",\"accessKeyId\":\"<I#>\"},",
      head: "[", tail: "0]"),
    LeakShape(
      "minified, nested", rows: 100,
      "{\"i\":#,\"creds\":{\"a\":{\"v\":\"<I#>\"},\"s\":{\"v\":\"<S#>\"}},\"m\":{\"k\":[1,2]}},",
      head: "[", tail: "0]"),
    LeakShape(
      "far", rows: 20, "line # of configuration\n", head: "access: <I1>\n", tail: "aws: <S1>"),
    LeakShape(
      "far, escaped", rows: 99, "", head: "id <I1>\n" + padding(2500), tail: "s=<S1|url>\n"),
    LeakShape("3500 bytes apart", "id <I1>\n\(padding(3500))\nsecret_key=<S1>\n"),
    LeakShape(
      "50 lines apart", rows: 50, "abcdef: 1\n", head: "key: <I1>\n", tail: "secret: <S1>\n"),
  ]

  /// Secrets alone, behind a name.
  static let lone: [LeakShape] = [
    "AWS_SECRET_ACCESS_KEY=<S1>\n",
    "{\"name\":\"AWS_SECRET_ACCESS_KEY\",\"value\":\"<S1>\"}",
    "{\n  \"name\": \"AWS_SECRET_ACCESS_KEY\",\n  \"value\": \"<S1>\"\n}",
    "- name: AWS_SECRET_ACCESS_KEY\n  value: <S1>\n",
    "<add key=\"AWSSecretKey\" value=\"<S1>\"/>",
    "{\"Key\": \"aws_secret_access_key\", \"Value\": \"<S1>\"}",
    "variable \"aws_secret_key\" {\n  default = \"<S1>\"\n}\n",
    "\u{1B}[32mAWS_SECRET_ACCESS_KEY\u{1B}[0m=\u{1B}[33m<S1>\u{1B}[0m\n",
    "{\"log\":\"secret access key:\\n<S1>\\n\"}",
    "{\"log\":\"aws_secret_access_key\\t<S1>\\n\"}",
    "AWS_SECRET_ACCESS_KEY%3D<S1>&x",
    "AWS Secret Access Key [None]: <S1>\n",
    "COPY s (name,value) FROM stdin;\naws_secret_access_key\t<S1>\n",
    "<dt>Secret Access Key:</dt><dd><code><S1></code></dd>",
  ].map { LeakShape($0, $0, .secrets) }

  private static func padding(_ count: Int) -> String {
    String(repeating: "x", count: 39) + String(repeating: " xyz", count: count / 4)
  }
}

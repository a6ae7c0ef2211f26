extension LeakShape {
  /// XML, collections in code, profiles, logs, chat, concatenations.
  static let texts: [LeakShape] = [
    LeakShape(
      "xml_attr",
      "<add key=\"AWSAccessKey\" value=\"<I1>\"/>\n<add key=\"AWSSecretKey\" value=\"<S1>\"/>\n"),
    LeakShape("xml_attr1", "<account id=\"<I1>\" secret=\"<S1>\" region=\"x\"/>\n"),
    LeakShape(
      "xml_attr3",
      "<a><account secret=\"<S1>\" id=\"<I1>\"/><account secret=\"<S2>\" id=\"<I2>\"/><account secret=\"<S3>\" id=\"<I3>\"/></a>"
    ),
    LeakShape(
      "iamxml",
      "<CreateAccessKeyResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\">\n  <CreateAccessKeyResult>\n    <AccessKey>\n      <UserName>Bob</UserName>\n      <AccessKeyId><I1></AccessKeyId>\n      <Status>Active</Status>\n      <SecretAccessKey><S1></SecretAccessKey>\n    </AccessKey>\n  </CreateAccessKeyResult>\n</CreateAccessKeyResponse>\n"
    ),
    LeakShape(
      "plistxml",
      "<dict>\n<key>AccessKey</key>\n<string><I1></string>\n<key>SecretKey</key>\n<string><S1></string>\n</dict>"
    ),
    LeakShape(
      "android",
      "<string name=\"aws_access_key\"><I1></string>\n<string name=\"aws_secret_key\"><S1></string>\n"
    ),
    LeakShape(
      "py_dicts",
      "C=[\n {'key': '<I1>', 'secret': '<S1>'},\n {'key': '<I2>', 'secret': '<S2>'},\n {'key': '<I3>', 'secret': '<S3>'},\n]\n"
    ),
    LeakShape("py_tuples", "C=[\n ('<I1>', '<S1>'),\n ('<I2>', '<S2>'),\n ('<I3>', '<S3>'),\n]\n"),
    LeakShape("py_tuples_1l", "C=[('<I1>', '<S1>'), ('<I2>', '<S2>'), ('<I3>', '<S3>')]\n"),
    LeakShape("py_tuples_rev", "C=[('<S1>', '<I1>'), ('<S2>', '<I2>'), ('<S3>', '<I3>')]\n"),
    LeakShape("py_flat", "C=['<I1>', '<S1>', '<I2>', '<S2>', '<I3>', '<S3>']\n"),
    LeakShape(
      "py_parallel_lists", "IDS=['<I1>', '<I2>', '<I3>']\nSECRETS=['<S1>', '<S2>', '<S3>']\n",
      .ambiguous),
    LeakShape("secret_before", "aws_secret_access_key = <S1>\naws_access_key_id = <I1>\n"),
    LeakShape(
      "profiles",
      "[p0]\naws_access_key_id = <I1>\naws_secret_access_key = <S1>\nregion = x\n\n[p1]\naws_access_key_id = <I2>\naws_secret_access_key = <S2>\nregion = x\n\n[p2]\naws_access_key_id = <I3>\naws_secret_access_key = <S3>\nregion = x\n\n"
    ),
    LeakShape(
      "profiles_tight",
      "[p0]\naws_access_key_id=<I1>\naws_secret_access_key=<S1>\n[p1]\naws_access_key_id=<I2>\naws_secret_access_key=<S2>\n[p2]\naws_access_key_id=<I3>\naws_secret_access_key=<S3>\n"
    ),
    LeakShape(
      "profiles_rev",
      "[p0]\naws_secret_access_key=<S1>\naws_access_key_id=<I1>\n[p1]\naws_secret_access_key=<S2>\naws_access_key_id=<I2>\n[p2]\naws_secret_access_key=<S3>\naws_access_key_id=<I3>\n"
    ),
    LeakShape(
      "profiles_mixed",
      "[p0]\naws_access_key_id=<I1>\naws_secret_access_key=<S1>\n[p1]\naws_secret_access_key=<S2>\naws_access_key_id=<I2>\n[p2]\naws_access_key_id=<I3>\naws_secret_access_key=<S3>\n[p3]\naws_secret_access_key=<S4>\naws_access_key_id=<I4>\n"
    ),
    LeakShape(
      "profiles_commented",
      "[default]\n#aws_access_key_id = <I1>\n#aws_secret_access_key = <S1>\naws_access_key_id = <I2>\naws_secret_access_key = <S2>\n"
    ),
    LeakShape(
      "profiles_commented_each",
      "[default]\n#aws_access_key_id = <I1>\naws_access_key_id = <I2>\n#aws_secret_access_key = <S1>\naws_secret_access_key = <S2>\n",
      .ambiguous),
    LeakShape(
      "jsonlog",
      "{\"ts\": \"2026-01-01T00:00:00Z\", \"msg\": \"creds\", \"env\": {\"AWS_ACCESS_KEY_ID\": \"<I1>\", \"AWS_SECRET_ACCESS_KEY\": \"<S1>\"}}\n{\"ts\": \"2026-01-01T00:00:01Z\", \"msg\": \"creds\", \"env\": {\"AWS_ACCESS_KEY_ID\": \"<I2>\", \"AWS_SECRET_ACCESS_KEY\": \"<S2>\"}}\n{\"ts\": \"2026-01-01T00:00:02Z\", \"msg\": \"creds\", \"env\": {\"AWS_ACCESS_KEY_ID\": \"<I3>\", \"AWS_SECRET_ACCESS_KEY\": \"<S3>\"}}\n"
    ),
    LeakShape(
      "pylog",
      "2026-01-01 00:00:00,123 DEBUG env={'AWS_ACCESS_KEY_ID': '<I1>', 'AWS_SECRET_ACCESS_KEY': '<S1>'}\n"
    ),
    LeakShape(
      "setxtrace",
      "+ export AWS_ACCESS_KEY_ID=<I1>\n+ AWS_ACCESS_KEY_ID=<I1>\n+ export AWS_SECRET_ACCESS_KEY=<S1>\n+ AWS_SECRET_ACCESS_KEY=<S1>\n"
    ),
    LeakShape(
      "printenv",
      "AWS_ACCESS_KEY_ID=<I1>\nHOME=/root\nPATH=/usr/bin\nLANG=C\nAWS_SECRET_ACCESS_KEY=<S1>\n"),
    LeakShape(
      "phpinfo",
      "<tr><td class=\"e\">AWS_ACCESS_KEY_ID </td><td class=\"v\"><I1> </td></tr>\n<tr><td class=\"e\">AWS_SECRET_ACCESS_KEY </td><td class=\"v\"><S1> </td></tr>\n"
    ),
    LeakShape(
      "nulenv",
      "HOME=/\u{0}AWS_ACCESS_KEY_ID=<I1>\u{0}PATH=/bin\u{0}AWS_SECRET_ACCESS_KEY=<S1>\u{0}X=1\u{0}"),
    LeakShape(
      "email",
      "Hi,\n\nhere are your keys.\n\nAccess Key: <I1>\nSecret: <S1>\n\nand for prod\n\nAccess Key: <I2>\nSecret: <S2>\n\nBye\n"
    ),
    LeakShape("chat", "bob: whats the key?\nalice: <I1>\nalice: <S1>\nbob: thx\n"),
    LeakShape(
      "slackjson",
      "[{\"user\": \"U1\", \"text\": \"id <I1>\"}, {\"user\": \"U1\", \"text\": \"secret <S1>\"}]"),
    LeakShape(
      "yaml_block",
      "secret: |\n  [default]\n  aws_access_key_id = <I1>\n  aws_secret_access_key = <S1>\n"),
    LeakShape(
      "cfn",
      "      UserData: !Sub |\n        export AWS_ACCESS_KEY_ID=<I1>\n        export AWS_SECRET_ACCESS_KEY=<S1>\n"
    ),
    LeakShape(
      "yaml_list",
      "accounts:\n- name: a0\n  key: <I1>\n  secret: <S1>\n- name: a1\n  key: <I2>\n  secret: <S2>\n"
    ),
    LeakShape(
      "yaml_list_rev",
      "accounts:\n- secret: <S1>\n  name: a0\n  key: <I1>\n- secret: <S2>\n  name: a1\n  key: <I2>\n"
    ),
    LeakShape(
      "toml",
      "[[acct]]\nid = \"<I1>\"\nsecret = \"<S1>\"\n[[acct]]\nid = \"<I2>\"\nsecret = \"<S2>\"\n"),
    LeakShape(
      "vscode_ar",
      "{\n  \"profiles\": {\n    \"a\": {\n      \"id\": \"<I1>\",\n      \"secret\": \"<S1>\"\n    },\n    \"b\": {\n      \"id\": \"<I2>\",\n      \"secret\": \"<S2>\"\n    }\n  }\n}"
    ),
    LeakShape(
      "web_config",
      "<appSettings>\n <add key=\"AWSAccessKey\" value=\"<I1>\" />\n <add key=\"AWSSecretKey\" value=\"<S1>\" />\n</appSettings>"
    ),
    LeakShape("connstr", "Server=x;AccessKey=<I1>;SecretKey=<S1>;Region=y\n"),
    LeakShape(
      "redshift",
      "COPY t FROM 's3://b/k' CREDENTIALS 'aws_access_key_id=<I1>;aws_secret_access_key=<S1>' CSV;\n"
    ),
    LeakShape(
      "snowflake",
      "CREATE STAGE s URL='s3://b' CREDENTIALS=(AWS_KEY_ID='<I1>' AWS_SECRET_KEY='<S1>');\n"),
    LeakShape(
      "clickhouse", "SELECT * FROM s3('https://b.s3.amazonaws.com/x.csv', '<I1>', '<S1>', 'CSV')\n"),
    LeakShape("duckdb", "SET s3_access_key_id='<I1>'; SET s3_secret_access_key='<S1>';\n"),
    LeakShape(
      "restic", "RESTIC_REPOSITORY=s3:x\nAWS_ACCESS_KEY_ID=<I1>\nAWS_SECRET_ACCESS_KEY=<S1>\n"),
    LeakShape("s3cmd_cli", "s3cmd --access_key=<I1> --secret_key=<S1> ls\n"),
    LeakShape("mc_alias", "mc alias set s3 https://s3.amazonaws.com <I1> <S1> --api S3v4\n"),
    LeakShape(
      "swift_src",
      "let creds = AWSStaticCredentialsProvider(accessKey: \"<I1>\", secretKey: \"<S1>\")\n"),
    LeakShape("rust_src", "Credentials::new(\"<I1>\", \"<S1>\", None, None, \"x\")\n"),
    LeakShape("cpp_src", "Aws::Auth::AWSCredentials(\"<I1>\", \"<S1>\");\n#define KEY \"<I1>\"\n"),
    LeakShape(
      "r_src",
      "Sys.setenv(\"AWS_ACCESS_KEY_ID\" = \"<I1>\",\n  \"AWS_SECRET_ACCESS_KEY\" = \"<S1>\")\n"),
    LeakShape("scala", "val k = \"<I1>\"; val s = \"<S1>\"\n"),
    LeakShape("concat", "creds=\"<I1>|<S1>\"\n"),
    LeakShape("concat_colon", "x=<I1>:<S1>\n"),
    LeakShape("concat_ws", "<I1> <S1>\n"),
    LeakShape("concat_ws3", "<I1>\t<S1>\n<I2>\t<S2>\n<I3>\t<S3>\n"),
    LeakShape("twoline", "<I1>\n<S1>\n<I2>\n<S2>\n<I3>\n<S3>\n"),
    LeakShape("twoline_blank", "<I1>\n<S1>\n\n<I2>\n<S2>\n\n<I3>\n<S3>\n\n"),
    LeakShape("ids_secrets_bare", "<I1>\n<I2>\n<S1>\n<S2>\n", .ambiguous),
    LeakShape(
      "mixed_tokens",
      "[default]\naws_access_key_id=<I1>\naws_secret_access_key=<S1>\n# commit <H>\nsha <H>\n"),
    LeakShape("decoy40", "key=<I1>\nother_token=<R>\nsecret=<S1>\n"),
    LeakShape(
      "decoy40b",
      "{\"api_token\":\"<R>\",\"aws_access_key_id\":\"<I1>\",\"aws_secret_access_key\":\"<S1>\"}\n"),
    LeakShape(
      "decoy_csrf",
      "DB_PASSWORD=<R>\nAWS_ACCESS_KEY_ID=<I1>\nAWS_SECRET_ACCESS_KEY=<S1>\nAPP_KEY=<R>\n"),
    LeakShape(
      "django", "SECRET_KEY = '<R>'\nAWS_ACCESS_KEY_ID = '<I1>'\nAWS_SECRET_ACCESS_KEY = '<S1>'\n"),
    LeakShape(
      "rails_secret",
      "secret_key_base: <R>\naws:\n  access_key_id: <I1>\n  secret_access_key: <S1>\n"),
  ]
}

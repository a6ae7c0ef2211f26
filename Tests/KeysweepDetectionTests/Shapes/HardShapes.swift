extension LeakShape {
  /// Names glued or unusual, tables with decoys, interleaved pairs.
  static let hard: [LeakShape] = [
    LeakShape(
      "rootkey2", "AWSAccessKeyId=<I1>\nAWSSecretKey=<S1>\nAWSAccessKeyId=<I2>\nAWSSecretKey=<S2>\n"
    ),
    LeakShape(
      "rootkey3cols",
      "[\n {\n  \"AWSAccessKeyId\": \"<I1>\",\n  \"AWSSecretKey\": \"<S1>\"\n },\n {\n  \"AWSAccessKeyId\": \"<I2>\",\n  \"AWSSecretKey\": \"<S2>\"\n }\n]"
    ),
    LeakShape(
      "webconfig2",
      "<x><add key=\"AWSAccessKey\" value=\"<I1>\"/>\n<add key=\"AWSSecretKey\" value=\"<S1>\"/></x>\n<x><add key=\"AWSAccessKey\" value=\"<I2>\"/>\n<add key=\"AWSSecretKey\" value=\"<S2>\"/></x>\n"
    ),
    LeakShape("awskey", "[p0]\nawskey=<I1>\nawssecret=<S1>\n[p1]\nawskey=<I2>\nawssecret=<S2>\n"),
    LeakShape(
      "awsaccesskeyid",
      "[p0]\nawsaccesskeyid=<I1>\nawssecretaccesskey=<S1>\n[p1]\nawsaccesskeyid=<I2>\nawssecretaccesskey=<S2>\n"
    ),
    LeakShape(
      "s3key",
      "[{\"s3key\": \"<I1>\", \"s3secret\": \"<S1>\"}, {\"s3key\": \"<I2>\", \"s3secret\": \"<S2>\"}]"
    ),
    LeakShape(
      "aksk", "[{\"ak\": \"<I1>\", \"sk\": \"<S1>\"}, {\"ak\": \"<I2>\", \"sk\": \"<S2>\"}]"),
    LeakShape("aksk1", "[{\"ak\": \"<I1>\", \"sk\": \"<S1>\"}]"),
    LeakShape("accountk1", "accountKey: <I1>\nvaultSecret: <S1>\n"),
    LeakShape(
      "pubpriv",
      "[{\"pub\": \"<I1>\", \"priv\": \"<S1>\"}, {\"pub\": \"<I2>\", \"priv\": \"<S2>\"}]"),
    LeakShape("hostlabels", "server0: <I1>  pass <S1>\nserver1: <I2>  pass <S2>\n"),
    LeakShape(
      "login",
      "[{\"login\": \"<I1>\", \"passphrase\": \"<S1>\"}, {\"login\": \"<I2>\", \"passphrase\": \"<S2>\"}]"
    ),
    LeakShape(
      "apikey",
      "[{\"apikey\": \"<I1>\", \"apisecret\": \"<S1>\"}, {\"apikey\": \"<I2>\", \"apisecret\": \"<S2>\"}]"
    ),
    LeakShape(
      "clientid",
      "[{\"clientId\": \"<I1>\", \"clientSecret\": \"<S1>\"}, {\"clientId\": \"<I2>\", \"clientSecret\": \"<S2>\"}]"
    ),
    LeakShape(
      "iam",
      "[{\"IAMAccessKey\": \"<I1>\", \"IAMSecretKey\": \"<S1>\"}, {\"IAMAccessKey\": \"<I2>\", \"IAMSecretKey\": \"<S2>\"}]"
    ),
    LeakShape(
      "S3ID",
      "<s><AwsS3AccessKeyID><I1></AwsS3AccessKeyID><AwsS3SecretKey><S1></AwsS3SecretKey></s>\n<s><AwsS3AccessKeyID><I2></AwsS3AccessKeyID><AwsS3SecretKey><S2></AwsS3SecretKey></s>\n"
    ),
    LeakShape(
      "copy_namecols",
      "COPY t FROM stdin;\nbob-2\t<I1>\tdesc0\t<S1>\ndeploy\t<I2>\tdesc1\t<S2>\ndeploy\t<I3>\tdesc2\t<S3>\n"
    ),
    LeakShape(
      "copy_region",
      "COPY t FROM stdin;\n0\tsvc.app\t<I1>\tus-east-1\t<S1>\n1\tprod\t<I2>\tus-east-1\t<S2>\n2\talice\t<I3>\tus-east-1\t<S3>\n"
    ),
    LeakShape(
      "copy_secfirst_name",
      "COPY t FROM stdin;\n0\t<S1>\talice\t<I1>\n1\t<S2>\tci\t<I2>\n2\t<S3>\tprod\t<I3>\n"),
    LeakShape("ws_rev", "<S1> <I1>\n<S2> <I2>\n<S3> <I3>\n"),
    LeakShape("ws_rev1", "<S1> <I1>\n"),
    LeakShape("colon_rev", "<S1>:<I1>\n<S2>:<I2>\n<S3>:<I3>\n"),
    LeakShape(
      "mysql_out",
      "+----+----+\n| 0 | u0 | <I1> | <S1> |\n| 1 | u1 | <I2> | <S2> |\n| 2 | u2 | <I3> | <S3> |\n"),
    LeakShape(
      "mysql_rev",
      "+----+----+\n| 0 | u0 | <S1> | <I1> |\n| 1 | u1 | <S2> | <I2> |\n| 2 | u2 | <S3> | <I3> |\n"),
    LeakShape(
      "psql_x",
      "-[ RECORD 0 ]----\nname   | u0\nkey    | <I1>\nsecret | <S1>\n-[ RECORD 1 ]----\nname   | u1\nkey    | <I2>\nsecret | <S2>\n-[ RECORD 2 ]----\nname   | u2\nkey    | <I3>\nsecret | <S3>\n"
    ),
    LeakShape(
      "fixedwidth",
      "alice        <I1>   Active     <S1>\ndeploy       <I2>   Active     <S2>\nbackup       <I3>   Active     <S3>\n"
    ),
    LeakShape(
      "html_attr",
      "<input name=\"ak0\" value=\"<I1>\"><input name=\"sk0\" value=\"<S1>\">\n<input name=\"ak1\" value=\"<I2>\"><input name=\"sk1\" value=\"<S2>\">\n<input name=\"ak2\" value=\"<I3>\"><input name=\"sk2\" value=\"<S3>\">\n"
    ),
    LeakShape(
      "csv_cols_between",
      "user,id,created,secret\nu0,<I1>,2026-01-01,<S1>\nu1,<I2>,2026-01-01,<S2>\nu2,<I3>,2026-01-01,<S3>\n"
    ),
    LeakShape(
      "csv_sec_far", "secret,a,b,c,id\n<S1>,x,y,z,<I1>\n<S2>,x,y,z,<I2>\n<S3>,x,y,z,<I3>\n"),
    LeakShape(
      "csv_other40", "user,id,token,secret\nu0,<I1>,<R>,<S1>\nu1,<I2>,<R>,<S2>\nu2,<I3>,<R>,<S3>\n"),
    LeakShape("decoy_label_secret", "aws_key=<I1>\ngithub_token=<R>\naws_secret=<S1>\n"),
    LeakShape("decoy_label_secret2", "access_key: <I1>\nslack: <R>\nsecret_key: <S1>\n"),
    LeakShape("decoy_before", "slack: <R>\naccess_key: <I1>\nsecret_key: <S1>\n"),
    LeakShape("decoy_secret_plain", "id: <I1>\nslack: <R>\nsecret: <S1>\n"),
    LeakShape("decoy_password", "id: <I1>\nsalt: <R>\npassword: <S1>\n"),
    LeakShape(
      "two_secret_labels", "jwt_secret: <R>\naws_access_key_id: <I1>\naws_secret_access_key: <S1>\n"
    ),
    LeakShape(
      "secret_after_far", "aws_access_key_id: <I1>\naws_secret_access_key: <S1>\njwt_secret: <R>\n"),
    LeakShape(
      "id_then_jwt_then_sec",
      "aws_access_key_id: <I1>\njwt_secret: <R>\naws_secret_access_key: <S1>\n"),
    LeakShape(
      "json_jwt",
      "{\"a\": {\"aws\": {\"id\": \"<I1>\"}, \"jwt_secret\": \"<R>\", \"aws_secret_access_key\": \"<S1>\"}}"
    ),
    LeakShape(
      "id_repeated",
      "# old key <I1>\n[default]\naws_access_key_id=<I1>\naws_secret_access_key=<S1>\n# see <I1>\n[x]\naws_access_key_id=<I2>\naws_secret_access_key=<S2>\n"
    ),
    LeakShape(
      "rotation_diff",
      "-aws_access_key_id=<I1>\n-aws_secret_access_key=<S1>\n+aws_access_key_id=<I2>\n+aws_secret_access_key=<S2>\n"
    ),
    LeakShape(
      "rotation_diff2",
      " [default]\n-aws_access_key_id=<I1>\n+aws_access_key_id=<I2>\n-aws_secret_access_key=<S1>\n+aws_secret_access_key=<S2>\n",
      .ambiguous),
    LeakShape(
      "lone_id_profiles",
      "[a]\naws_access_key_id=<I1>\naws_secret_access_key=<S1>\n[b]\naws_access_key_id=<K>\n[c]\naws_access_key_id=<I2>\naws_secret_access_key=<S2>\n[d]\naws_access_key_id=<I3>\naws_secret_access_key=<S3>\n"
    ),
    LeakShape(
      "env_lone_ids",
      "owner=<K>\nid=<I1>\nsec=<S1>\nowner=<K>\nid=<I2>\nsec=<S2>\nowner=<K>\nid=<I3>\nsec=<S3>\n"),
    LeakShape(
      "two_per_line",
      "AWS_ACCESS_KEY_ID=<I1> AWS_SECRET_ACCESS_KEY=<S1> cmd0; AWS_ACCESS_KEY_ID=<I2> AWS_SECRET_ACCESS_KEY=<S2> cmd1; AWS_ACCESS_KEY_ID=<I3> AWS_SECRET_ACCESS_KEY=<S3> cmd2;\n"
    ),
    LeakShape("interleave", "a_id=<I1>\nb_id=<I2>\na_secret=<S1>\nb_secret=<S2>\n"),
    LeakShape(
      "interleave_yaml", "ids:\n  prod: <I1>\n  dev: <I2>\nsecrets:\n  prod: <S1>\n  dev: <S2>\n"),
    LeakShape(
      "interleave_yaml_rev",
      "ids:\n  prod: <I1>\n  dev: <I2>\nsecrets:\n  dev: <S2>\n  prod: <S1>\n"),
    LeakShape(
      "nested_yaml",
      "prod:\n  aws:\n    key:\n      id: <I1>\n    secret:\n      value: <S1>\ndev:\n  aws:\n    key:\n      id: <I2>\n    secret:\n      value: <S2>\n"
    ),
    LeakShape(
      "tfvar_map",
      "keys = {\n  prod = \"<I1>\"\n  dev = \"<I2>\"\n}\nsecrets = {\n  prod = \"<S1>\"\n  dev = \"<S2>\"\n}\n"
    ),
    LeakShape(
      "jsonescaped_ws",
      "{\"log\": \"AWS_ACCESS_KEY_ID=<I1>\\nAWS_SECRET_ACCESS_KEY=<S1>\\nAWS_ACCESS_KEY_ID=<I2>\\nAWS_SECRET_ACCESS_KEY=<S2>\\nAWS_ACCESS_KEY_ID=<I3>\\nAWS_SECRET_ACCESS_KEY=<S3>\\n\"}"
    ),
    LeakShape(
      "jsonescaped_tab", "{\"log\": \"id\\t<I1>\\nkey\\t<S1>\\nid\\t<I2>\\nkey\\t<S2>\\n\"}"),
    LeakShape(
      "ipynb_out",
      "{\n \"text\": [\n  \"<I1>\\n\",\n  \"<S1>\\n\",\n  \"<I2>\\n\",\n  \"<S2>\\n\"\n ]\n}"),
    LeakShape("crlf", "aws_access_key_id = <I1>\r\naws_secret_access_key = <S1>\r\n"),
    LeakShape("cr", "aws_access_key_id = <I1>\raws_secret_access_key = <S1>\r"),
    LeakShape("eq_left", "k=<I1>&s=<S1>&x=1\n"),
    LeakShape("comma_end", "k=<I1>,<S1>.\n"),
    LeakShape(
      "ansi",
      "\u{1B}[32mAWS_ACCESS_KEY_ID\u{1B}[0m=\u{1B}[33m<I1>\u{1B}[0m\n\u{1B}[32mAWS_SECRET_ACCESS_KEY\u{1B}[0m=\u{1B}[33m<S1>\u{1B}[0m\n"
    ),
    LeakShape("utf8", "Schlüssel „<I1>“ Geheimnis „<S1>“\n"),
  ]
}

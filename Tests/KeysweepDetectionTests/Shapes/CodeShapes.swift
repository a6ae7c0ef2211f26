extension LeakShape {
  /// Configuration of programs, URLs, databases, source code, documents, JSON.
  static let code: [LeakShape] = [
    LeakShape("javaprops", "#x\naccessKey=<I1>\nsecretKey=<S1>\n"),
    LeakShape(
      "javaprops2", "cloud.aws.credentials.accessKey=<I1>\ncloud.aws.credentials.secretKey=<S1>\n"),
    LeakShape("javaprops_colon", "aws.accessKeyId: <I1>\naws.secretKey: <S1>\n"),
    LeakShape(
      "spring_yml",
      "cloud:\n  aws:\n    credentials:\n      access-key: <I1>\n      secret-key: <S1>\n"),
    LeakShape(
      "hadoop",
      "<configuration>\n<property>\n<name>fs.s3a.access.key</name>\n<value><I1></value>\n</property>\n<property>\n<name>fs.s3a.secret.key</name>\n<value><S1></value>\n</property>\n</configuration>\n"
    ),
    LeakShape(
      "hadoop1",
      "<configuration><property><name>fs.s3a.access.key</name><value><I1></value></property><property><name>fs.s3a.secret.key</name><value><S1></value></property></configuration>\n"
    ),
    LeakShape(
      "hadoop_bucket",
      "<configuration>\n<property><name>fs.s3a.bucket.b0.access.key</name><value><I1></value></property>\n<property><name>fs.s3a.bucket.b0.secret.key</name><value><S1></value></property>\n<property><name>fs.s3a.bucket.b1.access.key</name><value><I2></value></property>\n<property><name>fs.s3a.bucket.b1.secret.key</name><value><S2></value></property>\n</configuration>"
    ),
    LeakShape(
      "spark", "spark.hadoop.fs.s3a.access.key  <I1>\nspark.hadoop.fs.s3a.secret.key  <S1>\n"),
    LeakShape(
      "spark_submit",
      "spark-submit --conf spark.hadoop.fs.s3a.access.key=<I1> --conf spark.hadoop.fs.s3a.secret.key=<S1> x.jar\n"
    ),
    LeakShape(
      "spark_code",
      "sc.hadoopConfiguration.set(\"fs.s3a.access.key\", \"<I1>\")\nsc.hadoopConfiguration.set(\"fs.s3a.secret.key\", \"<S1>\")\n"
    ),
    LeakShape(
      "s3cfg",
      "[default]\naccess_key = <I1>\naccess_token = \nbucket_location = US\ncloudfront_host = cloudfront.amazonaws.com\nencrypt = False\nhost_base = s3.amazonaws.com\nsecret_key = <S1>\n"
    ),
    LeakShape(
      "rclone",
      "[s30]\ntype = s3\nprovider = AWS\naccess_key_id = <I1>\nsecret_access_key = <S1>\nregion = x\n\n[s31]\ntype = s3\nprovider = AWS\naccess_key_id = <I2>\nsecret_access_key = <S2>\nregion = x\n\n"
    ),
    LeakShape("boto", "[Credentials]\naws_access_key_id = <I1>\naws_secret_access_key = <S1>\n"),
    LeakShape("s3fs", "<I1>:<S1>\n<I2>:<S2>\n<I3>:<S3>\n"),
    LeakShape("s3fs_bucket", "bucket0:<I1>:<S1>\nbucket1:<I2>:<S2>\nbucket2:<I3>:<S3>\n"),
    LeakShape("url_raw", "hadoop fs -ls s3://<I1>:<S1>@bucket/path\n"),
    LeakShape(
      "sql_rows",
      "INSERT INTO `creds` VALUES (0,'u0','<I1>','<S1>','2026-01-01'),(1,'u1','<I2>','<S2>','2026-01-01'),(2,'u2','<I3>','<S3>','2026-01-01'),(3,'u3','<I4>','<S4>','2026-01-01'),(4,'u4','<I5>','<S5>','2026-01-01');\n"
    ),
    LeakShape(
      "sql_rows_nl",
      "INSERT INTO creds (id,name,secret,key) VALUES\n(0,'u0','<S1>','<I1>'),\n(1,'u1','<S2>','<I2>'),\n(2,'u2','<S3>','<I3>'),\n(3,'u3','<S4>','<I4>'),\n(4,'u4','<S5>','<I5>');\n"
    ),
    LeakShape(
      "copyrows",
      "COPY public.creds (id,name,key,secret) FROM stdin;\n0\tu0\t<I1>\t<S1>\t\\N\n1\tu1\t<I2>\t<S2>\t\\N\n2\tu2\t<I3>\t<S3>\t\\N\n3\tu3\t<I4>\t<S4>\t\\N\n4\tu4\t<I5>\t<S5>\t\\N\n\\.\n"
    ),
    LeakShape(
      "copyrows_rev",
      "COPY public.creds (id,secret,key) FROM stdin;\n0\t<S1>\t<I1>\n1\t<S2>\t<I2>\n2\t<S3>\t<I3>\n3\t<S4>\t<I4>\n4\t<S5>\t<I5>\n\\.\n"
    ),
    LeakShape(
      "copy_kv",
      "COPY settings (id,tenant,name,value) FROM stdin;\n0\t0\taws_access_key_id\t<I1>\n1\t0\taws_secret_access_key\t<S1>\n2\t1\taws_access_key_id\t<I2>\n3\t1\taws_secret_access_key\t<S2>\n4\t2\taws_access_key_id\t<I3>\n5\t2\taws_secret_access_key\t<S3>\n6\t3\taws_access_key_id\t<I4>\n7\t3\taws_secret_access_key\t<S4>\n\\.\n"
    ),
    LeakShape(
      "mongo",
      "{\"_id\": {\"$oid\": \"<O>\"}, \"name\": \"u0\", \"aws\": {\"key\": \"<I1>\", \"secret\": \"<S1>\"}}\n{\"_id\": {\"$oid\": \"<O>\"}, \"name\": \"u1\", \"aws\": {\"key\": \"<I2>\", \"secret\": \"<S2>\"}}\n{\"_id\": {\"$oid\": \"<O>\"}, \"name\": \"u2\", \"aws\": {\"key\": \"<I3>\", \"secret\": \"<S3>\"}}\n{\"_id\": {\"$oid\": \"<O>\"}, \"name\": \"u3\", \"aws\": {\"key\": \"<I4>\", \"secret\": \"<S4>\"}}\n"
    ),
    LeakShape(
      "mongo_secretfirst",
      "{\"_id\": \"x0\", \"secret\": \"<S1>\", \"accessKey\": \"<I1>\"}\n{\"_id\": \"x1\", \"secret\": \"<S2>\", \"accessKey\": \"<I2>\"}\n{\"_id\": \"x2\", \"secret\": \"<S3>\", \"accessKey\": \"<I3>\"}\n"
    ),
    LeakShape(
      "ipynb",
      "{\n \"cells\": [\n  {\n   \"cell_type\": \"code\",\n   \"source\": [\n    \"import boto3\\n\",\n    \"s = boto3.Session(aws_access_key_id='<I1>',\\n\",\n    \"    aws_secret_access_key='<S1>')\\n\"\n   ],\n   \"outputs\": [\n    {\n     \"output_type\": \"stream\",\n     \"text\": [\n      \"AWS_ACCESS_KEY_ID=<I2>\\n\",\n      \"AWS_SECRET_ACCESS_KEY=<S2>\\n\"\n     ]\n    }\n   ]\n  }\n ]\n}"
    ),
    LeakShape("java", "AWSCredentials c = new BasicAWSCredentials(\"<I1>\", \"<S1>\");\n"),
    LeakShape("java_ml", "AwsBasicCredentials.create(\n    \"<I1>\",\n    \"<S1>\");\n"),
    LeakShape(
      "java3",
      "AWSCredentials c0 = new BasicAWSCredentials(\"<I1>\", \"<S1>\");\nAWSCredentials c1 = new BasicAWSCredentials(\"<I2>\", \"<S2>\");\nAWSCredentials c2 = new BasicAWSCredentials(\"<I3>\", \"<S3>\");\n"
    ),
    LeakShape(
      "java_const",
      "private static final String ACCESS_KEY = \"<I1>\";\nprivate static final String SECRET_KEY = \"<S1>\";\n"
    ),
    LeakShape("py_pos", "conn = boto.connect_s3('<I1>', '<S1>')\n"),
    LeakShape(
      "py_kw", "boto3.client('s3', aws_access_key_id='<I1>', aws_secret_access_key='<S1>')\n"),
    LeakShape(
      "py_kw_rev", "boto3.client('s3', aws_secret_access_key='<S1>', aws_access_key_id='<I1>')\n"),
    LeakShape(
      "py_kw_rev2",
      "boto3.client('s3', aws_secret_access_key='<S1>', aws_access_key_id='<I1>')\nboto3.client('s3', aws_secret_access_key='<S2>', aws_access_key_id='<I2>')\n"
    ),
    LeakShape("go", "credentials.NewStaticCredentials(\"<I1>\", \"<S1>\", \"\")\n"),
    LeakShape("go_struct", "aws.Credentials{AccessKeyID: \"<I1>\", SecretAccessKey: \"<S1>\"}\n"),
    LeakShape("go_backtick", "var id = `<I1>`\nvar s = `<S1>`\n"),
    LeakShape("js", "AWS.config.update({accessKeyId: '<I1>', secretAccessKey: '<S1>'});\n"),
    LeakShape("js_ctor", "new AWS.Credentials('<I1>','<S1>')\n"),
    LeakShape("cs", "var c = new BasicAWSCredentials(\"<I1>\", \"<S1>\");\n"),
    LeakShape("ruby", "Aws.config.update(credentials: Aws::Credentials.new('<I1>', '<S1>'))\n"),
    LeakShape("ruby_hash", ":access_key_id => '<I1>',\n:secret_access_key => '<S1>'\n"),
    LeakShape("php", "'credentials' => ['key' => '<I1>', 'secret' => '<S1>'],\n"),
    LeakShape("php_define", "define('AWS_KEY', '<I1>');\ndefine('AWS_SECRET', '<S1>');\n"),
    LeakShape("php_serialize", "a:2:{s:3:\"key\";s:20:\"<I1>\";s:6:\"secret\";s:40:\"<S1>\";}\n"),
    LeakShape(
      "wp_option",
      "(12,'tantan_wordpress_s3','a:3:{s:17:\\\"access-key-id\\\";s:20:\\\"<I1>\\\";s:6:\\\"secret\\\";s:40:\\\"<S1>\\\";}','yes'),\n"
    ),
    LeakShape(
      "html_table",
      "<table><tr><th>User</th><th>Access key</th><th>Secret</th></tr><tr><td>u0</td><td><I1></td><td><S1></td></tr>\n<tr><td>u1</td><td><I2></td><td><S2></td></tr>\n<tr><td>u2</td><td><I3></td><td><S3></td></tr>\n</table>"
    ),
    LeakShape(
      "html_table_oneline",
      "<table><tr><td>u0</td><td><I1></td><td><S1></td></tr><tr><td>u1</td><td><I2></td><td><S2></td></tr><tr><td>u2</td><td><I3></td><td><S3></td></tr></table>"
    ),
    LeakShape(
      "html_dl",
      "<dl><dt>Access Key ID:</dt><dd><code><I1></code></dd><dt>Secret Access Key:</dt><dd><code><S1></code></dd></dl>"
    ),
    LeakShape(
      "md_table",
      "| User | Key | Secret |\n|---|---|---|\n| u0 | `<I1>` | `<S1>` |\n| u1 | `<I2>` | `<S2>` |\n| u2 | `<I3>` | `<S3>` |\n"
    ),
    LeakShape(
      "md_table_t",
      "| | a | b |\n|---|---|---|\n| Access key | <I1> | <I2> |\n| Secret | <S1> | <S2> |\n",
      .ambiguous),
    LeakShape("md_text", "The key is `<I1>` and the secret is `<S1>`.\n"),
    LeakShape("md_list", "* Access Key ID: **<I1>**\n* Secret Access Key: **<S1>**\n"),
    LeakShape("jsonp", "{\n  \"AccessKeyId\": \"<I1>\",\n  \"SecretAccessKey\": \"<S1>\"\n}"),
    LeakShape(
      "json_alpha",
      "{\n    \"AccessKey\": {\n        \"UserName\": \"x\",\n        \"AccessKeyId\": \"<I1>\",\n        \"Status\": \"Active\",\n        \"SecretAccessKey\": \"<S1>\",\n        \"CreateDate\": \"2026-01-01T00:00:00Z\"\n    }\n}"
    ),
    LeakShape(
      "json_in_json",
      "{\"body\": \"{\\\"accessKeyId\\\": \\\"<I1>\\\", \\\"secretAccessKey\\\": \\\"<S1>\\\"}\"}"),
    LeakShape(
      "json_in_json3",
      "[{\"body\": \"{\\\"accessKeyId\\\": \\\"<I1>\\\", \\\"secretAccessKey\\\": \\\"<S1>\\\"}\"}, {\"body\": \"{\\\"accessKeyId\\\": \\\"<I2>\\\", \\\"secretAccessKey\\\": \\\"<S2>\\\"}\"}, {\"body\": \"{\\\"accessKeyId\\\": \\\"<I3>\\\", \\\"secretAccessKey\\\": \\\"<S3>\\\"}\"}]"
    ),
    LeakShape(
      "json_map_idsecret", "{\n \"<I1>\": \"<S1>\",\n \"<I2>\": \"<S2>\",\n \"<I3>\": \"<S3>\"\n}"),
  ]
}

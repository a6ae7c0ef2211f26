extension LeakShape {
  /// Console files, environments, shells, CI, infrastructure.
  static let files: [LeakShape] = [
    LeakShape("csv2023", "\u{FEFF}Access key ID,Secret access key\r\n<I1>,<S1>"),
    LeakShape("csv2023_nobom", "Access key ID,Secret access key\n<I1>,<S1>\n"),
    LeakShape(
      "csv2017",
      "User name,Password,Access key ID,Secret access key,Console login link\r\nalice,,<I1>,<S1>,https://123123123123.signin.aws.amazon.com/console\r\n"
    ),
    LeakShape(
      "csv2017_multi",
      "User name,Password,Access key ID,Secret access key,Console login link\r\nu0,pA!x0,<I1>,<S1>,https://123123123123.signin.aws.amazon.com/console\r\nu1,pA!x1,<I2>,<S2>,https://123123123123.signin.aws.amazon.com/console\r\nu2,pA!x2,<I3>,<S3>,https://123123123123.signin.aws.amazon.com/console\r\nu3,pA!x3,<I4>,<S4>,https://123123123123.signin.aws.amazon.com/console\r\n"
    ),
    LeakShape(
      "csv2012",
      "User Name,Access Key Id,Secret Access Key\n\"u0\",<I1>,<S1>\n\"u1\",<I2>,<S2>\n\"u2\",<I3>,<S3>\n"
    ),
    LeakShape(
      "csv_quoted",
      "\"User Name\",\"Access Key Id\",\"Secret Access Key\"\n\"u0\",\"<I1>\",\"<S1>\"\n\"u1\",\"<I2>\",\"<S2>\"\n\"u2\",\"<I3>\",\"<S3>\"\n"
    ),
    LeakShape("csv_semicolon", "user;secret;id\nu0;<S1>;<I1>\nu1;<S2>;<I2>\nu2;<S3>;<I3>\n"),
    LeakShape(
      "csv_secretfirst", "Secret access key,Access key ID\n<S1>,<I1>\n<S2>,<I2>\n<S3>,<I3>\n"),
    LeakShape("rootkey", "AWSAccessKeyId=<I1>\r\nAWSSecretKey=<S1>\r\n"),
    LeakShape(
      "dotenv", "FOO=1\nAWS_ACCESS_KEY_ID=<I1>\nAWS_SECRET_ACCESS_KEY=<S1>\nAWS_REGION=us-east-1\n"),
    LeakShape("dotenv_q", "AWS_ACCESS_KEY_ID=\"<I1>\"\nAWS_SECRET_ACCESS_KEY='<S1>'\n"),
    LeakShape(
      "dotenv_prefix",
      "PROD_AWS_ACCESS_KEY_ID=<I1>\nPROD_AWS_SECRET_ACCESS_KEY=<S1>\nSTAGING_AWS_ACCESS_KEY_ID=<I2>\nSTAGING_AWS_SECRET_ACCESS_KEY=<S2>\n"
    ),
    LeakShape(
      "dotenv_prefix_ids_then_secrets",
      "PROD_AWS_ACCESS_KEY_ID=<I1>\nSTAGING_AWS_ACCESS_KEY_ID=<I2>\nPROD_AWS_SECRET_ACCESS_KEY=<S1>\nSTAGING_AWS_SECRET_ACCESS_KEY=<S2>\n"
    ),
    LeakShape(
      "dotenv_suffix",
      "AWS_ACCESS_KEY_ID_PROD=<I1>\nAWS_ACCESS_KEY_ID_DEV=<I2>\nAWS_SECRET_ACCESS_KEY_DEV=<S2>\nAWS_SECRET_ACCESS_KEY_PROD=<S1>\n"
    ),
    LeakShape("dotenv_num", "KEY_ID_1=<I1>\nKEY_ID_2=<I2>\nSECRET_1=<S1>\nSECRET_2=<S2>\n"),
    LeakShape(
      "export",
      "#!/bin/bash\nexport AWS_ACCESS_KEY_ID='<I1>'\nexport AWS_SECRET_ACCESS_KEY=\"<S1>\"\n"),
    LeakShape(
      "export1",
      "export AWS_ACCESS_KEY_ID=<I1> AWS_SECRET_ACCESS_KEY=<S1> AWS_DEFAULT_REGION=eu-west-1; terraform apply\n"
    ),
    LeakShape(
      "setx", "@echo off\r\nsetx AWS_ACCESS_KEY_ID <I1>\r\nsetx AWS_SECRET_ACCESS_KEY <S1> /M\r\n"),
    LeakShape("setcmd", "set AWS_ACCESS_KEY_ID=<I1>\r\nset \"AWS_SECRET_ACCESS_KEY=<S1>\"\r\n"),
    LeakShape(
      "ps1", "$env:AWS_ACCESS_KEY_ID = \"<I1>\"\r\n$env:AWS_SECRET_ACCESS_KEY = '<S1>'\r\n"),
    LeakShape("ps2", "Set-AWSCredential -AccessKey <I1> -SecretKey <S1> -StoreAs prod\r\n"),
    LeakShape(
      "ps3",
      "[Environment]::SetEnvironmentVariable('AWS_ACCESS_KEY_ID','<I1>','User')\r\n[Environment]::SetEnvironmentVariable('AWS_SECRET_ACCESS_KEY','<S1>','User')\r\n"
    ),
    LeakShape("ps4", "New-Object Amazon.S3.AmazonS3Client(\"<I1>\",\"<S1>\",$cfg)\n"),
    LeakShape(
      "docker_sp", "FROM x\nENV AWS_ACCESS_KEY_ID <I1>\nENV AWS_SECRET_ACCESS_KEY <S1>\nRUN y\n"),
    LeakShape(
      "docker_eq", "FROM x\nENV AWS_ACCESS_KEY_ID=<I1> \\\n    AWS_SECRET_ACCESS_KEY=<S1>\nARG X\n"),
    LeakShape("docker_arg", "ARG AWS_ACCESS_KEY_ID=<I1>\nARG AWS_SECRET_ACCESS_KEY=<S1>\n"),
    LeakShape(
      "dockerrun", "docker run -e AWS_ACCESS_KEY_ID=<I1> -e AWS_SECRET_ACCESS_KEY=<S1> -it x\n"),
    LeakShape(
      "compose_map",
      "services:\n  a:\n    environment:\n      AWS_ACCESS_KEY_ID: <I1>\n      AWS_SECRET_ACCESS_KEY: <S1>\n"
    ),
    LeakShape(
      "compose_list",
      "services:\n  a:\n    environment:\n      - AWS_ACCESS_KEY_ID=<I1>\n      - AWS_SECRET_ACCESS_KEY=<S1>\n"
    ),
    LeakShape(
      "compose_two",
      "services:\n  a0:\n    image: x\n    environment:\n      AWS_ACCESS_KEY_ID: <I1>\n      AWS_SECRET_ACCESS_KEY: <S1>\n  a1:\n    image: x\n    environment:\n      AWS_ACCESS_KEY_ID: <I2>\n      AWS_SECRET_ACCESS_KEY: <S2>\n"
    ),
    LeakShape(
      "gha",
      "jobs:\n  b:\n    steps:\n      - uses: aws-actions/configure-aws-credentials@v1\n        with:\n          aws-access-key-id: <I1>\n          aws-secret-access-key: <S1>\n          aws-region: us-east-1\n"
    ),
    LeakShape(
      "gitlab", "variables:\n  AWS_ACCESS_KEY_ID: \"<I1>\"\n  AWS_SECRET_ACCESS_KEY: \"<S1>\"\n"),
    LeakShape(
      "travis", "env:\n  global:\n    - AWS_ACCESS_KEY_ID=<I1> AWS_SECRET_ACCESS_KEY=<S1>\n"),
    LeakShape(
      "k8s_namevalue",
      "env:\n- name: AWS_ACCESS_KEY_ID\n  value: <I1>\n- name: AWS_SECRET_ACCESS_KEY\n  value: <S1>\n"
    ),
    LeakShape(
      "k8s_namevalue_q",
      "env:\n- name: AWS_ACCESS_KEY_ID\n  value: \"<I1>\"\n- name: AWS_SECRET_ACCESS_KEY\n  value: \"<S1>\"\n- name: X\n  value: y\n"
    ),
    LeakShape(
      "ecs_task",
      "{\n  \"environment\": [\n    {\n      \"name\": \"AWS_ACCESS_KEY_ID\",\n      \"value\": \"<I1>\"\n    },\n    {\n      \"name\": \"AWS_SECRET_ACCESS_KEY\",\n      \"value\": \"<S1>\"\n    }\n  ]\n}"
    ),
    LeakShape(
      "hist_configure",
      ": 1700000000:0;aws configure set aws_access_key_id <I1>\n: 1700000009:0;aws configure set aws_secret_access_key <S1>\nls\n"
    ),
    LeakShape(
      "hist_configure_prof",
      "aws configure set aws_access_key_id <I1> --profile p0\naws configure set aws_secret_access_key <S1> --profile p0\naws configure set aws_access_key_id <I2> --profile p1\naws configure set aws_secret_access_key <S2> --profile p1\n"
    ),
    LeakShape(
      "hist_configure_prof2",
      "aws configure --profile p0 set aws_access_key_id <I1>\naws configure --profile p1 set aws_access_key_id <I2>\naws configure --profile p0 set aws_secret_access_key <S1>\naws configure --profile p1 set aws_secret_access_key <S2>\n",
      .ambiguous),
    LeakShape(
      "transcript",
      "$ aws configure\nAWS Access Key ID [None]: <I1>\nAWS Secret Access Key [None]: <S1>\nDefault region name [None]: us-east-1\n"
    ),
    LeakShape(
      "transcript_masked",
      "AWS Access Key ID [****************ABCD]: <I1>\nAWS Secret Access Key [****************wxyz]: <S1>\n"
    ),
    LeakShape("inline_env", "AWS_ACCESS_KEY_ID=<I1> AWS_SECRET_ACCESS_KEY=<S1> aws s3 ls\n"),
    LeakShape(
      "curl_u",
      "curl --aws-sigv4 'aws:amz:us-east-1:s3' -u <I1>:<S1> https://b.s3.amazonaws.com/k\n"),
    LeakShape(
      "curl_uq",
      "curl --aws-sigv4 aws:amz:us-east-1:s3 --user \"<I1>:<S1>\" https://b.s3.amazonaws.com/k\n"),
    LeakShape(
      "tf",
      "provider \"aws\" {\n  region     = \"us-east-1\"\n  access_key = \"<I1>\"\n  secret_key = \"<S1>\"\n}\n"
    ),
    LeakShape(
      "tf_two",
      "provider \"aws\" {\n  alias = \"a0\"\n  access_key = \"<I1>\"\n  secret_key = \"<S1>\"\n}\nprovider \"aws\" {\n  alias = \"a1\"\n  access_key = \"<I2>\"\n  secret_key = \"<S2>\"\n}\n"
    ),
    LeakShape("tfvars", "aws_access_key = \"<I1>\"\naws_secret_key = \"<S1>\"\n"),
    LeakShape(
      "tf_vardefault",
      "variable \"k0\" {\n  default = \"<I1>\"\n}\nvariable \"s0\" {\n  default = \"<S1>\"\n}\nvariable \"k1\" {\n  default = \"<I2>\"\n}\nvariable \"s1\" {\n  default = \"<S2>\"\n}\n"
    ),
    LeakShape(
      "tfstate",
      "{\n  \"version\": 4,\n  \"resources\": [\n    {\n      \"mode\": \"managed\",\n      \"type\": \"aws_iam_access_key\",\n      \"name\": \"k\",\n      \"instances\": [\n        {\n          \"schema_version\": 0,\n          \"attributes\": {\n            \"create_date\": \"2026-01-01T00:00:00Z\",\n            \"encrypted_secret\": null,\n            \"id\": \"<I1>\",\n            \"key_fingerprint\": null,\n            \"pgp_key\": null,\n            \"secret\": \"<S1>\",\n            \"ses_smtp_password_v4\": \"<P>\",\n            \"status\": \"Active\",\n            \"user\": \"u\"\n          },\n          \"sensitive_attributes\": []\n        }\n      ]\n    }\n  ]\n}"
    ),
    LeakShape(
      "tfstate3",
      "{\n  \"version\": 4,\n  \"resources\": [\n    {\n      \"mode\": \"managed\",\n      \"type\": \"aws_iam_access_key\",\n      \"name\": \"k0\",\n      \"instances\": [\n        {\n          \"schema_version\": 0,\n          \"attributes\": {\n            \"create_date\": \"2026-01-01T00:00:00Z\",\n            \"encrypted_secret\": null,\n            \"id\": \"<I1>\",\n            \"key_fingerprint\": null,\n            \"pgp_key\": null,\n            \"secret\": \"<S1>\",\n            \"ses_smtp_password_v4\": \"<P>\",\n            \"status\": \"Active\",\n            \"user\": \"u0\"\n          },\n          \"sensitive_attributes\": []\n        }\n      ]\n    },\n    {\n      \"mode\": \"managed\",\n      \"type\": \"aws_iam_access_key\",\n      \"name\": \"k1\",\n      \"instances\": [\n        {\n          \"schema_version\": 0,\n          \"attributes\": {\n            \"create_date\": \"2026-01-01T00:00:00Z\",\n            \"encrypted_secret\": null,\n            \"id\": \"<I2>\",\n            \"key_fingerprint\": null,\n            \"pgp_key\": null,\n            \"secret\": \"<S2>\",\n            \"ses_smtp_password_v4\": \"<P>\",\n            \"status\": \"Active\",\n            \"user\": \"u1\"\n          },\n          \"sensitive_attributes\": []\n        }\n      ]\n    },\n    {\n      \"mode\": \"managed\",\n      \"type\": \"aws_iam_access_key\",\n      \"name\": \"k2\",\n      \"instances\": [\n        {\n          \"schema_version\": 0,\n          \"attributes\": {\n            \"create_date\": \"2026-01-01T00:00:00Z\",\n            \"encrypted_secret\": null,\n            \"id\": \"<I3>\",\n            \"key_fingerprint\": null,\n            \"pgp_key\": null,\n            \"secret\": \"<S3>\",\n            \"ses_smtp_password_v4\": \"<P>\",\n            \"status\": \"Active\",\n            \"user\": \"u2\"\n          },\n          \"sensitive_attributes\": []\n        }\n      ]\n    }\n  ]\n}"
    ),
    LeakShape(
      "tfstate_foreach",
      "{\n  \"version\": 4,\n  \"resources\": [\n    {\n      \"mode\": \"managed\",\n      \"type\": \"aws_iam_access_key\",\n      \"name\": \"k\",\n      \"instances\": [\n        {\n          \"schema_version\": 0,\n          \"attributes\": {\n            \"create_date\": \"2026-01-01T00:00:00Z\",\n            \"encrypted_secret\": null,\n            \"id\": \"<I1>\",\n            \"key_fingerprint\": null,\n            \"pgp_key\": null,\n            \"secret\": \"<S1>\",\n            \"ses_smtp_password_v4\": \"<P>\",\n            \"status\": \"Active\",\n            \"user\": \"u0\"\n          },\n          \"sensitive_attributes\": []\n        },\n        {\n          \"schema_version\": 0,\n          \"attributes\": {\n            \"create_date\": \"2026-01-01T00:00:00Z\",\n            \"encrypted_secret\": null,\n            \"id\": \"<I2>\",\n            \"key_fingerprint\": null,\n            \"pgp_key\": null,\n            \"secret\": \"<S2>\",\n            \"ses_smtp_password_v4\": \"<P>\",\n            \"status\": \"Active\",\n            \"user\": \"u1\"\n          },\n          \"sensitive_attributes\": []\n        },\n        {\n          \"schema_version\": 0,\n          \"attributes\": {\n            \"create_date\": \"2026-01-01T00:00:00Z\",\n            \"encrypted_secret\": null,\n            \"id\": \"<I3>\",\n            \"key_fingerprint\": null,\n            \"pgp_key\": null,\n            \"secret\": \"<S3>\",\n            \"ses_smtp_password_v4\": \"<P>\",\n            \"status\": \"Active\",\n            \"user\": \"u2\"\n          },\n          \"sensitive_attributes\": []\n        }\n      ]\n    }\n  ]\n}"
    ),
    LeakShape(
      "tfstate_min",
      "{\"version\":4,\"resources\":[{\"mode\":\"managed\",\"type\":\"aws_iam_access_key\",\"name\":\"k\",\"instances\":[{\"schema_version\":0,\"attributes\":{\"create_date\":\"2026-01-01T00:00:00Z\",\"encrypted_secret\":null,\"id\":\"<I1>\",\"key_fingerprint\":null,\"pgp_key\":null,\"secret\":\"<S1>\",\"ses_smtp_password_v4\":\"<P>\",\"status\":\"Active\",\"user\":\"u0\"},\"sensitive_attributes\":[]},{\"schema_version\":0,\"attributes\":{\"create_date\":\"2026-01-01T00:00:00Z\",\"encrypted_secret\":null,\"id\":\"<I2>\",\"key_fingerprint\":null,\"pgp_key\":null,\"secret\":\"<S2>\",\"ses_smtp_password_v4\":\"<P>\",\"status\":\"Active\",\"user\":\"u1\"},\"sensitive_attributes\":[]},{\"schema_version\":0,\"attributes\":{\"create_date\":\"2026-01-01T00:00:00Z\",\"encrypted_secret\":null,\"id\":\"<I3>\",\"key_fingerprint\":null,\"pgp_key\":null,\"secret\":\"<S3>\",\"ses_smtp_password_v4\":\"<P>\",\"status\":\"Active\",\"user\":\"u2\"},\"sensitive_attributes\":[]}]}]}"
    ),
    LeakShape(
      "tfoutput",
      "Outputs:\n\nkey_0_id = \"<I1>\"\nkey_0_secret = \"<S1>\"\nkey_1_id = \"<I2>\"\nkey_1_secret = \"<S2>\"\n"
    ),
    LeakShape(
      "tfoutput_sorted",
      "Outputs:\n\nids = [\n  \"<I1>\",\n  \"<I2>\",\n]\nnames = []\nsecrets = [\n  \"<S1>\",\n  \"<S2>\",\n]\n",
      .ambiguous),
    LeakShape(
      "ansible",
      "- hosts: all\n  vars:\n    aws_access_key: \"<I1>\"\n    aws_secret_key: \"<S1>\"\n"),
    LeakShape(
      "ansible_inline",
      "  - s3: bucket=x object=y mode=get aws_access_key=<I1> aws_secret_key=<S1>\n"),
  ]
}

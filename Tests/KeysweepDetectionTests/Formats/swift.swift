let c = AWSStaticCredentialsProvider(
  accessKey: "AKIARZPUZDIKTEST2XYZ", secretKey: "Zk3qX9/vT+0aBcDeFgHiJkLmNoPqRsTuVwXyZ012")
